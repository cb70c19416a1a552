package dev.memjay.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LinkTalk;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.text.MetaDialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Errors, as of a program without memory, wherever something of an attempt to connect may throw one: once they are over,
 * every connection is there again, and calls are served.
 */
class ErrorRecoveryTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** Where an error is thrown. */
    private enum Place {
        NEW_THREAD,
        THREAD_START,
        SILENT_THREAD,
        TRANSPORT,
        SESSION,
        GREETING,
        CHANNEL,
        CONNECTED,
        OPENED,
        LOST,
        UNREACHABLE,
        LEFT_ALONE,
        READ,
        WRITE,
        CLOSE,
        CALLBACK
    }

    private final ScriptedServer server = ScriptedServer.answering(asked -> asked.hit(asked.key()));
    private final EventLoop loop = new EventLoop();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile @Nullable Place place;
    private volatile boolean overflows;
    private @Nullable Dialer dialer;
    private @Nullable NodeConnections connections;

    @AfterEach
    void close() throws InterruptedException {
        left.set(0);
        if (connections != null && dialer != null) {
            connections.close();
            dialer.close();
        }
        loop.stop();
        loop.join(PATIENCE_NANOS);
        server.close();
    }

    /** The errors come from now on, so many. */
    private void arm(Place where, int times, boolean stack) {
        overflows = stack;
        place = where;
        refusals.set(where == Place.UNREACHABLE ? times : 0);
        left.set(times);
    }

    private boolean isDue(Place here) {
        return place == here && left.get() > 0 && left.getAndDecrement() > 0;
    }

    private void pass(Place here) {
        if (isDue(here)) {
            if (overflows) {
                throw new StackOverflowError("of the test");
            }
            throw new InternalError("of the test"); // which, unlike an OutOfMemoryError, JUnit survives
        }
    }

    private final class Failing implements Link {
        private final Link link;

        Failing(Link link) {
            this.link = link;
        }

        @Override
        public SelectableChannel channel() {
            pass(Place.CHANNEL);
            return link.channel();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            pass(Place.READ);
            return link.read(target);
        }

        @Override
        public boolean write(ByteBuffer source) throws IOException {
            pass(Place.WRITE);
            return link.write(source);
        }

        @Override
        public void close() {
            link.close();
            pass(Place.CLOSE);
        }
    }

    private final class FailingListener implements NodeListener {
        @Override
        public @Nullable Deferred connected() {
            pass(Place.CONNECTED);
            return null;
        }

        @Override
        public void opened() {
            pass(Place.OPENED);
        }

        @Override
        public void lost(Throwable cause) {
            pass(Place.LOST);
        }

        @Override
        public void unreachable(Throwable cause, long began) {
            pass(Place.UNREACHABLE);
        }

        @Override
        public boolean isLeftAlone() {
            pass(Place.LEFT_ALONE);
            return false;
        }

        @Override
        public void winUnclaimed(Operation operation) {}
    }

    private final class FailingGreeting implements Greeting {
        private final Dialect dialect = new MetaDialect();

        @Override
        public Dialect begin(LinkTalk talk) {
            pass(Place.GREETING);
            return dialect;
        }

        @Override
        public Dialect dialect() {
            return dialect;
        }
    }

    private Thread thread(Runnable task) {
        pass(Place.NEW_THREAD);
        boolean cannotStart = isDue(Place.THREAD_START);
        Runnable does = isDue(Place.SILENT_THREAD) ? () -> {} : task;
        Thread thread = new Thread(does) {
            @Override
            public synchronized void start() {
                if (cannotStart) {
                    throw new OutOfMemoryError("unable to create native thread: of the test");
                }
                super.start();
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    private NodeConnections open(int count) {
        Transport tcp = new TcpTransport(SocketSettings.DEFAULT);
        Transport transport = (node, deadline) -> {
            pass(Place.TRANSPORT);
            if (refusals.get() > 0 && refusals.getAndDecrement() > 0) {
                throw new IOException("refused by the test");
            }
            return new Failing(tcp.open(node, deadline));
        };
        Session session = talk -> {
            pass(Place.SESSION);
            return "";
        };
        ThreadFactory threads = this::thread;
        dialer = new Dialer(transport, session, FailingGreeting::new, loop, Trial.settings(), threads);
        connections = new NodeConnections(server.node(), dialer, count, new FailingListener());
        connections.connect();
        return connections;
    }

    private boolean isServed() {
        long now = Clock.nanoTime();
        Operation operation = Operation.ofCurrentThread(ReadRequest.GET, "a", false, now + PATIENCE_NANOS);
        try {
            return connections.call(operation, now, now + PATIENCE_NANOS) == null && operation.status == Status.HIT;
        } catch (VirtualMachineError injected) {
            return false;
        }
    }

    private boolean isServedWithoutAThread() {
        CompletableFuture<Boolean> served = new CompletableFuture<>();
        Deferred operation =
                new Deferred(ReadRequest.GET, "a", false, Clock.nanoTime() + PATIENCE_NANOS, (done, failure) -> {
                    try {
                        pass(Place.CALLBACK);
                    } finally {
                        served.complete(failure == null);
                    }
                });
        try {
            return connections.start(operation) == null && served.get(20, TimeUnit.SECONDS);
        } catch (VirtualMachineError injected) {
            return false;
        } catch (Exception e) {
            throw new AssertionError("a call that was begun has no end", e);
        }
    }

    private void disconnect() {
        try {
            connections.disconnect(new IOException("by the test"));
        } catch (VirtualMachineError injected) {
            // The connection ends all the same.
        }
    }

    /** Calls are made until no error is left. */
    private void awaitRecovery() {
        Trial.await(() -> {
            isServedWithoutAThread();
            isServed();
            if (place == Place.LOST || place == Place.CLOSE || place == Place.LEFT_ALONE) {
                disconnect();
            }
            return left.get() <= 0;
        });
        Trial.await(connections::isReady);
        Trial.await(this::isServed);
        Trial.await(this::isServedWithoutAThread);
    }

    private static Stream<Arguments> places() {
        List<Arguments> all = new ArrayList<>();
        for (Place place : Place.values()) {
            for (int connections : new int[] {1, 3}) {
                for (boolean stack : new boolean[] {false, true}) {
                    all.add(Arguments.of(place, connections, stack));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("places")
    void atTheFirstAttempts(Place where, int count, boolean stack) {
        arm(where, 4, stack);
        open(count);

        awaitRecovery();
    }

    @ParameterizedTest
    @MethodSource("places")
    void atTheNextAttempts(Place where, int count, boolean stack) {
        open(count);
        Trial.await(connections::isReady);
        arm(where, 4, stack);
        disconnect();

        awaitRecovery();
    }

    @Test
    void anEndThatTheLoopCouldNotBeToldOfIsSeen() {
        open(1);
        Trial.await(connections::isReady);
        Connection first = connections.first().open();
        CompletableFuture<Boolean> answered = new CompletableFuture<>();
        loop.execute(() -> answered.complete(isServedLater()));

        arm(Place.CLOSE, 1, false);
        try {
            first.die(new IOException("by the test"));
        } catch (InternalError ofTheLink) {
            // As it should be: the caller is not kept from it.
        }

        Trial.await(() -> connections.isReady() && connections.first().open() != first);
        assertThat(answered).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(isServed()).isTrue();
    }

    private boolean isServedLater() {
        Deferred operation =
                new Deferred(ReadRequest.GET, "a", false, Clock.nanoTime() + PATIENCE_NANOS, (done, failure) -> {});
        return connections.start(operation) == null;
    }

    @Test
    void callbacksOfTheSameTurnRunAlthoughOneFails() throws Exception {
        open(1);
        Trial.await(connections::isReady);
        arm(Place.CALLBACK, 1, false);
        List<CompletableFuture<String>> ends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<String> end = new CompletableFuture<>();
            ends.add(end);
            Deferred operation = new Deferred(
                    ReadRequest.GET, "key" + i, false, Clock.nanoTime() + PATIENCE_NANOS, (done, failure) -> {
                        end.complete(failure == null ? String.valueOf(done.key) : "failed");
                        pass(Place.CALLBACK);
                    });
            assertThat(connections.start(operation)).isNull();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(ends.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("key" + i);
        }
    }
}
