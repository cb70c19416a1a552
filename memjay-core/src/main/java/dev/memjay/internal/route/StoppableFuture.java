package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.model.Verb;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A future whose call ends as soon as its user ends the future, by a cancellation, a time-out of his own or a value of
 * his own, and which completes where its answer may be read.
 */
abstract class StoppableFuture<R extends @Nullable Object> extends LoopFuture<R> {
    StoppableFuture(CompletionPlace place) {
        super(place);
    }

    /** What is called. */
    abstract Verb verb();

    /** Until when its answer is to be read, in {@link dev.memjay.internal.clock.Clock#nanoTime()}. */
    abstract long deadline();

    /** Ends the call: whatever it still brings is dropped. */
    abstract void stop();

    /** The message of a cancellation: whether the command may have been applied. */
    abstract String whatIfCancelled();

    /** The answer came and will not be read: what it brought for its caller alone is another's. */
    void dropped() {}

    /** The error of a call whose answer was not read by its deadline. */
    abstract MemjayException unread(String message);

    /** Completes with what the reader makes of the answer, where that may be done. */
    final <A> void finish(AnswerReader<? super A, ? extends R> reader, A answer) {
        Completions elsewhere = place().completions();
        if (elsewhere == null) {
            completeWith(reader, answer);
            return;
        }
        long bytes = reader.slowBytes(answer);
        if (bytes == 0 && !elsewhere.hasExecutor()) {
            completeWith(reader, answer); // without an object for each call
        } else if (!isDone()) {
            elsewhere.hand(new Reading<>(this, elsewhere, reader, answer, bytes));
        }
    }

    private <A> void completeWith(AnswerReader<? super A, ? extends R> reader, A answer) {
        if (isDone()) {
            return;
        }
        try {
            super.complete(reader.apply(answer));
        } catch (Throwable thrown) {
            super.completeExceptionally(thrown);
        }
    }

    /** Completes with an error, where callbacks run. */
    final void finishExceptionally(Throwable error) {
        Completions elsewhere = place().completions();
        if (elsewhere == null || !elsewhere.hasExecutor()) {
            super.completeExceptionally(error);
        } else {
            elsewhere.handError(new Failing<>(this, elsewhere, error));
        }
    }

    private boolean endWith(Throwable error) {
        return super.completeExceptionally(error);
    }

    /** An answer that waits to be read. */
    private static final class Reading<A, R extends @Nullable Object> extends Completions.Task {
        private final StoppableFuture<R> future;
        private final AnswerReader<? super A, ? extends R> reader;
        /** Null once it is late, so that an executor that never comes to it does not keep it. */
        private volatile @Nullable A answer;

        Reading(
                StoppableFuture<R> future,
                Completions completions,
                AnswerReader<? super A, ? extends R> reader,
                A answer,
                long bytes) {
            super(completions, future.verb(), future.deadline(), bytes);
            this.future = future;
            this.reader = reader;
            this.answer = answer;
        }

        @Override
        void complete() {
            A read = answer;
            if (read != null) {
                future.completeWith(reader, read);
            }
        }

        @Override
        void late() {
            drop();
            if (!future.isDone()) {
                future.endWith(future.unread("the answer arrived but was not decoded in time: "
                        + (isBegun() ? "its codec has not returned" : "others were ahead of it")
                        + "; a callbackExecutor with several threads decodes several values at once"));
            }
        }

        @Override
        void failed(Throwable error) {
            if (!isBegun()) {
                drop();
            }
            future.endWith(error);
        }

        private void drop() {
            if (answer != null) {
                answer = null;
                future.dropped();
            }
        }
    }

    /** An error that waits to be told. */
    private static final class Failing<R extends @Nullable Object> extends Completions.Task {
        private final StoppableFuture<R> future;
        private final Throwable error;

        Failing(StoppableFuture<R> future, Completions completions, Throwable error) {
            super(completions, future.verb(), Completions.deadlineOfError(future.deadline()), 0);
            this.future = future;
            this.error = error;
        }

        @Override
        void complete() {
            future.endWith(error);
        }

        @Override
        void late() {
            future.endWith(error);
        }

        @Override
        void failed(Throwable another) {
            future.endWith(error);
        }
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        if (super.completeExceptionally(new CancellationException(whatIfCancelled()))) {
            stop();
        }
        return isCancelled();
    }

    @Override
    public final boolean complete(R value) {
        boolean first = super.complete(value);
        if (first) {
            stop();
        }
        return first;
    }

    @Override
    public final boolean completeExceptionally(Throwable error) {
        boolean first = super.completeExceptionally(error);
        if (first) {
            stop();
        }
        return first;
    }
}
