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
import dev.memjay.model.FailureSettings;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node's state and its connections together: what dials when, and what counts as a failure. */
class NodeProbeTest {
    private static final FailureSettings AT_ONCE_FOR_LONG =
            FailureSettings.DEFAULT.failureLimit(1).deadTimeout(Duration.ofHours(1));
    private static final TcpTransport TCP = new TcpTransport(SocketSettings.DEFAULT);

    private final ScriptedServer server = new ScriptedServer();
    private final AtomicInteger dials = new AtomicInteger();
    private final AtomicInteger downs = new AtomicInteger();
    private final CountDownLatch isDown = new CountDownLatch(1);
    private final AtomicReference<NodeState.Surroundings> surroundings = new AtomicReference<>();
    private final AtomicReference<NodeState> state = new AtomicReference<>();

    @AfterEach
    void close() {
        server.close();
    }

    private Router open(FailureSettings failures, int connections, Transport transport, Session session) {
        Observer observer = new Observer() {
            @Override
            public void nodeDown(Node node) {
                downs.incrementAndGet();
                isDown.countDown();
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
                observer,
                "meta",
                failures,
                DownNodePolicy.FAIL_FAST);
        NodeState.Maker standard = Seams.of(settings).nodeState();
        NodeState.Maker noted = given -> {
            surroundings.set(given);
            state.set(standard.make(given));
            return state.get();
        };
        return Router.open(settings, new Seams(transport, session, Greeting.silent(new MetaDialect()), noted));
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
        return catchThrowable(() -> router.call(ReadRequest.GET, "0key", false, null, timeout));
    }

    private void awaitUp() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (state.get().refusal() != null) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.yield();
        }
    }

    @Test
    void everyRetryIsAnAttemptToConnect() throws Exception {
        FailureSettings failures = FailureSettings.pymemcache()
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
        FailureSettings failures = FailureSettings.pymemcache()
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
        Router router = open(FailureSettings.DEFAULT, 5, refusing(5), Session.NONE);
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
        Router router = open(FailureSettings.DEFAULT, 5, waiting, Session.NONE);
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
        FailureSettings failures = FailureSettings.DEFAULT.failureLimit(1).deadTimeout(Duration.ofMillis(10));
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
        FailureSettings failures = FailureSettings.DEFAULT
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
        FailureSettings failures = FailureSettings.pymemcache()
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
}
