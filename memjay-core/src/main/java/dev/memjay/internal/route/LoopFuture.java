package dev.memjay.internal.route;

import dev.memjay.internal.connection.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future that the event loop completes, and that fails whoever waits for it on the event loop, since that would wait
 * for itself; so do all futures that are derived from it.
 */
class LoopFuture<R extends @Nullable Object> extends CompletableFuture<R> {
    private final EventLoop loop;

    LoopFuture(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new LoopFuture<>(loop);
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
        if (!isDone() && loop.isCurrentThread()) {
            throw new IllegalStateException(
                    "waiting for a future in a callback on Memjay's event loop would wait for itself; compose the"
                            + " futures, or set MemjayBuilder.callbackExecutor so that callbacks run elsewhere");
        }
    }
}
