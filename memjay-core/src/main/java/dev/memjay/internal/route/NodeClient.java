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
import dev.memjay.internal.connection.NodeConnections;
import dev.memjay.internal.connection.NodeListener;
import dev.memjay.internal.connection.Operation;
import dev.memjay.internal.meter.NodeMeter;
import dev.memjay.internal.meter.VerbMeter;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.TextCommand;
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

    private static final long BACKGROUND_TIMEOUT_NANOS = 5_000_000_000L;

    private final Node node;
    private final Dialect dialect;
    private final NodeState state;
    private final Observer observer;
    private final boolean observed;
    private final @Nullable NodeMeter meter;
    private final NodeConnections connections;

    /** The server's item size in bytes; 0 while it is not known. */
    private volatile long itemSizeMax;

    NodeClient(
            Node node,
            Dialect dialect,
            NodeState state,
            Observer observer,
            @Nullable NodeMeter meter,
            Dialer dialer,
            int connectionCount) {
        this.node = node;
        this.dialect = dialect;
        this.state = state;
        this.observer = observer;
        this.observed = observer != Observer.NONE;
        this.meter = meter;
        this.connections = new NodeConnections(node, dialer, connectionCount, this);
    }

    Node node() {
        return node;
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
        refuse(request, base64Key, start);
        int attempt = 0;
        long now = start;
        while (true) {
            Operation operation = Operation.ofCurrentThread(request, key, base64Key, deadline);
            Failure failure = connections.call(operation, now, deadline);
            if (failure == null) {
                return operation;
            }
            if (!mayRepeat(failure, request, attempt++)) {
                throw failed(verb, request, failure, start);
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

    /** Throws if the dialect cannot say the request. */
    void refuseUnsaid(Request request, boolean base64Key, long start) {
        String lacking = dialect.refusal(request);
        if (lacking == null && base64Key && !dialect.carriesBinaryKeys()) {
            lacking = "the protocol " + dialect.name() + " carries no binary keys; use the protocol meta";
        }
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
            return count(request.verb(), error, start);
        }
        if (operation.marks != 0) {
            handBackWin(operation.marks, operation.key, operation.base64Key, operation.number);
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

    /** Counts a failure and turns it into the error for the caller. */
    MemjayException failed(Verb verb, Request request, Failure failure, long start) {
        boolean mayHaveBeenApplied = failure.written() && !request.isHarmlessToRepeat();
        if (failure.kind() != Failure.Kind.OVERLOADED && failure.kind() != Failure.Kind.INTERRUPTED) {
            state.failed();
        }
        return count(verb, CallErrors.of(failure, context(verb, start, mayHaveBeenApplied)), start);
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

    /** A read that was given the right to refresh, and will not use it, passes it on: else nobody has it for long. */
    void handBackWin(byte marks, @Nullable String key, boolean base64Key, long cas) {
        if ((marks & Exchange.WON) == 0 || key == null || cas == 0) {
            return;
        }
        Request handBack = new DeleteRequest(Verb.DELETE, cas, true);
        if (dialect.refusal(handBack) == null) {
            connections.start(new Deferred(
                    handBack, key, base64Key, Clock.nanoTime() + BACKGROUND_TIMEOUT_NANOS, (done, failure) -> {}));
        }
    }

    /** Asks for the item size before all else, so that a refusal can name it. */
    @Override
    public Deferred first() {
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

    // ---- The connections' life, on the event loop

    @Override
    public void opened() {
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
        state.failed();
        if (observed) {
            observer.connectionLost(node, cause);
        }
    }

    @Override
    public void winUnclaimed(Operation operation) {
        handBackWin(operation.marks, operation.key, operation.base64Key, operation.number);
    }
}
