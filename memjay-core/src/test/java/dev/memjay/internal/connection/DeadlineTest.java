package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.SHORT;
import static dev.memjay.internal.connection.Trial.await;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deadlines, interrupts and cancellations: who leaves, leaves a tombstone, and harms nobody. */
class DeadlineTest {
    private final ScriptedServer server = new ScriptedServer();
    private Trial trial = Trial.of(server);

    @AfterEach
    void close() {
        trial.close();
        server.close();
    }

    @Test
    void replyAfterTimeoutIsSwallowed() throws Exception {
        Peer peer = server.accept();
        trial.connection(); // what times out before it is open is not sent
        Outcome late = trial.get("a", SHORT);
        assertThat(late.kind()).isEqualTo(Failure.Kind.TIMEOUT);
        Asked a = peer.next();
        var call = background(() -> trial.get("b", LONG));
        Asked b = peer.next();
        peer.say(a.hit("late") + b.hit("in time"));
        assertThat(call.get().value()).isEqualTo("in time");
        assertThat(trial.losses).isEmpty();
        assertThat(late.operation().key).as("kept for a win").isEqualTo("a");
    }

    @Test
    void replyToAFutureAfterItsTimeoutIsSwallowed() throws Exception {
        Peer peer = server.accept();
        trial.connection(); // what times out before it is open is not sent
        Started late = trial.start("a", SHORT);
        Asked a = peer.next();
        assertThat(late.get().kind()).isEqualTo(Failure.Kind.TIMEOUT);
        Started next = trial.start("b", LONG);
        Asked b = peer.next();
        peer.say(a.hit("late") + b.hit("in time"));
        assertThat(next.get().value()).isEqualTo("in time");
    }

    /** In whatever order they were sent, and however late the machine is: each by its own, and none by another's. */
    @Test
    void everyFutureTimesOutAtItsOwnDeadline() throws Exception {
        Peer peer = server.accept();
        trial.connection();
        List<Started> started = new ArrayList<>();
        Map<Operation, Long> ended = new ConcurrentHashMap<>();
        for (int millis : new int[] {90, 30, 60}) {
            started.add(trial.start(
                    ReadRequest.GET,
                    "a",
                    Duration.ofMillis(millis),
                    outcome -> ended.put(outcome.operation(), Clock.nanoTime())));
        }
        Started last = trial.start("d", LONG);
        for (Started each : started) {
            assertThat(each.get().kind()).isEqualTo(Failure.Kind.TIMEOUT);
            assertThat(ended.get(each.operation()) - each.operation().deadline())
                    .as("nanoseconds behind its deadline")
                    .isNotNegative();
        }
        assertThat(last.future()).isNotDone();
        assertThat(peer.next().key()).isEqualTo("a");
    }

    @Test
    void futureTimesOutThoughACallerReads() throws Exception {
        Peer peer = server.accept();
        trial.connection();
        var leader = background(() -> trial.get("a", LONG));
        trial.awaitLeader();
        Started late = trial.start("b", SHORT);
        assertThat(late.get().kind()).isEqualTo(Failure.Kind.TIMEOUT);
        peer.say(peer.next().hit("1"));
        assertThat(leader.get().value()).isEqualTo("1");
    }

    @Test
    void timeoutSaysWhereTheTimeWent() throws Exception {
        Peer peer = server.accept();
        trial.connection(); // what times out before it is open is not sent
        Outcome silent = trial.get("a", SHORT);
        assertThat(silent.failure().phase()).isEqualTo(Phase.WRITTEN);
        assertThat(silent.failure().message()).contains("silent");
        Asked a = peer.next();
        Connection connection = trial.connection();
        Operation waiting = new Operation(ReadRequest.GET, "b", false);
        long number = connection.submit(waiting, Clock.nanoTime());
        peer.next();
        peer.say(a.hit("late"));
        await(() -> connection.ring().head() == number); // the loop reads what was left
        Failure failure = connection.await(waiting, number, Clock.nanoTime() + SHORT.toNanos());
        assertThat(failure.phase()).isEqualTo(Phase.WAITING);
        assertThat(failure.written()).isTrue();
    }

    @Test
    void timeoutBehindAFullSocketIsQueuedAndMayStillBeApplied() throws Exception {
        Peer peer = server.accept();
        trial.connection(); // what times out before it is open is not sent
        Started big = trial.start(Trial.set(new byte[32 << 20]), "big", LONG, outcome -> {});
        Outcome behind = trial.call(Trial.set(new byte[1]), "small", SHORT);
        assertThat(behind.failure().phase()).isEqualTo(Phase.QUEUED);
        assertThat(behind.failure().written()).as("it may be sent later").isTrue();
        Asked first = peer.next();
        Asked second = peer.next();
        assertThat(second.line()).startsWith("ms small 1");
        peer.say(first.stored() + second.stored());
        assertThat(big.get().failure()).isNull();
    }

    @Test
    void deadlineHoldsWhileConnecting() throws Exception {
        Peer before = server.accept(); // else it might come after the one that is meant
        trial.close();
        before.close();
        CountDownLatch release = new CountDownLatch(1);
        Session slow = talk -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return "";
        };
        trial = Trial.of(
                server.node(), new TcpTransport(SocketSettings.DEFAULT), slow, new MetaDialect(), Trial.settings());
        Outcome call = trial.get("a", SHORT);
        assertThat(call.kind()).isEqualTo(Failure.Kind.TIMEOUT);
        assertThat(call.failure().phase()).isEqualTo(Phase.CONNECTING);
        assertThat(call.failure().written()).isFalse();
        Started early = trial.start("b", SHORT);
        Started later = trial.start("c", LONG);
        assertThat(early.get().failure().phase()).isEqualTo(Phase.CONNECTING);
        release.countDown();
        Peer peer = server.accept();
        Asked asked = peer.next();
        assertThat(asked.key()).isEqualTo("c");
        peer.say(asked.hit("3"));
        assertThat(later.get().value()).isEqualTo("3");
    }

    @Test
    void interruptNeverClosesTheSharedSocket() throws Exception {
        Peer peer = server.accept();
        trial.connection();
        var leader = background(() -> {
            Outcome outcome = trial.get("a", LONG);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return outcome;
        });
        trial.awaitLeader();
        var other = background(() -> trial.get("b", LONG));
        Asked a = peer.next();
        Asked b = peer.next();
        leader.thread().interrupt();
        assertThat(leader.get().kind()).isEqualTo(Failure.Kind.INTERRUPTED);
        peer.say(a.hit("late") + b.hit("in time"));
        assertThat(other.get().value()).isEqualTo("in time");
        assertThat(trial.losses).isEmpty();
    }

    @Test
    void interruptedThreadWritesWithoutHarm() throws Exception {
        Peer peer = server.accept();
        trial.connection();
        var call = background(() -> {
            Thread.currentThread().interrupt();
            return trial.get("a", LONG);
        });
        assertThat(call.get().kind()).isEqualTo(Failure.Kind.INTERRUPTED);
        Asked a = peer.next();
        Started next = trial.start("b", LONG);
        peer.say(a.hit("1") + peer.next().hit("2"));
        assertThat(next.get().value()).isEqualTo("2");
        assertThat(trial.losses).isEmpty();
    }

    @Test
    void cancelLeavesATombstone() throws Exception {
        Peer peer = server.accept();
        Request request = Trial.set(new byte[100_000]);
        Started cancelled = trial.start(request, "a", LONG, outcome -> {});
        Asked a = peer.next();
        assertThat(cancelled.operation().cancel()).isTrue();
        assertThat(cancelled.operation().cancel()).isFalse();
        assertThat(cancelled.operation().request).as("value dropped").isNotSameAs(request);
        assertThat(cancelled.operation().key).isNull();
        assertThat(cancelled.operation().callback()).isNull();
        trial.awaitInFlight(1);
        Started next = trial.start("b", LONG);
        peer.say(a.stored() + peer.next().hit("2"));
        assertThat(next.get().value()).isEqualTo("2");
        assertThat(cancelled.future()).isNotDone();
    }

    @Test
    void cancelledBeforeItIsSentIsNeverSent() throws Exception {
        Peer peer = server.accept();
        Deferred cancelled =
                new Deferred(ReadRequest.GET, "a", false, Clock.nanoTime() + LONG.toNanos(), (done, failure) -> {});
        cancelled.cancel();
        trial.connection();
        assertThat(trial.connections.start(cancelled)).isNull();
        Started next = trial.start("b", LONG);
        Asked asked = peer.next();
        assertThat(asked.key()).isEqualTo("b");
        peer.say(asked.hit("2"));
        assertThat(next.get().value()).isEqualTo("2");
    }

    @Test
    void swallowedWinIsHandedBack() throws Exception {
        Peer peer = server.accept();
        trial.connection(); // what times out before it is open is not sent
        Outcome late = trial.get("a", SHORT);
        assertThat(late.kind()).isEqualTo(Failure.Kind.TIMEOUT);
        peer.say(peer.next().hit("stale", "X W"));
        Operation won = trial.unclaimedWins.poll(10, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(won).isSameAs(late.operation());
        assertThat(won.key).isEqualTo("a");
        assertThat(won.number).isEqualTo(7);
        assertThat(won.request.verb()).isEqualTo(Verb.GET);
    }

    @Test
    void nothingIsLateBeforeALastLookIntoTheKernel() throws Exception {
        Peer peer = server.accept();
        trial.connection();
        Operation operation = new Operation(ReadRequest.GET, "a", false);
        long number = trial.connection().submit(operation, Clock.nanoTime());
        peer.say(peer.next().hit("1"));
        await(() -> kernelHolds(trial.connection()));
        long over = Clock.nanoTime() - 1_000_000; // as after a pause of the whole VM
        assertThat(trial.connection().await(operation, number, over)).isNull();
        assertThat(new Outcome(operation, null).value()).isEqualTo("1");
    }

    /** Waits a moment for bytes to cross the loopback, without reading them. */
    private static boolean kernelHolds(Connection connection) {
        try (java.nio.channels.Selector selector = java.nio.channels.Selector.open()) {
            connection.link().channel().register(selector, java.nio.channels.SelectionKey.OP_READ);
            return selector.select(10_000) > 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
