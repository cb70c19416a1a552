package dev.memjay.internal.route;

import dev.memjay.internal.thread.DaemonThread;
import org.jspecify.annotations.Nullable;

/**
 * What takes long and nobody waits for, on a thread that ends with it: for what is so rare that a thread of its own is the
 * least of its costs.
 */
final class ShortLivedThread {
    private ShortLivedThread() {}

    /**
     * Begins it; where there is no thread to be had, the caller does it. Throws what that throws.
     *
     * @return the thread; null when it is done already
     */
    static @Nullable Thread run(String name, Runnable task) {
        Thread thread = DaemonThread.of(name, task);
        try {
            thread.start();
            return thread;
        } catch (OutOfMemoryError noThread) {
            task.run();
            return null;
        }
    }
}
