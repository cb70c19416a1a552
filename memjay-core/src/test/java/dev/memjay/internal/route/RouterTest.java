package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.LONG;
import static dev.memjay.internal.route.Routed.SHORT;
import static dev.memjay.internal.route.Routed.background;
import static dev.memjay.internal.route.Routed.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.ClosedException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.text.ClassicDialect;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls through the whole router to servers that follow a script. */
class RouterTest {
    private final ScriptedServer server = new ScriptedServer();
    private @Nullable Routed opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
            assertThat(opened.router.metrics().rescues()).isZero();
        }
        server.close();
    }

    private Routed open() {
        return opened = Routed.over(server);
    }

    @Test
    void callGoesToTheNodeOfItsKey() throws Exception {
        try (ScriptedServer second = new ScriptedServer()) {
            Routed routed = opened = Routed.over(server, second);
            Peer zero = Routed.accept(server);
            Peer one = Routed.accept(second);
            CompletableFuture<String> call = background(() -> routed.get("1a"));
            one.say(one.next().hit("of one"));
            assertThat(end(call)).isEqualTo("of one");
            CompletableFuture<?> byRoute =
                    background(() -> routed.router.call(ReadRequest.GET, new WireKey("1b", "1b", false, "0"), LONG));
            assertThat(zero.next().key()).isEqualTo("1b");
            zero.close();
            server.close();
            assertThatThrownBy(() -> end(byRoute)).cause().isInstanceOf(ConnectionException.class);
            assertThat(routed.router.nodeFor("1x")).isEqualTo(second.node());
        }
    }

    @Test
    void interruptOnEntryThrowsBeforeAByteIsEncoded() throws Exception {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        CompletableFuture<Boolean> flag = background(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> routed.get("0a")).isInstanceOf(InterruptedCallException.class);
            return Thread.currentThread().isInterrupted();
        });
        assertThat(end(flag)).isTrue();
        CompletableFuture<String> next = routed.start("0b", LONG);
        Asked asked = peer.next();
        assertThat(asked.key()).isEqualTo("0b");
        peer.say(asked.hit("1"));
        assertThat(end(next)).isEqualTo("1");
    }

    @Test
    void blockingCallOnTheEventLoopFails() throws Exception {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        CompletableFuture<String> nested = routed.start("0a", LONG).thenApply(value -> routed.get("0b"));
        CompletableFuture<?> nestedBulk =
                routed.start("0c", LONG).thenApply(value -> routed.router.callAll(Routed.getAll("0d"), LONG));
        peer.say(peer.next().hit("1") + peer.next().hit("2"));
        assertThatThrownBy(() -> end(nested))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event loop")
                .hasMessageContaining("callbackExecutor");
        assertThatThrownBy(() -> end(nestedBulk)).cause().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void waitingForAFutureOnTheEventLoopFails() throws Exception {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        CompletableFuture<String> first = routed.start("0a", LONG);
        CompletableFuture<String> later = routed.start("0b", LONG);
        CompletableFuture<String> waits = first.thenApply(value -> later.join());
        CompletableFuture<String> waitsForDerived =
                first.thenApply(value -> later.thenApply(string -> string).join());
        CompletableFuture<String> looks = later.thenApply(value -> first.join());
        Asked a = peer.next();
        Asked b = peer.next();
        peer.say(a.hit("1"));
        assertThatThrownBy(() -> end(waits)).cause().isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> end(waitsForDerived)).cause().isInstanceOf(IllegalStateException.class);
        peer.say(b.hit("2"));
        assertThat(end(looks)).as("done by then").isEqualTo("1");
    }

    @Test
    void callbacksRunOnTheExecutorAndMayBlockThere() throws Exception {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Routed routed = opened = Routed.over(MemjayListener.NONE, tasks::add, parts -> parts, server);
        Peer peer = Routed.accept(server);
        CompletableFuture<String> nested = routed.start("0a", LONG).thenApply(value -> routed.get("0b"));
        peer.say(peer.next().hit("1"));
        Runnable completion = tasks.poll(10, TimeUnit.SECONDS);
        assertThat(nested).isNotDone();
        CompletableFuture<Boolean> server = background(() -> {
            peer.say(peer.next().hit("2"));
            return true;
        });
        completion.run();
        assertThat(nested).isCompletedWithValue("2");
        assertThat(end(server)).isTrue();
    }

    @Test
    void cancelledFutureSaysWhatMayHaveHappened() throws Exception {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        CompletableFuture<?> write =
                routed.router.start(Routed.set(new byte[1]), WireKey.plain("0a"), LONG, done -> done);
        Asked asked = peer.next();
        assertThat(write.cancel(true)).isTrue();
        assertThatThrownBy(write::join)
                .isInstanceOf(CancellationException.class)
                .hasStackTraceContaining("may have been applied");
        CompletableFuture<String> next = routed.start("0b", LONG);
        peer.say(asked.stored() + peer.next().hit("2"));
        assertThat(end(next)).isEqualTo("2");
    }

    @Test
    void winThatNobodyAskedForIsHandedBack() throws Exception {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        CompletableFuture<String> call = background(() -> routed.get("0a"));
        peer.say(peer.next().hit("stale", "X W"));
        assertThat(end(call)).isEqualTo("stale");
        assertThat(peer.next().line()).startsWith("md 0a C7 I O");
    }

    @Test
    void winOfACallThatTimedOutIsHandedBack() {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        assertThat(routed.router.awaitReady(LONG)).isTrue(); // what times out before is not sent
        assertThatThrownBy(() -> routed.call(ReadRequest.GET, "0a", SHORT))
                .isInstanceOf(OperationTimeoutException.class);
        peer.say(peer.next().hit("stale", "X W"));
        assertThat(peer.next().line()).startsWith("md 0a C7 I O");
    }

    @Test
    void closeDrainsThenFails() throws Exception {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        CompletableFuture<String> first = background(() -> routed.get("0a"));
        Asked a = peer.next();
        CompletableFuture<String> second = routed.start("0b", LONG);
        CompletableFuture<String> third = background(() -> routed.get("0c"));
        peer.next();
        Asked b = peer.next();
        CompletableFuture<Boolean> closed = background(() -> {
            routed.router.close(TimeUnit.MILLISECONDS.toNanos(300));
            return true;
        });
        while (!routed.router.isClosed()) {
            Thread.yield();
        }
        assertThatThrownBy(() -> routed.get("0d")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> end(routed.start("0d", LONG))).cause().isInstanceOf(ClosedException.class);
        peer.say(a.hit("in time"));
        assertThat(end(first)).isEqualTo("in time");
        assertThat(end(closed)).isTrue();
        assertThat(peer.isEnded()).isTrue();
        assertThatThrownBy(() -> end(second)).cause().isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> end(third)).cause().isInstanceOf(ClosedException.class);
        assertThat(b.line()).isNotEmpty();
        routed.router.close(LONG);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("memjay-loop"));
    }

    @Test
    void closeInACallbackReturnsAtOnce() throws Exception {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        CompletableFuture<String> first = routed.start("0a", LONG).thenApply(value -> {
            routed.router.close(LONG);
            return value;
        });
        CompletableFuture<String> second = routed.start("0b", LONG);
        Asked a = peer.next();
        Asked b = peer.next();
        peer.say(a.hit("1"));
        assertThat(end(first)).isEqualTo("1");
        peer.say(b.hit("2"));
        assertThat(end(second)).as("drained").isEqualTo("2");
        routed.router.close(LONG);
        assertThat(peer.isEnded()).isTrue();
    }

    @Test
    void throwingObserverHarmsNobody() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        MemjayListener listener = new MemjayListener() {
            @Override
            public void connectionOpened(Node node) {
                heard.add("opened");
                throw new IllegalStateException("of a test, to be logged");
            }

            @Override
            public void connectionLost(Node node, Throwable cause) {
                heard.add("lost");
                throw new IllegalStateException("of a test, to be logged");
            }

            @Override
            public void callFailed(Node node, Verb verb, MemjayException error) {
                heard.add("failed " + verb);
                throw new IllegalStateException("of a test, to be logged");
            }
        };
        Routed routed = opened = Routed.over(listener, server);
        Peer first = Routed.accept(server);
        CompletableFuture<String> call = routed.start("0a", LONG);
        first.say(first.next().hit("1"));
        assertThat(end(call)).isEqualTo("1");
        first.close();
        Peer second = Routed.accept(server);
        CompletableFuture<String> next = background(() -> routed.get("0b"));
        second.say(second.next().hit("2"));
        assertThat(end(next)).isEqualTo("2");
        Trial.await(() -> Collections.frequency(heard, "opened") == 2); // reported after calls are served
        assertThatThrownBy(() -> routed.call(ReadRequest.GET, "0c", Routed.SHORT))
                .isInstanceOf(OperationTimeoutException.class);
        assertThat(heard).containsSubsequence("opened", "lost", "opened", "failed get");
    }

    @Test
    void nodeThatIsDownIsNotCalled() throws Exception {
        NodeState down = new NodeState() {
            @Override
            public Refusal refusal() {
                return Routed.refusal("down for a test");
            }
        };
        Routed routed = opened = Routed.over(
                MemjayListener.NONE,
                null,
                parts -> new RouterParts(parts.transport(), parts.session(), parts.greetings(), node -> down),
                server);
        Peer peer = Routed.accept(server);
        assertThatThrownBy(() -> routed.get("0a"))
                .isInstanceOf(NodeDownException.class)
                .hasMessageContaining("down for a test");
        BulkOutcome outcome = routed.router.callAll(Routed.getAll("0a", "0b"), LONG);
        assertThat(outcome.error(0)).isInstanceOf(NodeDownException.class);
        routed.router.close(LONG);
        assertThat(peer.isEnded()).as("nothing else was sent").isTrue();
    }

    @Test
    void whatTheDialectCannotSayIsRefused() {
        Routed routed = opened = Routed.over(
                MemjayListener.NONE,
                null,
                parts -> new RouterParts(
                        parts.transport(), parts.session(), Greeting.silent(new ClassicDialect()), parts.nodeState()),
                server);
        assertThatThrownBy(() -> routed.call(ReadRequest.INSPECT, "0a", LONG))
                .isInstanceOf(UnsupportedByServerException.class);
    }

    @Test
    void metricsCountCallsHitsAndFailures() throws Exception {
        Routed routed = open();
        Peer peer = Routed.accept(server);
        CompletableFuture<String> hit = background(() -> routed.get("0a"));
        peer.say(peer.next().hit("1"));
        end(hit);
        CompletableFuture<String> miss = background(() -> routed.get("0b"));
        peer.say(peer.next().miss());
        assertThat(end(miss)).isEqualTo("nothing");
        assertThatThrownBy(() -> routed.call(ReadRequest.GET, "0c", SHORT))
                .isInstanceOf(OperationTimeoutException.class);
        Metrics.OfNode node = routed.router.metrics().nodes().get(0);
        Metrics.OfVerb get = node.verbs().get(Verb.GET);
        assertThat(get.calls()).isEqualTo(3);
        assertThat(get.hits()).isEqualTo(1);
        assertThat(get.misses()).isEqualTo(1);
        assertThat(get.failures()).isEqualTo(java.util.Map.of(FailureKind.TIMEOUT, 1L));
        assertThat(get.timeouts()).isEqualTo(java.util.Map.of(OperationTimeoutException.Phase.WRITTEN, 1L));
        assertThat(get.latency().count()).isEqualTo(2);
        assertThat(node.connects()).isEqualTo(1);
        assertThat(node.inFlight()).isEqualTo(1);
        assertThat(node.bytesRead()).isPositive();
        assertThat(node.bytesWritten()).isPositive();
    }

    @Test
    void postIsSentAndItsFailureIsHeard() throws Exception {
        CompletableFuture<MemjayException> heard = new CompletableFuture<>();
        MemjayListener listener = new MemjayListener() {
            @Override
            public void postFailed(Node node, Verb verb, MemjayException error) {
                heard.complete(error);
            }
        };
        Routed routed = opened = Routed.over(listener, server);
        Peer peer = Routed.accept(server);
        routed.router.post(Routed.set(new byte[3]), WireKey.plain("0a"), LONG);
        Asked asked = peer.next();
        assertThat(asked.line()).startsWith("ms 0a 3");
        peer.say("SERVER_ERROR out of memory storing object\r\n");
        assertThat(end(heard)).hasMessageContaining("out of memory storing object");
        CompletableFuture<String> next = background(() -> routed.get("0b"));
        peer.say(peer.next().hit("1"));
        assertThat(end(next)).isEqualTo("1");
    }
}
