package dev.memjay.internal.route;

import dev.memjay.internal.connection.EventLoop;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future whose call ends as soon as its user ends the future, by a cancellation, a time-out of his own or a value of
 * his own, and which completes on the callback executor where there is one.
 */
abstract class StoppableFuture<R extends @Nullable Object> extends LoopFuture<R> {
    private final @Nullable Executor executor;

    StoppableFuture(EventLoop loop, @Nullable Executor executor) {
        super(loop);
        this.executor = executor;
    }

    /** Ends the call: whatever it still brings is dropped. */
    abstract void stop();

    /** The message of a cancellation: whether the command may have been applied. */
    abstract String whatIfCancelled();

    /** Completes with what the reader makes of the answer, where callbacks run. */
    final <A> void finish(Function<? super A, ? extends R> reader, A answer) {
        if (executor == null) {
            completeWith(reader, answer); // without a lambda for each call
        } else {
            onExecutor(() -> completeWith(reader, answer));
        }
    }

    private <A> void completeWith(Function<? super A, ? extends R> reader, A answer) {
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
        onExecutor(() -> super.completeExceptionally(error));
    }

    private void onExecutor(Runnable completion) {
        if (executor == null) {
            completion.run();
            return;
        }
        try {
            executor.execute(completion);
        } catch (RuntimeException | Error e) { // it rejects, or has no thread
            completion.run(); // better on the event loop than never
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
