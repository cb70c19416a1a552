package dev.memjay.it.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that do nothing but park, beside a load that is measured: how late the worst of them came back is what the machine,
 * the collector and the test's other threads cost whoever waits. Without it a late call says nothing of the client.
 */
public final class PauseDelay implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong worst = new AtomicLong();
    private volatile boolean stopped;

    /** A thread for each time to park. */
    public PauseDelay(long... nanos) {
        for (long each : nanos) {
            Thread thread = new Thread(() -> park(each), "pause-" + each / 1000 + "us");
            threads.add(thread);
            thread.start();
        }
    }

    private void park(long nanos) {
        while (!stopped) {
            long due = System.nanoTime() + nanos;
            while (!stopped && due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (!stopped) {
                worst.accumulateAndGet(System.nanoTime() - due, Math::max);
            }
        }
    }

    /** Counts from now on. */
    void begin() {
        worst.set(0);
    }

    public long worstNanos() {
        return worst.get();
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
