package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.connection.NetworkSettings;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LoginRefusedException;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    void nobodyDialsWhileTheNodeIsLeftAlone() throws Exception {
        Router router = open(AT_ONCE_FOR_LONG, 2, refusing(Integer.MAX_VALUE), Session.NONE);
        try {
            awaitDown();
            awaitTimer(100);
            assertThat(dials).as("that at the start").hasValue(1);
        } finally {
            router.close(0);
        }
    }

    @Test
    void whatRestedDialsOnceTheNodeIsUpAgain() {
        EjectionSettings failures = EjectionSettings.DEFAULT.failureLimit(1).deadTimeout(Duration.ofMillis(10));
        Router router = open(failures, 2, refusing(1), Session.NONE);
        try {
            server.accept();
            assertThat(router.awaitReady(Routed.LONG)).isTrue();
            assertThat(dials).hasValue(2);
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
}
