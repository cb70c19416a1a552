package dev.memjay.internal.route;

import dev.memjay.internal.thread.DaemonThread;

/**
 * What takes long and nobody waits for, on a thread that ends with it: for what is so rare that a thread of its own is the
 * least of its costs.
 */
final class ShortLivedThread {
    private ShortLivedThread() {}

    /** Begins it; where there is no thread to be had, the caller does it. Throws what that throws. */
    static void run(String name, Runnable task) {
        try {
            DaemonThread.of(name, task).start();
        } catch (OutOfMemoryError noThread) {
            task.run();
        }
    }
}
