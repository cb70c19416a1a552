package dev.memjay.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The connections to one node with nothing above them, and what a test asks of them. Checks that no role was lost. */
public final class Trial implements AutoCloseable, NodeListener {
    public static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Duration SHORT = Duration.ofMillis(30);

    final EventLoop loop = new EventLoop();
    public final NodeConnections connections;
    final List<Throwable> losses = new CopyOnWriteArrayList<>();
    final LinkedBlockingQueue<Operation> unclaimedWins = new LinkedBlockingQueue<>();
    public final LinkedBlockingQueue<Throwable> failedDials = new LinkedBlockingQueue<>();
    volatile Runnable onOpened = () -> {};
    /** How often the test lets the role be lost. */
    long lostRoles;

    private final CompletableFuture<Thread> loopThread = new CompletableFuture<>();
    private final Dialer dialer;

    private Trial(
            Node node,
            Transport transport,
            Session session,
            Greeting.Maker greetings,
            ConnectionSettings settings,
            int connectionCount) {
        dialer = new Dialer(transport, session, greetings, loop, settings);
        connections = new NodeConnections(node, dialer, connectionCount, this);
        loop.execute(() -> loopThread.complete(Thread.currentThread()));
        connections.connect();
    }

    static Trial of(Node node, Transport transport, Session session, Dialect dialect, ConnectionSettings settings) {
        return new Trial(node, transport, session, Greeting.silent(dialect), settings, 1);
    }

    public static Trial greeting(Node node, Greeting.Maker greetings, ConnectionSettings settings) {
        return new Trial(node, new TcpTransport(SocketSettings.DEFAULT), Session.NONE, greetings, settings, 1);
    }

    static Trial of(ScriptedServer server) {
        return of(server, settings());
    }

    /** With so many connections at most. */
    static Trial of(ScriptedServer server, int connectionCount) {
        return of(server, settings(), connectionCount);
    }

    static Trial of(ScriptedServer server, ConnectionSettings settings, int connectionCount) {
        return new Trial(
                server.node(),
                new TcpTransport(SocketSettings.DEFAULT),
                Session.NONE,
                Greeting.silent(new MetaDialect()),
                settings,
                connectionCount);
    }

    static Trial of(ScriptedServer server, ConnectionSettings settings) {
        return of(server.node(), new TcpTransport(SocketSettings.DEFAULT), Session.NONE, new MetaDialect(), settings);
    }

    public static ConnectionSettings settings() {
        return settings(1024, Duration.ofSeconds(60));
    }

    /** Reconnects without pauses worth mentioning. */
    public static ConnectionSettings settings(int maxInFlight, Duration stuckAfter) {
        return new ConnectionSettings(
                Duration.ofSeconds(5), maxInFlight, 64L << 20, false, stuckAfter, Duration.ofMillis(1));
    }

    // ---- Calls

    static Request set(byte[] data) {
        return new StoreRequest(Verb.SET, StoreRequest.Mode.SET, data, 0, 0, 0);
    }

    /** A blocking get on this thread. */
    Outcome get(String key, Duration timeout) {
        return call(ReadRequest.GET, key, timeout);
    }

    /** A blocking call on this thread. */
    Outcome call(Request request, String key, Duration timeout) {
        long now = Clock.nanoTime();
        long deadline = now + timeout.toNanos();
        Operation operation = Operation.ofCurrentThread(request, key, false, deadline);
        Failure failure = connections.call(operation, now, deadline);
        return new Outcome(operation, failure);
    }

    /** A get that no thread waits for. */
    Started start(String key, Duration timeout) {
        return start(ReadRequest.GET, key, timeout, outcome -> {});
    }

    Started start(Request request, String key, Duration timeout, java.util.function.Consumer<Outcome> callback) {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        Deferred deferred = new Deferred(request, key, false, Clock.nanoTime() + timeout.toNanos(), (done, failure) -> {
            Outcome outcome = new Outcome(done, failure);
            callback.accept(outcome);
            future.complete(outcome);
        });
        Failure refusal = connections.start(deferred);
        if (refusal != null) {
            future.complete(new Outcome(deferred, refusal));
        }
        return new Started(deferred, future);
    }

    /** A blocking call on a thread of its own. */
    static <T> Background<T> background(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return new Background<>(thread, result);
    }

    record Background<T>(Thread thread, CompletableFuture<T> result) {
        T get() throws Exception {
            return result.get(20, TimeUnit.SECONDS);
        }

        boolean isDone() {
            return result.isDone();
        }

        /** Waits until the thread is parked, for a connection or because somebody else reads. */
        void awaitParked() {
            await(() -> LockSupport.getBlocker(thread) != null);
        }
    }

    /** How a call ended. */
    record Outcome(Operation operation, @Nullable Failure failure) {
        String value() {
            assertThat(failure).isNull();
            assertThat(operation.status).isEqualTo(Status.HIT);
            return new String(operation.value, StandardCharsets.ISO_8859_1);
        }

        Failure.Kind kind() {
            assertThat(failure).as("failure").isNotNull();
            return failure.kind();
        }
    }

    record Started(Deferred operation, CompletableFuture<Outcome> future) {
        Outcome get() throws Exception {
            return future.get(20, TimeUnit.SECONDS);
        }
    }

    // ---- Looking

    /** The open connection. */
    Connection connection() {
        await(() -> connections.first().open() != null);
        return Objects.requireNonNull(connections.first().open());
    }

    /** Waits until a caller leads and has nothing more to read. */
    void awaitLeader() {
        await(() -> connection().isLeaderAsleep());
    }

    void awaitInFlight(int count) {
        await(() -> connections.inFlight() == count);
    }

    public static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
            Thread.yield();
        }
    }

    /** Runs on the loop, and waits for the end. */
    void onLoop(Runnable task) throws Exception {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void opened() {
        onOpened.run();
    }

    @Override
    public void lost(Throwable cause) {
        losses.add(cause);
    }

    @Override
    public void unreachable(Throwable cause, long began) {
        failedDials.add(cause);
    }

    @Override
    public void winUnclaimed(Operation operation) {
        unclaimedWins.add(operation);
    }

    @Override
    public void close() {
        connections.close();
        dialer.close();
        loop.stop();
        try {
            loop.join(PATIENCE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(loopThread.join().isAlive()).as("the loop's thread lives").isFalse();
        assertThat(loop.rescues()).as("rescues").isEqualTo(lostRoles);
    }
}
