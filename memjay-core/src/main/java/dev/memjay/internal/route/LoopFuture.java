package dev.memjay.internal.route;

import dev.memjay.internal.connection.EventLoop;
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
    private final EventLoop loop;
    private final @Nullable Completions completions;

    /**
     * @param completions where it may complete beside the event loop; null for nowhere
     */
    LoopFuture(EventLoop loop, @Nullable Completions completions) {
        this.loop = loop;
        this.completions = completions;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new LoopFuture<>(loop, completions);
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
        if (!isDone() && (completions == null ? loop.isCurrentThread() : completions.isCurrentThread())) {
            throw new IllegalStateException("waiting for a future in a callback on Memjay's "
                    + (loop.isCurrentThread() ? "event loop" : "decoding thread")
                    + " would wait for itself; compose the futures, or set MemjayBuilder.callbackExecutor so that"
                    + " callbacks run elsewhere");
        }
    }
}
