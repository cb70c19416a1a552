package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/** The future of a result whose answer is there already, and only has to be read. */
final class ReadFuture<R extends @Nullable Object> extends StoppableFuture<R> {
    private final Verb verb;
    private final long start = Clock.nanoTime();
    private final long deadline;

    ReadFuture(CompletionPlace place, Verb verb, long timeoutNanos) {
        super(place);
        this.verb = verb;
        deadline = start + timeoutNanos;
    }

    <A> ReadFuture<R> read(AnswerReader<A, R> reader, A answer) {
        finish(reader, answer);
        return this;
    }

    @Override
    Verb verb() {
        return verb;
    }

    @Override
    long deadline() {
        return deadline;
    }

    @Override
    void stop() {}

    @Override
    String whatIfCancelled() {
        return verb + ": cancelled";
    }

    @Override
    MemjayException unread(String message) {
        MemjayException.Context context =
                new MemjayException.Context(null, verb.toString(), Clock.nanoTime() - start, false);
        return new OperationTimeoutException(message, context, OperationTimeoutException.Phase.DECODING);
    }
}
