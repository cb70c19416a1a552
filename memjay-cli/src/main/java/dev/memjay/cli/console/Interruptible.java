package dev.memjay.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Runs what Ctrl-C or SIGTERM is to end well: the process goes on until it has printed what it has, and ends with its own
 * status in place of the JVM's for a signal. There is one at a time, since hooks of the JVM run at once.
 */
public final class Interruptible {
    /** Nobody who wants to end a process waits longer for its last lines. */
    private static final long MAX_LAST_SECONDS = 10;

    private Interruptible() {}

    /**
     * Runs a command.
     *
     * @param end called on another thread when a signal came; the command has to end soon then
     * @param console flushed before the process ends by a signal
     */
    public static int run(Console console, Runnable end, IntSupplier command) {
        CountDownLatch done = new CountDownLatch(1);
        int[] status = {ExitStatus.FAULT};
        Thread hook = new Thread(() -> finish(end, done, status), "memjay-signal");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            status[0] = command.getAsInt();
            return status[0];
        } finally {
            if (!forget(hook)) {
                status[0] = console.finish(status[0]);
                done.countDown();
            }
        }
    }

    private static void finish(Runnable end, CountDownLatch done, int... status) {
        end.run();
        try {
            if (done.await(MAX_LAST_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(status[0]);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if the hook runs already. */
    private static boolean forget(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
