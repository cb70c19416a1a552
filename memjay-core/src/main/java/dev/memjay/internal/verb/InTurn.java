package dev.memjay.internal.verb;

import dev.memjay.internal.route.call.Futures;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls that nobody waits for and that follow each other: each is started by the answer to the one before. Giving up the
 * result gives up the call in flight, after which no other is started.
 */
public final class InTurn {
    private InTurn() {}

    /**
     * Calls until one answers false.
     *
     * @param calls starts each call, when the one before has answered
     * @return whether all answered true
     */
    public static CompletableFuture<Boolean> all(Iterator<CompletableFuture<Boolean>> calls) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        new Walk(calls, result).go();
        return result;
    }

    /** Where such a walk is. One call is in flight at a time, and its answer goes on, so the steps never overlap. */
    private static final class Walk {
        private final Iterator<CompletableFuture<Boolean>> calls;
        private final CompletableFuture<Boolean> result;
        private volatile @Nullable CompletableFuture<Boolean> inFlight;

        Walk(Iterator<CompletableFuture<Boolean>> calls, CompletableFuture<Boolean> result) {
            this.calls = calls;
            this.result = result;
            result.whenComplete((answer, error) -> cancelInFlight());
        }

        private void cancelInFlight() {
            CompletableFuture<Boolean> call = inFlight;
            if (call != null) {
                call.cancel(false);
            }
        }

        /** A loop over what is answered already, so that thousands of such answers do not nest. */
        void go() {
            try {
                while (!result.isDone()) {
                    if (!calls.hasNext()) {
                        result.complete(true);
                        return;
                    }
                    CompletableFuture<Boolean> call = calls.next();
                    inFlight = call;
                    if (result.isDone()) {
                        call.cancel(false);
                        return;
                    }
                    if (!call.isDone()) {
                        call.whenComplete(this::answered);
                        return;
                    }
                    if (!call.join()) {
                        result.complete(false);
                    }
                }
            } catch (Throwable e) {
                result.completeExceptionally(Futures.unwrapped(e));
            }
        }

        private void answered(@Nullable Boolean answer, @Nullable Throwable error) {
            if (error != null) {
                result.completeExceptionally(Futures.unwrapped(error));
            } else if (Boolean.TRUE.equals(answer)) {
                go();
            } else {
                result.complete(false);
            }
        }
    }
}
