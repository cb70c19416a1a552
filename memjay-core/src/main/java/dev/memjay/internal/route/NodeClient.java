package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.Dialer;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.connection.NodeConnections;
import dev.memjay.internal.connection.NodeListener;
import dev.memjay.internal.connection.Operation;
import dev.memjay.internal.connection.talk.LoginRefusedException;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.NodeStatus;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node as the router sees it: sends requests to its connections, repeats what may be repeated, turns failures into
 * errors.
 */
final class NodeClient implements NodeListener {
    /** Times an operation is sent again that never touched a socket; it is bounded by its deadline too. */
    private static final int MAX_UNWRITTEN_RETRIES = 8;

    /** A time-out sooner than this is no failure of the node: pauses of a virtual machine last as long. */
    private static final long MIN_PATIENCE_NANOS = 50_000_000;

    private final NodeReport report;
    private final NodeConnections connections;
    private final NodeErrands errands;
    private final NodeState state;
    /** Whether the last attempt to connect ended so. */
    private volatile boolean loginRefused;

    NodeClient(NodeReport report, NodeState.Maker state, Runnable changed, Dialer dialer, int connectionCount) {
        this.report = report;
        Node node = report.node();
        this.connections = new NodeConnections(node, dialer, connectionCount, this);
        this.errands = new NodeErrands(connections);
        this.state = state.make(new Care(this, changed));
    }

    Node node() {
        return report.node();
    }

    /** Whether this is the client of a node, whatever its weight. */
    boolean isOf(Node other) {
        Node own = node();
        return own.host().equals(other.host()) && own.port() == other.port();
    }

    /** The node has another weight. */
    void reweighted(Node same) {
        report.reweighted(same);
    }

    Metrics.OfNode metrics() {
        return report.metrics(connections, status());
    }

    /** Whether calls are sent, and what failed last, here or at one of the connections. */
    private NodeStatus status() {
        NodeStatus ofCalls = state.status();
        long pause = connections.pauseLeft(Clock.nanoTime());
        Duration next = ofCalls.nextAttempt();
        Duration untilDialed = pause == 0 ? null : Duration.ofNanos(pause);
        boolean isDialedSooner = untilDialed != null && (next == null || untilDialed.compareTo(next) < 0);
        return new NodeStatus(
                loginRefused && ofCalls.isUp() ? NodeStatus.State.LOGIN_REFUSED : ofCalls.state(),
                ofCalls.lasting(),
                ofCalls.failuresInARow(),
                ofCalls.lastFailure(),
                ofCalls.lastFailureAge(),
                isDialedSooner ? untilDialed : next);
    }

    /** Where what happens is counted and told. */
    NodeReport report() {
        return report;
    }

    /** What the node is asked in the background. */
    NodeErrands errands() {
        return errands;
    }

    NodeState state() {
        return state;
    }

    /** Whether it is connected and may be called. */
    boolean isReady() {
        return connections.isReady() && state.refusal() == null;
    }

    /** The node has left the fleet; calls under way go on. */
    void retire() {
        state.retire();
        errands.retire();
        report.end();
    }

    NodeConnections connections() {
        return connections;
    }

    // ---- Calls

    /**
     * Sends a request of the calling thread and waits for its answer, whatever that is. Throws if there is none.
     *
     * @param trace the call that it is sent for, if somebody follows that
     */
    Operation call(
            Verb verb,
            Request request,
            @Nullable String key,
            boolean base64Key,
            long start,
            long deadline,
            @Nullable CallTrace trace) {
        MemjayException down = down(verb, start);
        if (down != null) {
            report.writeFailed(request, key, down);
            throw down;
        }
        int attempt = 0;
        long now = start;
        while (true) {
            Operation operation = Operation.ofCurrentThread(request, key, base64Key, deadline);
            if (trace != null) {
                asks(trace, operation, attempt > 0);
            }
            Failure failure = connections.call(operation, now, deadline);
            if (failure == null) {
                return operation;
            }
            if (!mayRepeat(failure, request, attempt++)) {
                MemjayException error = failed(verb, request, failure, start);
                report.writeFailed(request, key, error);
                throw error;
            }
            report.retried(verb);
            now = Clock.nanoTime();
        }
    }

    /** An operation is sent to this node for a call that somebody follows. */
    void asks(CallTrace trace, Operation operation, boolean isAgain) {
        trace.asks(node());
        if (isAgain) {
            trace.isSentAgain();
        }
        operation.followedBy(trace.laps());
    }

    /** Counts an answer and gives it back. Throws if it is an error. */
    Operation concluded(Operation answered, Request request, long start) {
        MemjayException error = conclude(answered, request, start, Clock.nanoTime());
        if (error != null) {
            throw error;
        }
        return answered;
    }

    /** Sends a request whose answer nobody wants; throws only what is known at once. */
    void post(Request request, WireKey key, long start, long deadline, Consumer<@Nullable Throwable> ended) {
        Verb verb = request.verb();
        MemjayException down = down(verb, start);
        if (down != null) {
            report.postLost(request, key.wire(), down);
            ended.accept(down);
            return;
        }
        Deferred posted = Deferred.posted(request, key.wire(), key.base64(), deadline, (done, failure) -> {
            if (failure != null) {
                MemjayException lost = failed(verb, request, failure, start);
                report.postLost(request, key.wire(), lost);
                ended.accept(lost);
                return;
            }
            MemjayException error =
                    conclude(done, request, start, connections.loop().time());
            if (error != null) {
                report.postFailed(verb, error);
            }
            ended.accept(error);
        });
        if (key.trace() != null) {
            asks(key.trace(), posted, false);
        }
        Failure refusal = connections.start(posted, start);
        if (refusal == null) {
            return;
        }
        MemjayException error = failed(verb, request, refusal, start);
        switch (refusal.kind()) {
            case OVERLOADED, CLOSED, UNSUPPORTED -> {
                report.writeFailed(request, key.wire(), error);
                throw error;
            }
            default -> {
                report.postLost(request, key.wire(), error);
                ended.accept(error);
            }
        }
    }

    /** Throws if the node is considered down. */
    void refuseIfDown(Verb verb, long start) {
        MemjayException down = down(verb, start);
        if (down != null) {
            throw down;
        }
    }

    /** The error of a call to this node while it is considered down, or null. */
    @Nullable
    MemjayException down(Verb verb, long start) {
        Refusal refusal = state.refusal();
        return refusal == null
                ? null
                : report.failed(verb, refusal.error(context(verb, start, false), Clock.nanoTime()));
    }

    /** Whether the dialect supports the request; true while it is not known. */
    boolean supports(Request request) {
        Dialect dialect = connections.dialect();
        return dialect == null || dialect.refusal(request) == null;
    }

    /** Throws if the node is known to be a proxy, or is spoken to in datagrams. */
    void refuseUnlessServer(Verb verb) {
        Dialect dialect = connections.dialect();
        if (node().isUdp() || (dialect != null && !dialect.traits().reachesServer())) {
            throw new UnsupportedByServerException(
                    node().isUdp()
                            ? "over UDP nothing can be watched"
                            : "a proxy cannot be watched; the servers behind it can",
                    context(verb, Clock.nanoTime(), false),
                    null);
        }
    }

    /**
     * Throws if the dialect is known and does not support the request. Each connection looks by itself; this is for a call of
     * several requests, none of which is to be sent if one cannot.
     */
    void refuseUnsupported(Request request, boolean base64Key, long start) {
        Dialect dialect = connections.dialect();
        String lacking = dialect == null ? null : dialect.refusal(request, base64Key);
        if (lacking != null) {
            throw new UnsupportedByServerException(lacking, context(request.verb(), start, false), null);
        }
    }

    // ---- What all kinds of call share

    /** Whether an operation that failed is sent once more: safe, and of use. */
    boolean mayRepeat(Failure failure, Request request, int attemptsBefore) {
        return switch (failure.kind()) {
            case LOST ->
                failure.written()
                        ? request.isHarmlessToRepeat() && attemptsBefore == 0
                        : attemptsBefore < MAX_UNWRITTEN_RETRIES;
            case VIOLATION -> !failure.written() && attemptsBefore < MAX_UNWRITTEN_RETRIES;
            default -> false;
        };
    }

    /**
     * Counts an answered operation, hands back a win that nobody asked for, and says what is wrong with the answer.
     *
     * @param end when it was answered
     */
    @Nullable
    MemjayException conclude(Exchange operation, Request request, long start, long end) {
        state.answered();
        Status status = operation.status;
        MemjayException error = status == null || status.ordinal() < Status.NOT_NUMERIC.ordinal()
                ? null
                : CallErrors.of(status, operation.detail, context(request.verb(), start, false), errands.itemSizeMax());
        if (error != null) {
            report.writeFailed(request, operation.key, error);
            return report.failed(request.verb(), error);
        }
        if (operation.marks != 0) {
            noteWins(operation, request);
        }
        report.answered(operation, request.verb(), end - start);
        return null;
    }

    /** Counts a bulk run that was answered. */
    void concludeRun(Verb verb, int hits, int misses, long start) {
        state.answered();
        report.runAnswered(verb, hits, misses, start);
    }

    /** Tells of a lease that was asked for. A read that was given the right to refresh, and will not use it, passes it on. */
    void noteWins(Exchange operation, Request request) {
        if (request.claimsWin()) {
            report.leases(operation);
        } else {
            errands.handOn(operation, request.mayUseWin(operation.status == Status.HIT));
        }
    }

    /** Counts a failure and turns it into the error for the caller. */
    MemjayException failed(Verb verb, Request request, Failure failure, long start) {
        boolean mayHaveBeenApplied = failure.written() && !request.isHarmlessToRepeat();
        MemjayException error = CallErrors.of(failure, context(verb, start, mayHaveBeenApplied));
        if (isOfTheNode(failure, start)) {
            Throwable cause = failure.cause();
            state.failed(start, cause == null ? error : cause);
        }
        return report.failed(verb, error);
    }

    /**
     * A node that does not let the user in is not down, and its error is to be told as long as it is so. A call that gave up
     * soon says more of its caller than of the node.
     */
    private static boolean isOfTheNode(Failure failure, long start) {
        return switch (failure.kind()) {
            case TIMEOUT -> Clock.nanoTime() - start >= MIN_PATIENCE_NANOS;
            case UNREACHABLE, LOST, VIOLATION -> !(failure.cause() instanceof LoginRefusedException);
            case OVERLOADED, CLOSED, INTERRUPTED, UNSUPPORTED -> false;
        };
    }

    Context context(Verb verb, long start, boolean mayHaveBeenApplied) {
        return new Context(node().toString(), verb.toString(), Clock.nanoTime() - start, mayHaveBeenApplied);
    }

    // ---- The connections' life, on the event loop

    @Override
    public @Nullable Deferred connected() {
        report.connected();
        return errands.settings();
    }

    @Override
    public void opened() {
        loginRefused = false;
        state.reached();
        report.opened();
    }

    @Override
    public void lost(Throwable cause) {
        state.noted(cause);
        report.lost(cause);
    }

    @Override
    public void unreachable(Throwable cause, long began) {
        if (cause instanceof LoginRefusedException) {
            loginRefused = true;
            state.noted(cause);
            report.loginRefused(cause);
        } else {
            loginRefused = false;
            state.failed(began, cause);
        }
        report.connectFailed(cause);
    }

    @Override
    public boolean isLeftAlone() {
        return state.isLeftAlone();
    }

    @Override
    public void look() {
        state.look();
        report.look();
    }

    @Override
    public void winUnclaimed(Operation operation) {
        errands.handOn(operation, false);
    }

    /** What the state of a node may ask for, done by the node's client and the event loop. */
    private static final class Care implements NodeState.Surroundings {
        private final NodeClient client;
        private final EventLoop loop;
        private final Runnable changed;

        /**
         * @param client the node's, whose connections are there already
         * @param changed runs whenever the node may be called and could not before, or the other way round
         */
        Care(NodeClient client, Runnable changed) {
            this.client = client;
            this.loop = client.connections().loop();
            this.changed = changed;
        }

        @Override
        public Node node() {
            return client.node();
        }

        @Override
        public void after(long nanos, Runnable task) {
            loop.schedule(nanos, task);
        }

        @Override
        public void probe(NodeState.Probe probe) {
            client.errands().probe(probe);
        }

        @Override
        public void changed() {
            try {
                if (client.state().refusal() == null) {
                    client.connections().wake();
                }
            } finally {
                changed.run();
            }
        }

        @Override
        public void refuses(Refusal why, boolean isDown) {
            client.report().refuses(why, isDown);
        }

        @Override
        public void sendsAgain(boolean wasDown, long nanos) {
            client.report().sendsAgain(wasDown, nanos);
        }
    }
}
