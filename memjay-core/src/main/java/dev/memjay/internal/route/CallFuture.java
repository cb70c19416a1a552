package dev.memjay.internal.route;

import static java.util.Objects.requireNonNull;

import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/**
 * The future of one asynchronous call for one key, which is also the callback of its operation. These two and the value are
 * all that a plain get allocates, so what the operation knows is not written down here once more.
 */
class CallFuture<R extends @Nullable Object> extends StoppableFuture<R> implements Deferred.Callback {
    private final NodeClient node;
    private final Request request;
    /** As it goes on the wire; null for a command without one. The operation loses its own when it is given up. */
    private final @Nullable String key;

    private final long start;
    private final AnswerReader<Exchange, R> reader;
    private byte attempts;
    /** The operation of the last attempt; null before the first. */
    private volatile @Nullable Deferred operation;

    CallFuture(
            NodeClient node,
            Request request,
            @Nullable String key,
            long start,
            AnswerReader<Exchange, R> reader,
            CompletionPlace place) {
        super(place);
        this.node = node;
        this.request = request;
        this.key = key;
        this.start = start;
        this.reader = reader;
    }

    /** For a key that may belong to a call that somebody follows. */
    static <R extends @Nullable Object> CallFuture<R> of(
            NodeClient node,
            Request request,
            WireKey key,
            long start,
            AnswerReader<Exchange, R> reader,
            CompletionPlace place) {
        CallTrace trace = key.trace();
        return trace == null
                ? new CallFuture<>(node, request, key.wire(), start, reader, place)
                : new Followed<>(node, request, key.wire(), start, reader, place, trace);
    }

    /** The call that it is sent for, if somebody follows that. */
    @Nullable
    CallTrace trace() {
        return null;
    }

    /**
     * Sends the request; called once by the caller, and by the event loop to repeat it.
     *
     * @param base64Key whether the key is base64 of what the server is to store it under
     * @param deadline when to give up, in {@link Clock#nanoTime()}
     * @param now the time
     */
    final CallFuture<R> send(boolean base64Key, long deadline, long now) {
        Deferred next = new Deferred(request, key, base64Key, deadline, this);
        CallTrace trace = trace();
        if (trace != null) {
            node.asks(trace, next, attempts > 0);
        }
        operation = next;
        Failure refusal = node.connections().start(next, now);
        if (refusal != null) {
            fail(refusal);
        }
        return this;
    }

    @Override
    public void over(Deferred answered, @Nullable Failure failure) {
        try {
            conclude(answered, failure);
        } catch (RuntimeException | Error thrown) {
            finishExceptionally(thrown); // else nobody would hear of it
        }
    }

    private void conclude(Deferred answered, @Nullable Failure failure) {
        if (failure != null) {
            if (!isDone() && node.mayRepeat(failure, request, attempts++)) {
                node.report().retried(request.verb());
                send(answered.base64Key, answered.deadline(), Clock.nanoTime());
            } else {
                fail(failure);
            }
            return;
        }
        CallTrace trace = trace();
        if (trace != null) {
            trace.laps().answered();
        }
        MemjayException error =
                node.conclude(answered, request, start, place().loop().time());
        if (error != null) {
            finishExceptionally(error);
        } else {
            finish(reader, answered);
        }
    }

    private void fail(Failure failure) {
        MemjayException error = node.failed(request.verb(), request, failure, start);
        node.report().writeFailed(request, key, error);
        finishExceptionally(error);
    }

    @Override
    Verb verb() {
        return request.verb();
    }

    @Override
    long deadline() {
        return requireNonNull(operation, "only what was sent is answered").deadline();
    }

    @Override
    void stop() {
        Deferred current = operation;
        if (current != null && current.cancel()) {
            node.report()
                    .writeFailed(
                            request,
                            key,
                            new MemjayException(
                                    "cancelled",
                                    node.context(request.verb(), start, !request.isHarmlessToRepeat()),
                                    null));
        }
    }

    @Override
    void dropped() {
        Deferred answered = operation;
        if (answered != null && request.claimsWin()) {
            node.errands().handOn(answered, false);
        }
    }

    @Override
    MemjayException unread(String message) {
        return new OperationTimeoutException(
                message,
                node.context(request.verb(), start, !request.isHarmlessToRepeat()),
                OperationTimeoutException.Phase.DECODING);
    }

    @Override
    String whatIfCancelled() {
        return request.verb() + " on " + node.node() + ": cancelled"
                + (request.isHarmlessToRepeat() ? "" : "; it may have been applied");
    }

    /** One that is sent for a call that somebody follows; a class of its own, so that the field costs the others nothing. */
    private static final class Followed<R extends @Nullable Object> extends CallFuture<R> {
        private final CallTrace trace;

        Followed(
                NodeClient node,
                Request request,
                String key,
                long start,
                AnswerReader<Exchange, R> reader,
                CompletionPlace place,
                CallTrace trace) {
            super(node, request, key, start, reader, place);
            this.trace = trace;
        }

        @Override
        CallTrace trace() {
            return trace;
        }
    }
}
