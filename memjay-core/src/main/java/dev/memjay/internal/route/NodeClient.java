package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.connection.Clock;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.Dialer;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.connection.LoginRefusedException;
import dev.memjay.internal.connection.NodeConnections;
import dev.memjay.internal.connection.NodeListener;
import dev.memjay.internal.connection.Operation;
import dev.memjay.internal.connection.TextGreeting;
import dev.memjay.internal.meter.NodeMeter;
import dev.memjay.internal.meter.VerbMeter;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.Win;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.model.Verb;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node as the router sees it: sends requests to its connections, repeats what may be repeated, turns failures into
 * errors, and counts.
 */
final class NodeClient implements NodeListener {
    /** Times an operation is sent again that never touched a socket; it is bounded by its deadline too. */
    private static final int MOST_UNWRITTEN_RETRIES = 8;

    /** A time-out sooner than this is no failure of the node: pauses of a virtual machine last as long. */
    private static final long LEAST_PATIENCE_NANOS = 50_000_000;

    private static final long BACKGROUND_TIMEOUT_NANOS = 5_000_000_000L;

    private static final long PROBE_TIMEOUT_NANOS = 1_000_000_000L;

    /** Changes when its weight does, which is no concern of its connections. */
    private volatile Node node;

    private final NodeState state;
    private final Observer observer;
    private final boolean observed;
    private final StateLog stateLog = new StateLog();
    private final @Nullable NodeMeter meter;
    private final NodeConnections connections;

    /** Whether the server was asked for its settings; only the event loop looks. */
    private boolean settingsAsked;

    /** The server's item size in bytes; 0 while it is not known. */
    private volatile long itemSizeMax;

    NodeClient(
            Node node,
            NodeState.Maker state,
            Runnable changed,
            Observer observer,
            @Nullable NodeMeter meter,
            Dialer dialer,
            int connectionCount) {
        this.node = node;
        this.observer = observer;
        this.observed = observer != Observer.NONE;
        this.meter = meter;
        this.connections = new NodeConnections(node, dialer, connectionCount, this);
        this.state = state.make(new NodeCare(this, changed));
    }

    Node node() {
        return node;
    }

    /** Whether this is the client of a node, whatever its weight. */
    boolean isOf(Node other) {
        Node own = node;
        return own.host().equals(other.host()) && own.port() == other.port();
    }

    /** The node has another weight. */
    void is(Node same) {
        node = same;
    }

    NodeState state() {
        return state;
    }

    /** Whether it has all its connections and may be called. */
    boolean isReady() {
        return connections.isReady() && state.refusal() == null;
    }

    /** The node has left the fleet; calls under way go on. */
    void retire() {
        state.retire();
    }

    NodeConnections connections() {
        return connections;
    }

    // ---- Calls of the current thread

    /** Sends a request, waits for its answer, and throws what is none. */
    Operation call(Request request, @Nullable String key, boolean base64Key, long start, long deadline) {
        Operation operation = exchange(request.verb(), request, key, base64Key, start, deadline);
        MemjayException error = conclude(operation, request, start);
        if (error != null) {
            throw error;
        }
        return operation;
    }

    /** Sends a request and waits for any answer; throws when there is none. */
    Operation exchange(Verb verb, Request request, @Nullable String key, boolean base64Key, long start, long deadline) {
        try {
            refuse(request, base64Key, start);
        } catch (NodeDownException down) {
            writeFailed(request, key, down);
            throw down;
        }
        int attempt = 0;
        long now = start;
        while (true) {
            Operation operation = Operation.ofCurrentThread(request, key, base64Key, deadline);
            Failure failure = connections.call(operation, now, deadline);
            if (failure == null) {
                return operation;
            }
            if (!mayRepeat(failure, request, attempt++)) {
                MemjayException error = failed(verb, request, failure, start);
                writeFailed(request, key, error);
                throw error;
            }
            retried(verb);
            now = Clock.nanoTime();
        }
    }

    /** Throws if the node is held to be down, or the dialect cannot say the request. */
    void refuse(Request request, boolean base64Key, long start) {
        MemjayException down = down(request.verb(), start);
        if (down != null) {
            throw down;
        }
        refuseUnsaid(request, base64Key, start);
    }

    /** The error of a call to this node when it is held to be down, or null. */
    @Nullable
    MemjayException down(Verb verb, long start) {
        String reason = state.refusal();
        return reason == null
                ? null
                : count(verb, new NodeDownException(reason, context(verb, start, false), null), start);
    }

    /** Whether the dialect can say the request, as far as is known. */
    boolean canSay(Request request) {
        Dialect dialect = connections.dialect();
        return dialect == null || dialect.refusal(request) == null;
    }

    /** Throws if it is known to be no server but a proxy, or to be spoken to in datagrams. */
    void refuseUnlessServer(Verb verb) {
        Dialect dialect = connections.dialect();
        if (node.isUdp() || (dialect != null && !dialect.reachesServer())) {
            throw new UnsupportedByServerException(
                    node.isUdp()
                            ? "over UDP nothing can be watched"
                            : "a proxy cannot be watched; the servers behind it can",
                    context(verb, Clock.nanoTime(), false),
                    null);
        }
    }

    /** Throws if the dialect cannot say the request. */
    void refuseUnsaid(Request request, boolean base64Key, long start) {
        Dialect dialect = connections.dialect();
        // While it is not known, the connection itself will look.
        String lacking = dialect == null ? null : dialect.refusal(request, base64Key);
        if (lacking != null) {
            throw new UnsupportedByServerException(lacking, context(request.verb(), start, false), null);
        }
    }

    // ---- What both kinds of call share

    /** Whether an operation that failed is sent once more: safe, and of use. */
    boolean mayRepeat(Failure failure, Request request, int attemptsBefore) {
        return switch (failure.kind()) {
            case LOST ->
                failure.written()
                        ? request.isHarmlessToRepeat() && attemptsBefore == 0
                        : attemptsBefore < MOST_UNWRITTEN_RETRIES;
            case VIOLATION -> !failure.written() && attemptsBefore < MOST_UNWRITTEN_RETRIES;
            default -> false;
        };
    }

    void retried(Verb verb) {
        if (meter != null) {
            meter.of(verb).retried();
        }
        if (observed) {
            observer.callRetried(node, verb);
        }
    }

    /** Counts an answered operation, hands back a win that nobody asked for, and says what is wrong with the answer. */
    @Nullable
    MemjayException conclude(Exchange operation, Request request, long start) {
        state.answered();
        Status status = operation.status;
        MemjayException error = status == null || status.ordinal() < Status.NOT_NUMERIC.ordinal()
                ? null
                : CallErrors.of(status, operation.detail, context(request.verb(), start, false), itemSizeMax);
        if (error != null) {
            writeFailed(request, operation.key, error);
            return count(request.verb(), error, start);
        }
        if (operation.marks != 0) {
            noteWins(operation, request.claimsWin());
        }
        long nanos = Clock.nanoTime() - start;
        if (meter != null) {
            VerbMeter verbMeter = meter.of(request.verb());
            verbMeter.answered(nanos);
            if (status == Status.HIT) {
                verbMeter.read(1, 0);
            } else if (status == Status.MISS) {
                verbMeter.read(0, 1);
            }
        }
        if (observed) {
            observer.callFinished(node, request.verb(), nanos, null);
            if (request.verb() == Verb.COMPLETE && status != Status.STORED && operation.key != null) {
                observer.leaseExpired(node, operation.key);
            }
        }
        return null;
    }

    /** Counts a bulk run that was answered. */
    void concludeRun(Verb verb, int hits, int misses, long start) {
        state.answered();
        long nanos = Clock.nanoTime() - start;
        if (meter != null) {
            meter.of(verb).answered(nanos);
            meter.of(verb).read(hits, misses);
        }
        if (observed) {
            observer.callFinished(node, verb, nanos, null);
        }
    }

    /** Tells the observer of a write that failed, so that its key can be deleted later. */
    void writeFailed(Request request, @Nullable String key, MemjayException error) {
        boolean isWrite =
                request instanceof StoreRequest || request instanceof DeleteRequest || request instanceof CountRequest;
        if (observed && isWrite && key != null) {
            observer.writeFailed(node, request.verb(), key, error);
        }
    }

    /** Counts a failure and turns it into the error for the caller. */
    MemjayException failed(Verb verb, Request request, Failure failure, long start) {
        boolean mayHaveBeenApplied = failure.written() && !request.isHarmlessToRepeat();
        if (isOfTheNode(failure, start)) {
            state.failed(start);
        }
        return count(verb, CallErrors.of(failure, context(verb, start, mayHaveBeenApplied)), start);
    }

    /**
     * A node that does not let the user in is not down, and its error is to be told as long as it is so. A call that gave up
     * soon says more of its caller than of the node.
     */
    private static boolean isOfTheNode(Failure failure, long start) {
        return switch (failure.kind()) {
            case TIMEOUT -> Clock.nanoTime() - start >= LEAST_PATIENCE_NANOS;
            case UNREACHABLE, LOST, VIOLATION -> !(failure.cause() instanceof LoginRefusedException);
            case OVERLOADED, CLOSED, INTERRUPTED, UNSUPPORTED -> false;
        };
    }

    MemjayException count(Verb verb, MemjayException error, long start) {
        if (meter != null) {
            if (error instanceof OperationTimeoutException timeout) {
                meter.of(verb).timedOut(timeout.phase());
            } else {
                meter.of(verb).failed(CallErrors.kindOf(error));
            }
        }
        if (observed) {
            observer.callFinished(node, verb, Clock.nanoTime() - start, error);
        }
        return error;
    }

    void swallowed(Verb verb, MemjayException error) {
        if (meter != null) {
            meter.of(verb).swallowed(CallErrors.kindOf(error));
        }
        if (observed) {
            observer.callSwallowed(verb, error);
        }
    }

    /** A write that nobody waits for was not carried out, or nobody knows. */
    void postLost(Request request, String key, MemjayException error) {
        writeFailed(request, key, error);
        postFailed(request.verb(), error);
    }

    void postFailed(Verb verb, MemjayException error) {
        if (observed) {
            observer.postFailed(node, verb, error);
        }
    }

    Context context(Verb verb, long start, boolean mayHaveBeenApplied) {
        return new Context(node.toString(), verb.toString(), Clock.nanoTime() - start, mayHaveBeenApplied);
    }

    long itemSizeMax() {
        return itemSizeMax;
    }

    Metrics.OfNode metrics() {
        NodeMeter counted = meter == null ? new NodeMeter() : meter;
        return counted.snapshot(node, connections.inFlight(), connections.bytesRead(), connections.bytesWritten());
    }

    // ---- In the background

    /**
     * A read that was given the right to refresh, and will not use it, passes it on: else nobody has it for long.
     *
     * @param isClaimed whether the caller asked for the right and makes use of it
     */
    void noteWins(Exchange operation, boolean isClaimed) {
        if (observed && isClaimed && operation.key != null) {
            if ((operation.marks & Exchange.WON) != 0) {
                observer.leaseWon(node, operation.key);
            } else if ((operation.marks & Exchange.LOST) != 0) {
                observer.leaseLost(node, operation.key);
            }
        }
        if (isClaimed || (operation.marks & Exchange.WON) == 0) {
            return;
        }
        if (operation.detail instanceof List<?> wins) {
            for (Object win : wins) {
                handBack((Win) win);
            }
        } else {
            handBack(Win.of(operation.key, operation.base64Key, operation.number, operation.status, operation.marks));
        }
    }

    private void handBack(@Nullable Win win) {
        if (win == null) {
            return;
        }
        Request request = win.handedBack(Verb.DELETE);
        Dialect dialect = connections.dialect();
        if (dialect != null && dialect.refusal(request) == null) {
            connections.start(new Deferred(
                    request,
                    win.key(),
                    win.base64Key(),
                    Clock.nanoTime() + BACKGROUND_TIMEOUT_NANOS,
                    (done, failure) -> {}));
        }
    }

    /** Asks for the item size, once, before all else, so that a refusal can name it. */
    @Override
    public @Nullable Deferred first() {
        Dialect dialect = connections.dialect();
        if (settingsAsked || dialect == null || !dialect.reachesServer()) {
            return null; // a proxy may know no such command, and close the connection over it
        }
        settingsAsked = true;
        Request settings = new TextCommand("stats settings", TextCommand.Ending.END);
        return new Deferred(settings, null, false, Clock.nanoTime() + BACKGROUND_TIMEOUT_NANOS, (done, failure) -> {
            if (failure == null && done.detail instanceof List<?> lines) {
                lines.forEach(line -> noteSetting(String.valueOf(line)));
            }
        });
    }

    private void noteSetting(String line) {
        String name = "STAT item_size_max ";
        if (line.startsWith(name)) {
            try {
                itemSizeMax = Long.parseLong(line.substring(name.length()).trim());
            } catch (NumberFormatException e) {
                itemSizeMax = 0;
            }
        }
    }

    /** Asks for a sign of life; the probe hears of it on the event loop. */
    void probe(NodeState.Probe probe) {
        Request version = new TextCommand("version", TextCommand.Ending.LINE);
        Dialect dialect = connections.dialect();
        boolean isAnswered = dialect == null || dialect.refusal(version) == null;
        Deferred sent = new Deferred(
                isAnswered ? version : ReadRequest.CONTAINS,
                isAnswered ? null : TextGreeting.NO_KEY,
                false,
                Clock.nanoTime() + PROBE_TIMEOUT_NANOS,
                (done, failure) -> probe.ended(failure == null));
        Failure refusal = connections.start(sent);
        if (refusal != null) {
            connections.loop().execute(() -> probe.ended(false));
        }
    }

    void tellDown(boolean down) {
        stateLog.changed(node, down);
        if (observed) {
            if (down) {
                observer.nodeDown(node);
            } else {
                observer.nodeUp(node);
            }
        }
    }

    // ---- The connections' life, on the event loop

    @Override
    public void opened() {
        state.reached();
        if (meter != null) {
            meter.connected();
        }
        if (observed) {
            observer.connectionOpened(node);
        }
    }

    @Override
    public void lost(Throwable cause) {
        if (meter != null) {
            meter.disconnected();
        }
        if (observed) {
            observer.connectionLost(node, cause);
        }
    }

    @Override
    public void unreachable(Throwable cause) {
        if (!(cause instanceof LoginRefusedException)) {
            state.failed(Clock.nanoTime());
        }
        if (observed) {
            observer.connectionLost(node, cause);
        }
    }

    @Override
    public void winUnclaimed(Operation operation) {
        noteWins(operation, false);
    }
}
