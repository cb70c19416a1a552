package dev.memjay.combine;

import dev.memjay.internal.route.call.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Futures one after another: giving the whole up gives up the one under way. */
final class Steps {
    private Steps() {}

    /** The future that comes next by what {@code next} makes of the result or the error; null keeps the first one's end. */
    static <R extends @Nullable Object> CompletableFuture<R> then(
            CompletableFuture<R> first,
            BiFunction<@Nullable R, @Nullable Throwable, @Nullable CompletableFuture<R>> next) {
        CompletableFuture<R> whole = first.newIncompleteFuture();
        first.whenComplete((result, thrown) -> {
            Throwable error = thrown == null ? null : Futures.unwrapped(thrown);
            try {
                CompletableFuture<R> following = whole.isDone() ? null : next.apply(result, error);
                if (following == null) {
                    end(whole, result, error);
                } else {
                    following.whenComplete((last, lastError) ->
                            end(whole, last, lastError == null ? null : Futures.unwrapped(lastError)));
                    Futures.cancelTogether(whole, following);
                }
            } catch (Throwable e) {
                whole.completeExceptionally(e);
            }
        });
        Futures.cancelTogether(whole, first);
        return whole;
    }

    private static <R extends @Nullable Object> void end(
            CompletableFuture<R> whole, R result, @Nullable Throwable error) {
        if (error == null) {
            whole.complete(result);
        } else {
            whole.completeExceptionally(error);
        }
    }

    /** The result, or the error that the future ended with; the calling thread waits. */
    static <R extends @Nullable Object> R await(CompletableFuture<R> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.cancel(false);
            throw new dev.memjay.error.InterruptedCallException(
                    "the calling thread was interrupted",
                    new dev.memjay.error.MemjayException.Context(null, "", 0, true),
                    e);
        } catch (ExecutionException e) {
            Throwable error = e.getCause();
            if (error instanceof RuntimeException unchecked) {
                throw unchecked;
            } else if (error instanceof Error fatal) {
                throw fatal;
            }
            throw new CompletionException(error);
        }
    }
}
