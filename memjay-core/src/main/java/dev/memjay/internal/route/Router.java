package dev.memjay.internal.route;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.internal.connection.Clock;
import dev.memjay.internal.connection.ConnectionSettings;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.Dialer;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.connection.Operation;
import dev.memjay.internal.meter.NodeMeter;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.model.Verb;
import dev.memjay.placement.Placement;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends each call to the node of its key, splits bulk calls and joins their answers.
 *
 * <p>Thread-safe. Owns the event loop and all connections.
 */
public final class Router {
    private static final long READY_PAUSE_NANOS = 1_000_000;

    private final EventLoop loop;
    private final Dialer dialer;
    private final Placement.Ring ring;
    private final NodeClient[] clients;
    private final @Nullable Executor callbackExecutor;
    private final Shutdown shutdown;

    private Router(RouterSettings settings, Seams seams) {
        callbackExecutor = settings.callbackExecutor();
        ConnectionSettings bounds = new ConnectionSettings(
                settings.connectTimeout(),
                ringCapacity(settings.maxInFlight()),
                settings.maxInFlightBytes(),
                settings.waitWhenFull(),
                ConnectionSettings.DEFAULT.stuckAfter(),
                settings.reconnectPause());
        ring = settings.placement().ring(settings.nodes()); // may throw: before the loop's thread is started
        Observer observer =
                settings.observer() == Observer.NONE ? Observer.NONE : new GuardedObserver(settings.observer());
        loop = new EventLoop();
        dialer = new Dialer(seams.transport(), seams.session(), seams.dialect(), loop, bounds);
        clients = settings.nodes().stream()
                .map(node -> new NodeClient(
                        node,
                        seams.dialect(),
                        seams.nodeState().apply(node),
                        observer,
                        settings.metrics() ? new NodeMeter() : null,
                        dialer,
                        settings.connectionsPerServer()))
                .toArray(NodeClient[]::new);
        shutdown = new Shutdown(loop, dialer, clients);
        for (NodeClient client : clients) {
            client.connections().connect();
        }
    }

    private static int ringCapacity(int maxInFlight) {
        int power = Integer.highestOneBit(maxInFlight);
        return power == maxInFlight ? power : power * 2;
    }

    /** Starts the event loop and begins to connect to every node; does no I/O on the calling thread. */
    public static Router open(RouterSettings settings) {
        return open(settings, Seams.of(settings));
    }

    /** As {@link #open(RouterSettings)}, with other parts in the seams. */
    public static Router open(RouterSettings settings, Seams seams) {
        return new Router(settings, seams);
    }

    // ---- One key

    /**
     * Sends a request and waits for its answer, which is never one of the failures: those are thrown.
     *
     * @param key as it goes on the wire, one character a byte
     * @param route what decides the node, or null when the key does
     */
    public Exchange call(Request request, String key, boolean base64Key, @Nullable String route, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(request.verb());
        return client(key, route).call(request, key, base64Key, start, start + timeoutNanos);
    }

    /**
     * Sends a request without waiting.
     *
     * @param reader turns the answer into the result, where the future completes
     */
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request,
            String key,
            boolean base64Key,
            @Nullable String route,
            long timeoutNanos,
            Function<Exchange, R> reader) {
        long start = Clock.nanoTime();
        NodeClient client = client(key, route);
        try {
            checkOpen(request.verb());
            client.refuse(request, base64Key, start);
        } catch (MemjayException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return new CallFuture<>(client, request, key, base64Key, start, start + timeoutNanos, reader, callbackExecutor)
                .send();
    }

    /** Sends a request whose answer nobody wants; throws only what is known at once. */
    public void post(Request request, String key, boolean base64Key, @Nullable String route, long timeoutNanos) {
        long start = Clock.nanoTime();
        Verb verb = request.verb();
        checkOpen(verb);
        NodeClient client = client(key, route);
        client.refuse(request, base64Key, start);
        Failure refusal = client.connections()
                .start(new Deferred(request, key, base64Key, start + timeoutNanos, (done, failure) -> {
                    MemjayException error = failure != null
                            ? client.failed(verb, request, failure, start)
                            : client.conclude(done, request, start);
                    if (error != null) {
                        client.postFailed(verb, error);
                    }
                }));
        if (refusal == null) {
            return;
        }
        MemjayException error = client.failed(verb, request, refusal, start);
        if (refusal.kind() == Failure.Kind.OVERLOADED || refusal.kind() == Failure.Kind.CLOSED) {
            throw error;
        }
        client.postFailed(verb, error);
    }

    // ---- Many keys

    /** Sends a bulk call and waits for all its nodes; their failures are in the outcome. */
    public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(call.verb());
        List<Queue<BulkRun>> plan = plan(call, start);
        if (plan.size() == 1 && plan.get(0).size() == 1) {
            return callOneRun(call, plan.get(0).remove(), start, start + timeoutNanos);
        }
        BulkExecution<BulkOutcome> execution =
                new BulkExecution<>(call, plan, loop, start, start + timeoutNanos, outcome -> outcome, null);
        try {
            return execution.launch().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            execution.cancel(false);
            Context context = new Context(null, call.verb().toString(), Clock.nanoTime() - start, true);
            throw new InterruptedCallException("the calling thread was interrupted", context, null);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bulk call failed as a whole", e.getCause());
        }
    }

    private static BulkOutcome callOneRun(BulkCall call, BulkRun run, long start, long deadline) {
        BulkErrors errors = new BulkErrors(call);
        try {
            Operation operation =
                    run.node().exchange(call.verb(), run.request(), run.key(), run.base64Key(), start, deadline);
            errors.conclude(run, operation, start);
        } catch (ClosedException | InterruptedCallException endOfTheWholeCall) {
            throw endOfTheWholeCall;
        } catch (MemjayException error) {
            errors.failed(run, error);
        }
        return errors.outcome();
    }

    /** Sends a bulk call without waiting; {@code reader} turns the outcome into the result. */
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, Function<BulkOutcome, R> reader) {
        try {
            checkOpen(call.verb());
            return launch(call, timeoutNanos, reader);
        } catch (MemjayException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private <R extends @Nullable Object> CompletableFuture<R> launch(
            BulkCall call, long timeoutNanos, Function<BulkOutcome, R> reader) {
        long start = Clock.nanoTime();
        return new BulkExecution<>(call, plan(call, start), loop, start, start + timeoutNanos, reader, callbackExecutor)
                .launch();
    }

    /** Sends a bulk call whose outcome nobody wants; throws only what is known at once. */
    public void postAll(BulkCall call, long timeoutNanos) {
        checkOpen(call.verb());
        launch(call, timeoutNanos, outcome -> {
            for (int row = 0; row < call.keys().length; row++) {
                MemjayException error = outcome.error(row);
                if (error != null) {
                    String[] routes = call.routes();
                    client(call.keys()[row], routes == null ? null : routes[row])
                            .postFailed(call.verb(), error);
                }
            }
            return null;
        });
    }

    private List<Queue<BulkRun>> plan(BulkCall call, long start) {
        List<Queue<BulkRun>> plan = BulkPlan.of(call, this);
        for (Queue<BulkRun> runs : plan) {
            BulkRun first = runs.element();
            first.node().refuseUnsaid(first.request(), call.base64() != null, start);
        }
        return plan;
    }

    // ---- Administration

    /** Sends a command of administration to one node and waits for its lines. */
    public List<String> text(Node node, TextCommand command, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(Verb.ADMIN);
        return lines(clientOf(node).call(command, null, false, start, start + timeoutNanos));
    }

    /** Sends a command of administration to one node without waiting. */
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        long start = Clock.nanoTime();
        if (shutdown.isBegun()) {
            return CompletableFuture.failedFuture(closed(Verb.ADMIN));
        }
        return new CallFuture<>(
                        clientOf(node),
                        command,
                        null,
                        false,
                        start,
                        start + timeoutNanos,
                        Router::lines,
                        callbackExecutor)
                .send();
    }

    @SuppressWarnings("unchecked") // what a TextCommand is answered with
    private static List<String> lines(Exchange answer) {
        return answer.detail == null ? List.of() : (List<String>) answer.detail;
    }

    // ---- Nodes

    NodeClient[] clients() {
        return clients;
    }

    int indexFor(String route) {
        return ring.indexOf(route);
    }

    private NodeClient client(String key, @Nullable String route) {
        return clients.length == 1 ? clients[0] : clients[ring.indexOf(route == null ? key : route)];
    }

    private NodeClient clientOf(Node node) {
        for (NodeClient client : clients) {
            if (client.node().equals(node)) {
                return client;
            }
        }
        throw new IllegalArgumentException("node " + node + " is none of this client's nodes " + nodes());
    }

    /** The node of a route. */
    public Node nodeFor(String route) {
        return client(route, null).node();
    }

    /** All nodes, in the order they were configured. */
    public List<Node> nodes() {
        return Arrays.stream(clients).map(NodeClient::node).toList();
    }

    /** Waits until every connection is open; false when the time is over. */
    public boolean awaitReady(long timeoutNanos) {
        long deadline = Clock.nanoTime() + timeoutNanos;
        checkMayBlock(Verb.ADMIN);
        while (!Arrays.stream(clients).allMatch(client -> client.connections().isReady())) {
            if (deadline - Clock.nanoTime() <= 0 || Thread.currentThread().isInterrupted() || shutdown.isBegun()) {
                return false;
            }
            LockSupport.parkNanos(this, READY_PAUSE_NANOS);
        }
        return true;
    }

    /** A snapshot of the metrics. */
    public Metrics metrics() {
        return new Metrics(Arrays.stream(clients).map(NodeClient::metrics).toList(), loop.rescues());
    }

    /** Counts a failure that the caller will not see. */
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        NodeClient client = route == null ? clients[0] : client(route, null);
        client.swallowed(verb, error);
    }

    // ---- The end

    /** Closes all connections; new ones are opened. */
    public void disconnectAll() {
        for (NodeClient client : clients) {
            client.connections().disconnect(new IOException("disconnected on demand"));
        }
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return shutdown.isBegun();
    }

    /** Drains and closes everything within the time; in a callback it starts that and returns. Idempotent. */
    public void close(long timeoutNanos) {
        shutdown.close(timeoutNanos);
    }

    private void checkOpen(Verb verb) {
        if (shutdown.isBegun()) {
            throw closed(verb);
        }
    }

    private static ClosedException closed(Verb verb) {
        return new ClosedException("the client is closed", new Context(null, verb.toString(), 0, false), null);
    }

    private void checkMayBlock(Verb verb) {
        checkOpen(verb);
        if (loop.isCurrentThread()) {
            throw new IllegalStateException("a blocking " + verb
                    + " in a callback on Memjay's event loop would wait for itself; use the asynchronous verbs there, or"
                    + " set MemjayBuilder.callbackExecutor so that callbacks run elsewhere");
        }
        if (Thread.currentThread().isInterrupted()) {
            Context context = new Context(null, verb.toString(), 0, false);
            throw new InterruptedCallException("the calling thread was interrupted before the call", context, null);
        }
    }
}
