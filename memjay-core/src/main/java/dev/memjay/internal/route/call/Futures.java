package dev.memjay.internal.route.call;

import dev.memjay.error.MemjayException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Futures made from futures such that giving up the one gives up the other, and errors come unwrapped. They are of the same
 * kind, so that waiting for one on the event loop fails as waiting for the other does.
 */
public final class Futures {
    private Futures() {}

    /** The same result, or on a {@link MemjayException} what {@code recovery} answers or throws. */
    public static <R extends @Nullable Object> CompletableFuture<R> recovering(
            CompletableFuture<R> source, Function<MemjayException, R> recovery) {
        CompletableFuture<R> result = source.newIncompleteFuture();
        source.whenComplete((value, error) -> {
            if (error == null) {
                result.complete(value);
            } else {
                completeRecovered(result, unwrapped(error), recovery);
            }
        });
        cancelTogether(result, source);
        return result;
    }

    private static <R extends @Nullable Object> void completeRecovered(
            CompletableFuture<R> result, Throwable error, Function<MemjayException, R> recovery) {
        if (!(error instanceof MemjayException failure)) {
            result.completeExceptionally(error);
            return;
        }
        try {
            result.complete(recovery.apply(failure));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    /** Ends one future as another ends, with its error as it is. */
    public static <R extends @Nullable Object> void passOn(
            CompletableFuture<? extends R> source, CompletableFuture<R> result) {
        source.whenComplete((value, error) -> {
            if (error == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(unwrapped(error));
            }
        });
    }

    /** Cancels {@code source} once {@code result} is done, which is before it when a caller cancelled it or gave it up. */
    public static void cancelTogether(CompletableFuture<?> result, CompletableFuture<?> source) {
        result.whenComplete((value, error) -> {
            if (!source.isDone()) {
                source.cancel(false);
            }
        });
    }

    /** The error itself, without what a dependent future wraps around it. */
    public static Throwable unwrapped(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }
}
