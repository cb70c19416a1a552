package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import org.jspecify.annotations.Nullable;

/** The future of one asynchronous call for one key, which is also the callback of its operation. */
final class CallFuture<R extends @Nullable Object> extends StoppableFuture<R> implements Deferred.Callback {
    private final NodeClient node;
    private final Request request;
    private final @Nullable WireKey key;
    private final long start;
    private final long deadline;
    private final AnswerReader<Exchange, R> reader;
    private int attempts;
    private volatile @Nullable Deferred operation;

    CallFuture(
            NodeClient node,
            Request request,
            @Nullable WireKey key,
            long start,
            long deadline,
            AnswerReader<Exchange, R> reader,
            @Nullable Completions completions) {
        super(node.connections().loop(), completions, request.verb(), deadline);
        this.node = node;
        this.request = request;
        this.key = key;
        this.start = start;
        this.deadline = deadline;
        this.reader = reader;
    }

    /** Sends the request; called once by the caller, and by the event loop to repeat it. */
    CallFuture<R> send() {
        Deferred next = new Deferred(request, wire(), key != null && key.base64(), deadline, this);
        CallTrace trace = trace();
        if (trace != null) {
            node.asks(trace, next, attempts > 0);
        }
        operation = next;
        Failure refusal = node.connections().start(next);
        if (refusal != null) {
            fail(refusal);
        }
        return this;
    }

    private @Nullable CallTrace trace() {
        return key == null ? null : key.trace();
    }

    private @Nullable String wire() {
        return key == null ? null : key.wire();
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
                send();
            } else {
                fail(failure);
            }
            return;
        }
        CallTrace trace = trace();
        if (trace != null) {
            trace.laps().answered();
        }
        MemjayException error = node.conclude(answered, request, start);
        if (error != null) {
            finishExceptionally(error);
        } else {
            finish(reader, answered);
        }
    }

    private void fail(Failure failure) {
        MemjayException error = node.failed(request.verb(), request, failure, start);
        node.report().writeFailed(request, wire(), error);
        finishExceptionally(error);
    }

    @Override
    void stop() {
        Deferred current = operation;
        if (current != null && current.cancel()) {
            node.report()
                    .writeFailed(
                            request,
                            wire(),
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
}
