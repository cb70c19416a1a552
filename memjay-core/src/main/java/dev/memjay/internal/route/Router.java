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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
    private final Observer observer;
    private final Placement placement;
    private final Detours detours;
    private final DetouredCalls detoured;
    private final Members members;
    private final @Nullable Executor callbackExecutor;
    private final Shutdown shutdown;

    /** Read once for each call. */
    private volatile Topology topology;

    private Router(RouterSettings settings, Seams seams) {
        callbackExecutor = settings.callbackExecutor();
        ConnectionSettings bounds = new ConnectionSettings(
                settings.connectTimeout(),
                ringCapacity(settings.maxInFlight()),
                settings.maxInFlightBytes(),
                settings.waitWhenFull(),
                ConnectionSettings.DEFAULT.stuckAfter(),
                settings.reconnectPause());
        placement = settings.placement();
        Placement.Ring ring = placement.ring(settings.nodes()); // may throw: before the loop's thread is started
        observer = GuardedObserver.of(settings.observer());
        loop = new EventLoop();
        Dialer dialer = new Dialer(seams.transport(), seams.session(), seams.greetings(), loop, bounds);
        detours = new Detours(settings.downNodes(), placement);
        members = new Members(
                loop,
                node -> new NodeClient(
                        node,
                        seams.nodeState(),
                        this::nodeChanged,
                        observer,
                        settings.metrics() ? new NodeMeter() : null,
                        dialer,
                        settings.connectionsPerServer()));
        shutdown = new Shutdown(loop, dialer, members);
        detoured = new DetouredCalls(loop, callbackExecutor);
        synchronized (members) {
            topology = topologyOf(settings.nodes(), ring);
        }
    }

    /** Under the lock of the members. */
    private Topology topologyOf(List<Node> nodes, Placement.Ring ring) {
        List<Node> spares = detours.spares(nodes);
        List<Node> all = new ArrayList<>(nodes);
        all.addAll(spares);
        Topology straight = new Topology(nodes, spares, members.become(all), ring, null);
        return straight.with(detours.of(straight));
    }

    private void nodeChanged() {
        if (detours.mayChange()) {
            synchronized (members) {
                topology = topology.with(detours.of(topology));
            }
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
        Topology current = topology;
        return current.detour() == null
                ? current.client(key, route).call(request, key, base64Key, start, start + timeoutNanos)
                : detoured.call(current, new Sending(request, key, base64Key, route, start, start + timeoutNanos));
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
        Topology current = topology;
        NodeClient client = current.client(key, route);
        try {
            checkOpen(request.verb());
            if (current.detour() != null) {
                return detoured.start(
                        current, new Sending(request, key, base64Key, route, start, start + timeoutNanos), reader);
            }
            client.refuse(request, base64Key, start);
        } catch (MemjayException refused) {
            client.writeFailed(request, key, refused);
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
        Topology current = topology;
        if (current.detour() != null) {
            detoured.post(current, new Sending(request, key, base64Key, route, start, start + timeoutNanos));
            return;
        }
        NodeClient client = current.client(key, route);
        client.refuse(request, base64Key, start);
        Failure refusal = client.connections()
                .start(new Deferred(request, key, base64Key, start + timeoutNanos, (done, failure) -> {
                    MemjayException error = failure != null
                            ? client.failed(verb, request, failure, start)
                            : client.conclude(done, request, start);
                    if (error != null) {
                        if (failure != null) {
                            client.writeFailed(request, key, error);
                        }
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
        BulkPlan plan = plan(call, start);
        BulkRun only = plan.onlyRun();
        if (only != null) {
            return callOneRun(call, only, start, start + timeoutNanos);
        }
        BulkExecution<BulkOutcome> execution =
                new BulkExecution<>(plan, loop, start, start + timeoutNanos, outcome -> outcome, null);
        sendCopies(plan, start, start + timeoutNanos);
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
        BulkPlan plan = plan(call, start);
        BulkExecution<R> execution =
                new BulkExecution<>(plan, loop, start, start + timeoutNanos, reader, callbackExecutor).launch();
        sendCopies(plan, start, start + timeoutNanos);
        return execution;
    }

    /** To the holders of copies, where there are any; what becomes of it is counted, and nobody waits for it. */
    private void sendCopies(BulkPlan plan, long start, long deadline) {
        for (BulkPlan copies : plan.copies()) {
            new BulkExecution<@Nullable Object>(copies, loop, start, deadline, outcome -> null, null).launch();
        }
    }

    /** Sends a bulk call whose outcome nobody wants; throws only what is known at once. */
    public void postAll(BulkCall call, long timeoutNanos) {
        checkOpen(call.verb());
        launch(call, timeoutNanos, outcome -> {
            for (int row = 0; row < call.keys().length; row++) {
                MemjayException error = outcome.error(row);
                if (error != null) {
                    String[] routes = call.routes();
                    topology.client(call.keys()[row], routes == null ? null : routes[row])
                            .postFailed(call.verb(), error);
                }
            }
            return null;
        });
    }

    private BulkPlan plan(BulkCall call, long start) {
        BulkPlan plan = BulkPlan.of(call, topology);
        for (Queue<BulkRun> runs : plan.runs()) {
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
        return lines(topology.clientOf(node).call(command, null, false, start, start + timeoutNanos));
    }

    /** Sends a command of administration to one node without waiting. */
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        long start = Clock.nanoTime();
        if (shutdown.isBegun()) {
            return CompletableFuture.failedFuture(closed(Verb.ADMIN));
        }
        return new CallFuture<>(
                        topology.clientOf(node),
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

    /**
     * Goes over to other nodes in one step: connections to nodes that stay are kept, new ones are opened, calls under way
     * finish where they are, and then the connections to nodes that left are closed. Does no I/O on the calling thread.
     *
     * @param nodes at least one, each address once, in the order that placement goes by
     * @throws IllegalStateException if the client is closed
     */
    public void replace(List<Node> nodes) {
        List<Node> next = List.copyOf(nodes);
        Placement.Ring ring = placement.ring(next);
        synchronized (members) {
            topology = topologyOf(next, ring);
        }
    }

    /** The node of a route. */
    public Node nodeFor(String route) {
        return topology.client(route, null).node();
    }

    /** All nodes, in the order they were configured. */
    public List<Node> nodes() {
        return topology.nodes();
    }

    /** Waits until every connection is open; false when the time is over. */
    public boolean awaitReady(long timeoutNanos) {
        long deadline = Clock.nanoTime() + timeoutNanos;
        checkMayBlock(Verb.ADMIN);
        while (!isReady()) {
            if (deadline - Clock.nanoTime() <= 0 || Thread.currentThread().isInterrupted() || shutdown.isBegun()) {
                return false;
            }
            LockSupport.parkNanos(this, READY_PAUSE_NANOS);
        }
        return true;
    }

    private boolean isReady() {
        Topology current = topology;
        for (int i = 0; i < current.nodes().size(); i++) {
            if (!current.clients()[i].isReady()) {
                return false;
            }
        }
        return true;
    }

    /** A snapshot of the metrics. */
    public Metrics metrics() {
        return new Metrics(
                Arrays.stream(topology.clients()).map(NodeClient::metrics).toList(), loop.rescues());
    }

    /** Whether the protocol has words for a request. */
    public boolean canSay(Request request) {
        for (NodeClient client : topology.clients()) {
            if (!client.canSay(request)) {
                return false;
            }
        }
        return true;
    }

    /** Where futures complete. */
    public Executor callbacks() {
        return task -> {
            if (callbackExecutor == null) {
                loop.execute(task);
                return;
            }
            try {
                callbackExecutor.execute(task);
            } catch (RejectedExecutionException e) {
                task.run(); // better here than never
            }
        };
    }

    /** Tells the observer of a refresh in the background that failed. */
    public void refreshFailed(String route, Throwable error) {
        observer.refreshFailed(topology.client(route, null).node(), route, error);
    }

    /** Counts a failure that the caller will not see. */
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        Topology current = topology;
        NodeClient client = route == null ? current.clients()[0] : current.client(route, null);
        client.swallowed(verb, error);
    }

    // ---- The end

    /** Closes all connections; new ones are opened. */
    public void disconnectAll() {
        for (NodeClient client : topology.clients()) {
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
