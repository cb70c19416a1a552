package dev.memjay.internal.route;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future that the event loop or the decoding thread completes, and that throws at a thread of these two that waits for it, since
 * that would wait for itself; so do all futures that are derived from it.
 */
class LoopFuture<R extends @Nullable Object> extends CompletableFuture<R> {
    private final CompletionPlace place;

    LoopFuture(CompletionPlace place) {
        this.place = place;
    }

    /** Where it completes. */
    final CompletionPlace place() {
        return place;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new LoopFuture<>(place);
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        checkMayWait();
        return super.get();
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        checkMayWait();
        return super.get(timeout, unit);
    }

    @Override
    public R join() {
        checkMayWait();
        return super.join();
    }

    private void checkMayWait() {
        if (!isDone() && place.isCurrentThread()) {
            throw new IllegalStateException("waiting for a future in a callback on Memjay's "
                    + (place.loop().isCurrentThread() ? "event loop" : "decoding thread")
                    + " would wait for itself; compose the futures, or set MemjayBuilder.callbackExecutor so that"
                    + " callbacks run elsewhere");
        }
    }
}
