package dev.memjay.internal.route;

import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ConnectionSettings;
import dev.memjay.internal.connection.Dialer;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.talk.LogStream;
import dev.memjay.internal.meter.NodeMeter;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
    private final MemjayListener listener;
    private final KeyCalls single;
    private final BulkCalls bulk;
    private final AdminCalls admin;
    private final Roster roster;
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
        Detours detours = new Detours(settings.downNodePolicy(), settings.placement());
        Topology fleet = detours.fleetOf(settings.nodes()); // may throw: before the loop's thread is started
        listener = GuardedListener.of(settings.listener());
        loop = new EventLoop();
        Dialer dialer = new Dialer(seams.transport(), seams.session(), seams.greetings(), loop, bounds);
        Roster.ClientMaker maker = (node, changed) -> new NodeClient(
                node,
                seams.nodeState(),
                changed,
                listener,
                settings.metrics() ? new NodeMeter() : null,
                dialer,
                settings.connectionsPerServer());
        roster = Roster.begun(loop, dialer, detours, fleet, maker);
        shutdown = new Shutdown(loop, dialer, roster.members());
        single = new KeyCalls(roster, shutdown, loop, callbackExecutor);
        bulk = new BulkCalls(roster, loop, callbackExecutor);
        LogStream logs = new LogStream(seams.transport(), seams.session(), settings.connectTimeout());
        admin = new AdminCalls(roster, logs, callbackExecutor);
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
        return single.call(request, key, base64Key, route, start, timeoutNanos);
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
        return single.start(request, key, base64Key, route, timeoutNanos, reader);
    }

    /** Sends a request whose answer nobody wants; throws only what is known at once. */
    public void post(Request request, String key, boolean base64Key, @Nullable String route, long timeoutNanos) {
        single.post(request, key, base64Key, route, timeoutNanos);
    }

    // ---- Many keys

    /** Sends a bulk call and waits for all its nodes; their failures are in the outcome. */
    public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(call.verb());
        return bulk.call(call, start, start + timeoutNanos);
    }

    /** Sends a bulk call without waiting; {@code reader} turns the outcome into the result. */
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, Function<BulkOutcome, R> reader) {
        try {
            shutdown.checkOpen(call.verb());
            return bulk.start(call, timeoutNanos, reader);
        } catch (MemjayException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** Sends a bulk call whose outcome nobody wants; throws only what is known at once. */
    public void postAll(BulkCall call, long timeoutNanos) {
        shutdown.checkOpen(call.verb());
        bulk.post(call, timeoutNanos);
    }

    // ---- Administration

    /** Sends a command of administration to one node and waits for its lines. */
    public List<String> text(Node node, TextCommand command, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(Verb.ADMIN);
        return admin.text(node, command, start, timeoutNanos);
    }

    /** Sends a command of administration to one node without waiting. */
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        return shutdown.isBegun()
                ? CompletableFuture.failedFuture(Shutdown.closed(Verb.ADMIN))
                : admin.startText(node, command, timeoutNanos);
    }

    /**
     * Has one node tell what goes on there, on a link of its own, and waits until the time is over.
     *
     * @param nanos how long, from the first line on
     * @param lines is given each line after the first, on the calling thread
     * @return the first line; nothing follows unless it is {@code OK}
     */
    public String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException {
        checkMayBlock(Verb.ADMIN);
        return admin.follow(node, command, nanos, lines);
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
        roster.replace(nodes);
    }

    /** The node of a route. */
    public Node nodeFor(String route) {
        return roster.now().client(route, null).node();
    }

    /** All nodes, in the order they were configured. */
    public List<Node> nodes() {
        return roster.now().nodes();
    }

    /** Waits until every connection is open; false when the time is over. */
    public boolean awaitReady(long timeoutNanos) {
        long deadline = Clock.nanoTime() + timeoutNanos;
        checkMayBlock(Verb.ADMIN);
        while (!roster.now().isReady()) {
            if (deadline - Clock.nanoTime() <= 0 || Thread.currentThread().isInterrupted() || shutdown.isBegun()) {
                return false;
            }
            LockSupport.parkNanos(this, READY_PAUSE_NANOS);
        }
        return true;
    }

    /** A snapshot of the metrics. */
    public Metrics metrics() {
        return new Metrics(
                Arrays.stream(roster.now().clients())
                        .map(client -> client.report().metrics(client.connections()))
                        .toList(),
                loop.rescues());
    }

    /** Whether the protocol of a route's node has words for a request; yes while that is not known. */
    public boolean canSay(Request request, String route) {
        Topology current = roster.now();
        return current.clients()[current.indexFor(route)].canSay(request);
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
            } catch (RuntimeException | Error e) { // it rejects, or has no thread
                task.run(); // better here than never
            }
        };
    }

    /** Tells the listener of something that happened to a key, and the node of its route. */
    public void tell(String route, BiConsumer<MemjayListener, Node> event) {
        event.accept(listener, nodeFor(route));
    }

    /** Tells the listener of a refresh in the background that failed. */
    public void refreshFailed(String route, Throwable error) {
        listener.refreshFailed(roster.now().client(route, null).node(), route, error);
    }

    /** Counts a failure that the caller will not see. */
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        Topology current = roster.now();
        NodeClient client = route == null ? current.clients()[0] : current.client(route, null);
        client.report().swallowed(verb, error);
    }

    // ---- The end

    /** Closes all connections; new ones are opened. */
    public void disconnectAll() {
        for (NodeClient client : roster.now().clients()) {
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

    private void checkMayBlock(Verb verb) {
        shutdown.checkOpen(verb);
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
