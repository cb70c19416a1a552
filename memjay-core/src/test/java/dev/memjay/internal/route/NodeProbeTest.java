package dev.memjay.internal.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.connection.NetworkSettings;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LoginRefusedException;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node's state and its connections together: what dials when, and what counts as a failure. */
class NodeProbeTest {
    private static final EjectionSettings AT_ONCE_FOR_LONG =
            EjectionSettings.DEFAULT.failureLimit(1).deadTimeout(Duration.ofHours(1));
    private static final TcpTransport TCP = new TcpTransport(SocketSettings.DEFAULT);

    private ScriptedServer server = new ScriptedServer();
    private final AtomicInteger dials = new AtomicInteger();
    private final AtomicInteger downs = new AtomicInteger();
    private final CountDownLatch isDown = new CountDownLatch(1);
    /** Runs on the event loop. */
    private volatile Runnable whenUp = () -> {};

    private final AtomicReference<NodeState.Surroundings> surroundings = new AtomicReference<>();
    private final AtomicReference<NodeState> state = new AtomicReference<>();

    @AfterEach
    void close() {
        server.close();
    }

    private Router open(EjectionSettings failures, int connections, Transport transport, Session session) {
        MemjayListener listener = new MemjayListener() {
            @Override
            public void nodeDown(Node node, Throwable cause) {
                downs.incrementAndGet();
                isDown.countDown();
            }

            @Override
            public void nodeUp(Node node, Duration downFor) {
                whenUp.run();
            }
        };
        RouterSettings settings = new RouterSettings(
                List.of(server.node()),
                Routed.BY_DIGIT,
                Duration.ofSeconds(5),
                connections,
                1024,
                64L << 20,
                false,
                Duration.ofSeconds(1),
                NetworkSettings.DEFAULT,
                true,
                null,
                listener,
                "meta",
                failures,
                DownNodePolicy.FAIL_FAST);
        NodeState.Maker standard = RouterParts.of(settings).nodeState();
        NodeState.Maker noted = given -> {
            surroundings.set(given);
            state.set(standard.make(given));
            return state.get();
        };
        return Router.open(settings, new RouterParts(transport, session, Greeting.silent(new MetaDialect()), noted));
    }

    /** The first attempts to connect fail, the others do not. */
    private Transport refusing(int attempts) {
        return (node, deadline) -> {
            if (dials.incrementAndGet() <= attempts) {
                throw new IOException("refused by the test");
            }
            return TCP.open(node, deadline);
        };
    }

    private void awaitDown() throws InterruptedException {
        assertThat(isDown.await(20, TimeUnit.SECONDS)).as("the node is down").isTrue();
    }

    /** Until the event loop has done all that was due by then. */
    private void awaitTimer(long millis) throws InterruptedException {
        CountDownLatch due = new CountDownLatch(1);
        surroundings.get().after(TimeUnit.MILLISECONDS.toNanos(millis), due::countDown);
        assertThat(due.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private Throwable errorOfACall(Router router, long timeout) {
        return catchThrowable(() -> router.call(ReadRequest.GET, "0key", timeout));
    }

    /** Starts a call of a thread that uses this one of so many connections. */
    private static CompletableFuture<String> startOn(
            int slot, int slots, Router router, Request request, String key, long timeout) {
        AtomicReference<CompletableFuture<String>> call = new AtomicReference<>();
        Thread thread;
        do {
            thread = new Thread(() -> call.set(
                    router.start(request, WireKey.plain(key), timeout, done -> new String(done.value, ISO_8859_1))));
        } while (thread.getId() % slots != slot);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return call.get();
    }

    private void awaitUp() {
        until(() -> state.get().refusal() == null);
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.yield();
        }
    }

    @Test
    void everyRetryIsAnAttemptToConnect() throws Exception {
        EjectionSettings failures = EjectionSettings.pymemcache()
                .retryAttempts(5)
                .retryTimeout(Duration.ofMillis(10))
                .deadTimeout(Duration.ofHours(1));
        Router router = open(failures, 1, refusing(Integer.MAX_VALUE), Session.NONE);
        try {
            awaitDown();
            assertThat(dials).as("the first failure and five retries").hasValue(6);
        } finally {
            router.close(0);
        }
    }

    @Test
    void aNodeThatIsBackIsFoundByTheFirstRetry() throws Exception {
        EjectionSettings failures = EjectionSettings.pymemcache()
                .retryAttempts(1)
                .retryTimeout(Duration.ofMillis(1))
                .deadTimeout(Duration.ofHours(1));
        Router router = open(failures, 1, refusing(1), Session.NONE);
        try {
            Routed.accept(server);
            assertThat(router.awaitReady(Routed.LONG)).isTrue();
            assertThat(downs).hasValue(0);
        } finally {
            router.close(0);
        }
    }

    @Test
    void attemptsOfSeveralConnectionsThatFailTogetherAreOneFailure() {
        Router router = open(EjectionSettings.DEFAULT, 5, refusing(5), Session.NONE);
        try {
            for (int i = 0; i < 5; i++) {
                server.accept();
            }
            assertThat(router.awaitReady(Routed.LONG)).isTrue();
            assertThat(downs).hasValue(0);
        } finally {
            router.close(0);
        }
    }

    @Test
    void afterAFailureOneConnectionTriesForAll() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch mayOpen = new CountDownLatch(1);
        Transport refusing = refusing(5);
        Transport waiting = (node, deadline) -> {
            if (dials.get() >= 5) {
                tries.incrementAndGet();
                first.countDown();
                try {
                    mayOpen.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return refusing.open(node, deadline);
        };
        Router router = open(EjectionSettings.DEFAULT, 5, waiting, Session.NONE);
        try {
            assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
            awaitTimer(50);
            assertThat(tries).hasValue(1);
            mayOpen.countDown();
            for (int i = 0; i < 5; i++) {
                server.accept();
            }
            assertThat(router.awaitReady(Routed.LONG)).isTrue();
        } finally {
            router.close(0);
        }
    }

    @Test
    void nobodyDialsWhileTheNodeIsLeftAlone() throws Exception {
        Router router = open(AT_ONCE_FOR_LONG, 2, refusing(Integer.MAX_VALUE), Session.NONE);
        try {
            awaitDown();
            awaitTimer(100);
            assertThat(dials.get()).as("that of each connection at the start").isBetween(1, 2);
        } finally {
            router.close(0);
        }
    }

    @Test
    void whatRestedDialsOnceTheNodeIsUpAgain() {
        EjectionSettings failures = EjectionSettings.DEFAULT.failureLimit(1).deadTimeout(Duration.ofMillis(10));
        Router router = open(failures, 3, refusing(3), Session.NONE);
        try {
            for (int i = 0; i < 3; i++) {
                server.accept();
            }
            assertThat(router.awaitReady(Routed.LONG)).isTrue();
            assertThat(dials).hasValue(6);
        } finally {
            router.close(0);
        }
    }

    @Test
    void aRefusedLoginIsASignOfLife() {
        Session refusing = talk -> {
            throw new LoginRefusedException("who are you?");
        };
        EjectionSettings failures = EjectionSettings.DEFAULT
                .failureLimit(1)
                .deadTimeout(Duration.ofMillis(10))
                .probePause(Duration.ZERO);
        Router router = open(failures, 1, refusing(1), refusing);
        try {
            server.accept();
            awaitUp();
            assertThat(errorOfACall(router, Routed.LONG))
                    .isInstanceOf(ConnectionException.class)
                    .isNotInstanceOf(NodeDownException.class)
                    .hasMessageContaining("who are you?");
        } finally {
            router.close(0);
        }
    }

    /** One that died while the node was left alone says nothing of the server that may be there now. */
    @Test
    void aProbeOnAnOldConnectionThatIsLostGoesToAFreshOne() {
        EjectionSettings failures = EjectionSettings.pymemcache()
                .retryAttempts(1)
                .retryTimeout(Duration.ofMillis(10))
                .deadTimeout(Duration.ofHours(1));
        Router router = open(failures, 1, refusing(0), Session.NONE);
        try {
            Peer peer = Routed.accept(server);
            assertThat(errorOfACall(router, TimeUnit.MILLISECONDS.toNanos(60)))
                    .isInstanceOf(OperationTimeoutException.class);
            peer.next();
            peer.expect("version");
            peer.close();
            server.accept();
            awaitUp();
            assertThat(downs).hasValue(0);
        } finally {
            router.close(0);
        }
    }

    /** One connection is open, the others are about to be: that they failed before is no reason any more. */
    @Test
    void callsOfANodeThatIsBackWaitForItsOtherConnections() throws Exception {
        int slots = 3;
        EjectionSettings failures = EjectionSettings.DEFAULT.failureLimit(1).deadTimeout(Duration.ofMillis(10));
        CompletableFuture<Router> opened = new CompletableFuture<>();
        List<CompletableFuture<String>> calls = new CopyOnWriteArrayList<>();
        whenUp = () -> {
            for (int slot = 0; slot < slots; slot++) {
                calls.add(startOn(slot, slots, opened.join(), ReadRequest.GET, "0key", Routed.LONG));
            }
        };
        Router router = open(failures, slots, refusing(slots), Session.NONE);
        try {
            opened.complete(router);
            for (int slot = 0; slot < slots; slot++) {
                Peer peer = server.accept();
                peer.say(peer.next().hit("value"));
            }
            for (CompletableFuture<String> call : calls) {
                assertThat(Routed.end(call)).isEqualTo("value");
            }
            assertThat(calls).hasSize(slots);
        } finally {
            router.close(0);
        }
    }

    /** The probe is answered on the connection that stayed, so that nothing is opened by it. */
    @Test
    void aConnectionThatEndedWhileTheNodeWasLeftAloneIsOpenedOnceItMayBeCalled() throws Exception {
        EjectionSettings failures = EjectionSettings.pymemcache()
                .retryAttempts(1)
                .retryTimeout(Duration.ofMillis(200))
                .deadTimeout(Duration.ofHours(1));
        Router router = open(failures, 2, refusing(0), Session.NONE);
        try {
            List<Peer> peers = List.of(server.accept(), server.accept());
            assertThat(router.awaitReady(Routed.LONG)).isTrue();
            int probed = slotOfTheLoop(2);
            CompletableFuture<String> lost =
                    startOn(1 - probed, 2, router, Routed.set(new byte[0]), "0lost", Routed.LONG);
            CompletableFuture<String> late =
                    startOn(probed, 2, router, ReadRequest.GET, "0late", TimeUnit.MILLISECONDS.toNanos(60));
            Map<String, Peer> byKey = new HashMap<>();
            Map<String, Asked> asked = new HashMap<>();
            for (Peer peer : peers) {
                Asked next = peer.next();
                byKey.put(next.key(), peer);
                asked.put(next.key(), next);
            }
            assertThat(late).as("the failure").failsWithin(20, TimeUnit.SECONDS);
            byKey.get("0lost").close();
            assertThat(lost).failsWithin(20, TimeUnit.SECONDS);
            Peer probing = byKey.get("0late");
            probing.expect("version");
            probing.say(asked.get("0late").hit("value") + "VERSION 1.6.18\r\n");
            server.accept();
            assertThat(router.awaitReady(Routed.LONG)).isTrue();
            assertThat(downs).hasValue(0);
        } finally {
            router.close(0);
        }
    }

    @Test
    void connectionsThatDoNotLastAreNoStorm() throws Exception {
        server.close();
        server = ScriptedServer.answering(asked -> null);
        int slots = 5;
        Router router = open(EjectionSettings.DEFAULT.autoEject(false), slots, refusing(0), Session.NONE);
        AtomicBoolean isOver = new AtomicBoolean();
        try {
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 4 * slots; i++) {
                callers.add(Routed.background(() -> {
                    while (!isOver.get()) {
                        assertThat(errorOfACall(router, Routed.LONG)).isNotNull();
                    }
                    return null;
                }));
            }
            CompletableFuture<Integer> soFar = new CompletableFuture<>();
            // counted on the event loop, where pauses end: a slow machine has fewer by then, not more
            surroundings.get().after(TimeUnit.MILLISECONDS.toNanos(600), () -> soFar.complete(dials.get()));
            assertThat(Routed.end(soFar))
                    .as("one for each at the start, and after each pause of at least 5, 10, 20, 40, 80, 160 and 320 ms")
                    .isLessThanOrEqualTo(slots * (1 + 7));
            until(() -> dials.get() > slots);
            isOver.set(true);
            router.close(0);
            for (CompletableFuture<Void> caller : callers) {
                Routed.end(caller);
            }
        } finally {
            router.close(0);
        }
    }

    /** A probe is nobody's call. */
    @Test
    void whoClosesDoesNotWaitForAProbe() throws Exception {
        Router router = open(EjectionSettings.DEFAULT, 1, refusing(0), Session.NONE);
        AtomicInteger answers = new AtomicInteger();
        try {
            Peer peer = Routed.accept(server);
            surroundings.get().after(0, () -> surroundings.get().probe(answered -> answers.incrementAndGet()));
            peer.expect("version");
            router.close(Routed.LONG);
            assertThat(answers).as("it was given up, not waited for").hasValue(0);
        } finally {
            router.close(0);
        }
    }

    private int slotOfTheLoop(int slots) throws InterruptedException {
        AtomicReference<Thread> loop = new AtomicReference<>();
        CountDownLatch noted = new CountDownLatch(1);
        surroundings.get().after(0, () -> {
            loop.set(Thread.currentThread());
            noted.countDown();
        });
        assertThat(noted.await(20, TimeUnit.SECONDS)).isTrue();
        return (int) (loop.get().getId() % slots);
    }
}
