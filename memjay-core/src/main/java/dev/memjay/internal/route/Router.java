package dev.memjay.internal.route;

import static java.util.Objects.requireNonNull;

import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ConnectionSettings;
import dev.memjay.internal.connection.Dialer;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.Gathering;
import dev.memjay.internal.connection.talk.LogStream;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.meter.NodeMeter;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends each call to the node of its key, splits bulk calls and joins their answers.
 *
 * <p>Thread-safe. Owns the event loop and all connections.
 */
public final class Router implements Engine {
    private static final DeleteRequest GUARDED_MARK = new DeleteRequest(Verb.ABANDON, 1, true);
    private static final ReadRequest LEASE = ReadRequest.lease(Verb.GET_OR_COMPUTE, 1, 0, false);
    private static final long READY_PAUSE_NANOS = 1_000_000;
    /** Follows no call. */
    private static final Consumer<@Nullable Throwable> NOBODY = failure -> {};

    private final EventLoop loop;
    private final MemjayListener listener;
    private final Roster roster;
    private final LogStream logs;
    private final @Nullable Executor callbackExecutor;
    private final Completions completions;
    private final CompletionPlace place;
    private final Shutdown shutdown;
    private final LoadShare loads = new LoadShare();

    private Router(RouterSettings settings, RouterParts parts) {
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
        listener = Listeners.of(settings.listener());
        loop = new EventLoop();
        completions = new Completions(loop, callbackExecutor, settings.waitWhenFull());
        place = new CompletionPlace(loop, completions);
        Dialer dialer = new Dialer(parts.transport(), parts.session(), parts.greetings(), loop, bounds);
        Roster.ClientMaker maker = (node, changed) -> {
            NodeMeter meter = settings.metrics() ? new NodeMeter() : null;
            NodeReport report = new NodeReport(node, settings.downNodePolicy(), listener, meter);
            return new NodeClient(report, parts.nodeState(), changed, dialer, settings.connectionsPerServer());
        };
        roster = Roster.begun(loop, dialer, detours, fleet, maker);
        shutdown = new Shutdown(loop, completions, dialer, roster.members());
        logs = new LogStream(parts.transport(), parts.session(), settings.connectTimeout());
    }

    private static int ringCapacity(int maxInFlight) {
        int power = Integer.highestOneBit(maxInFlight);
        return power == maxInFlight ? power : power * 2;
    }

    /** Starts the event loop and begins to connect to every node; does no I/O on the calling thread. */
    public static Router open(RouterSettings settings) {
        return open(settings, RouterParts.of(settings));
    }

    /** As {@link #open(RouterSettings)}, with other parts in the parts. */
    public static Router open(RouterSettings settings, RouterParts parts) {
        return new Router(settings, parts);
    }

    // ---- One key

    @Override
    public Exchange call(Request request, WireKey key, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(request.verb());
        Topology now = roster.now();
        Detour detour = now.detour();
        if (detour != null) {
            return new DetouredCall(now, detour, request, key, start, start + timeoutNanos).await();
        }
        NodeClient node = now.client(key.placed());
        return node.concluded(
                node.call(request.verb(), request, key.wire(), key.base64(), start, start + timeoutNanos, key.trace()),
                request,
                start);
    }

    @Override
    public Exchange call(Request request, String plainKey, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(request.verb());
        Topology now = roster.now();
        Detour detour = now.detour();
        if (detour != null) {
            WireKey key = WireKey.plain(plainKey);
            return new DetouredCall(now, detour, request, key, start, start + timeoutNanos).await();
        }
        NodeClient node = now.client(plainKey);
        return node.concluded(
                node.call(request.verb(), request, plainKey, false, start, start + timeoutNanos, null), request, start);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return start(request, key.wire(), key, timeoutNanos, reader);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, String plainKey, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return start(request, plainKey, null, timeoutNanos, reader);
    }

    /**
     * @param wire the key as it goes on the wire
     * @param key the same key; null for one that is sent as it is and decides its node
     */
    private <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, String wire, @Nullable WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        long start = Clock.nanoTime();
        long deadline = start + timeoutNanos;
        Topology now = roster.now();
        NodeClient node = now.client(key == null ? wire : key.placed());
        try {
            shutdown.checkOpen(request.verb());
            checkRoom(reader, request.verb(), start, deadline);
            Detour detour = now.detour();
            if (detour != null) {
                WireKey detoured = key == null ? WireKey.plain(wire) : key;
                return new DetouredCall(now, detour, request, detoured, start, deadline).start(reader, place);
            }
            node.refuseIfDown(request.verb(), start);
        } catch (MemjayException refused) {
            node.report().writeFailed(request, wire, refused);
            return CompletableFuture.failedFuture(refused);
        }
        long sent = reader.isForeign() ? Clock.nanoTime() : start; // it may have waited for room
        return key == null
                ? new CallFuture<>(node, request, wire, start, reader, place).send(false, deadline, sent)
                : CallFuture.of(node, request, key, start, reader, place).send(key.base64(), deadline, sent);
    }

    @Override
    public void post(Request request, WireKey key, long timeoutNanos) {
        post(request, key, timeoutNanos, NOBODY);
    }

    @Override
    public void post(Request request, WireKey key, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        long start = Clock.nanoTime();
        shutdown.checkOpen(request.verb());
        Topology now = roster.now();
        Detour detour = now.detour();
        if (detour != null) {
            new DetouredCall(now, detour, request, key, start, start + timeoutNanos).post(place, ended);
        } else {
            now.client(key.placed()).post(request, key, start, start + timeoutNanos, ended);
        }
    }

    // ---- Many keys

    @Override
    public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(call.verb());
        long deadline = start + timeoutNanos;
        BulkPlan plan = plan(call, start, deadline);
        if (plan == null) {
            return unsent(call, start);
        }
        BulkPlan.Run only = plan.onlyRun();
        if (only != null) {
            return BulkExecution.awaitOnly(call, only, start, deadline);
        }
        Gathering gathering = Gathering.isForCurrentThread() ? new Gathering(deadline) : null;
        return new BulkExecution<BulkOutcome>(plan, place.inner(), gathering, start, deadline, AnswerReader.same())
                .await();
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
        long start = Clock.nanoTime();
        try {
            shutdown.checkOpen(call.verb());
            checkRoom(reader, call.verb(), start, start + timeoutNanos);
            long deadline = start + timeoutNanos;
            BulkPlan plan = plan(call, start, deadline);
            return plan == null
                    ? new ReadFuture<R>(place, call.verb(), timeoutNanos).read(reader, unsent(call, start))
                    : new BulkExecution<>(plan, place, null, start, deadline, reader).launch();
        } catch (MemjayException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos) {
        postAll(call, timeoutNanos, NOBODY);
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        long start = Clock.nanoTime();
        shutdown.checkOpen(call.verb());
        BulkPlan plan = requireNonNull(plan(call, start, start + Long.MAX_VALUE)); // nobody waits
        AnswerReader<BulkOutcome, @Nullable Void> teller = outcome -> {
            ended.accept(plan.tellFailures(outcome));
            return null;
        };
        new BulkExecution<>(plan, place.inner(), null, start, start + timeoutNanos, teller)
                .launch()
                .whenComplete((told, error) -> {
                    if (error != null) { // then the teller did not run
                        ended.accept(error);
                    }
                });
    }

    /** Throws if a node does not support its part, before any other node is sent its own; null when there is no time left. */
    private @Nullable BulkPlan plan(BulkCall call, long start, long deadline) {
        BulkPlan plan = BulkPlan.of(call, roster.now(), deadline);
        if (plan == null) {
            return null;
        }
        for (Queue<BulkPlan.Run> runs : plan.runs()) {
            BulkPlan.Run first = runs.element();
            first.node().refuseUnsupported(first.request(), call.base64() != null, start);
            if (call.trace() != null) {
                call.trace().asks(first.node().node());
            }
        }
        return plan;
    }

    /** The outcome of a call whose time was over before it was split. */
    private static BulkOutcome unsent(BulkCall call, long start) {
        Context context = new Context(null, call.verb().toString(), Clock.nanoTime() - start, false);
        MemjayException[] errors = new MemjayException[call.keys().length];
        Arrays.fill(
                errors,
                new OperationTimeoutException(
                        "nothing was sent: the time was over before " + errors.length
                                + " keys had been assigned to their nodes; ask for fewer at once",
                        context,
                        OperationTimeoutException.Phase.QUEUED));
        return new BulkOutcome(call.result(), errors);
    }

    private void checkRoom(AnswerReader<?, ?> reader, Verb verb, long start, long deadline) {
        MemjayException refusal = reader.isForeign() ? completions.refusal(verb, start, deadline) : null;
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public <A, R extends @Nullable Object> CompletableFuture<R> startReading(
            Verb verb, A answer, long timeoutNanos, AnswerReader<A, R> reader) {
        return new ReadFuture<R>(place, verb, timeoutNanos).read(reader, answer);
    }

    // ---- Administration

    @Override
    public List<String> text(Node node, TextCommand command, long timeoutNanos) {
        long start = Clock.nanoTime();
        checkMayBlock(Verb.ADMIN);
        NodeClient client = roster.now().clientOf(node);
        return lines(client.concluded(
                client.call(command.verb(), command, null, false, start, start + timeoutNanos, null), command, start));
    }

    @Override
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        if (shutdown.isBegun()) {
            return CompletableFuture.failedFuture(Shutdown.closed(Verb.ADMIN));
        }
        long start = Clock.nanoTime();
        NodeClient client = roster.now().clientOf(node);
        return new CallFuture<>(client, command, null, start, Router::lines, place)
                .send(false, start + timeoutNanos, start);
    }

    @SuppressWarnings("unchecked") // what a TextCommand is answered with
    private static List<String> lines(Exchange answer) {
        return answer.detail == null ? List.of() : (List<String>) answer.detail;
    }

    @Override
    public String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException {
        checkMayBlock(Verb.ADMIN);
        roster.now().clientOf(node).refuseUnlessServer(Verb.ADMIN);
        return logs.follow(node, command, nanos, lines);
    }

    // ---- Nodes

    /**
     * {@inheritDoc} Nodes that come are connected to, and what is left of those that go is closed, in the background.
     *
     * @throws IllegalStateException if the client is closed
     */
    @Override
    public synchronized boolean changeNodes(UnaryOperator<List<Node>> change) {
        List<Node> old = nodes();
        List<Node> changed = change.apply(old);
        if (changed.equals(old)) {
            return false;
        }
        roster.replace(changed);
        return true;
    }

    /** {@inheritDoc} Its own, or what stands in for that. */
    @Override
    public Node nodeFor(String route) {
        Topology current = roster.now();
        return current.clients()[current.indexFor(route)].node();
    }

    @Override
    public List<Node> nodes() {
        return roster.now().nodes();
    }

    @Override
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

    @Override
    public Metrics metrics() {
        List<NodeClient> clients = List.of(roster.now().clients());
        return new Metrics(clients.stream().map(NodeClient::metrics).toList(), loop.rescues())
                .withDeparted(roster.members().departed(clients));
    }

    @Override
    public boolean hasLeases(String route) {
        Topology current = roster.now();
        return current.clients()[current.indexFor(route)].supports(LEASE);
    }

    @Override
    public boolean hasMarks(String route) {
        Topology current = roster.now();
        // Only a dialect with marks tells the facts of an item, and it needs no CAS numbers for that.
        return current.clients()[current.indexFor(route)].supports(ReadRequest.INSPECT);
    }

    @Override
    public boolean guardsMarks(String route) {
        Topology current = roster.now();
        return current.clients()[current.indexFor(route)].supports(GUARDED_MARK);
    }

    @Override
    public LoadShare loads() {
        return loads;
    }

    @Override
    public Executor codecs() {
        return completions.scripts();
    }

    @Override
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

    @Override
    public void tell(String route, BiConsumer<MemjayListener, Node> event) {
        event.accept(listener, nodeFor(route));
    }

    @Override
    public void refreshFailed(String route, Throwable error) {
        listener.refreshFailed(roster.now().client(route).node(), route, error);
    }

    @Override
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        Topology current = roster.now();
        NodeClient client = route == null ? current.clients()[0] : current.client(route);
        client.report().swallowed(verb, error);
    }

    // ---- The end

    @Override
    public void disconnectAll() {
        for (NodeClient client : roster.now().clients()) {
            client.connections().disconnect(new IOException("disconnected on demand"));
        }
    }

    @Override
    public boolean isClosed() {
        return shutdown.isBegun();
    }

    /** {@inheritDoc} In a callback it starts that and returns. Idempotent. */
    @Override
    public void close(long timeoutNanos) {
        loads.close();
        shutdown.close(timeoutNanos);
    }

    private void checkMayBlock(Verb verb) {
        shutdown.checkOpen(verb);
        if (completions.isCurrentThread()) {
            throw new IllegalStateException("a blocking " + verb + " in a callback on Memjay's "
                    + (loop.isCurrentThread() ? "event loop would wait for itself" : "decoding thread would hold it up")
                    + "; use the asynchronous verbs there, or"
                    + " set MemjayBuilder.callbackExecutor so that callbacks run elsewhere");
        }
        if (Thread.currentThread().isInterrupted()) {
            Context context = new Context(null, verb.toString(), 0, false);
            throw new InterruptedCallException("the calling thread was interrupted before the call", context, null);
        }
    }
}
