package dev.memjay.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures time, less that in which the machine let nobody run: a thread beside that does nothing but park tells how late it
 * came back, in all. Without it a call that is late says nothing of the client.
 */
public final class RunningTime implements AutoCloseable {
    private static final long BEAT_NANOS = 5_000_000;

    private final Thread beating = new Thread(this::beat, "running-time");
    private volatile long beats;
    /** Written before {@link #beats}. */
    private volatile long stalledNanos;

    private volatile boolean over;
    private long began = System.nanoTime();
    private long stalledBefore;

    /** Begins now. */
    public RunningTime() {
        beating.setDaemon(true);
        beating.start();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void beat() {
        while (!over) {
            long due = System.nanoTime() + BEAT_NANOS;
            while (!over && due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            stalledNanos += Math.max(0, System.nanoTime() - due);
            beats++;
        }
    }

    /** Begins anew. */
    public void restart() {
        stalledBefore = stalledNanos();
        began = System.nanoTime();
    }

    /** What has gone by since it began, less what nobody could use. */
    public Duration elapsed() {
        long now = System.nanoTime();
        return Duration.ofNanos(now - began - (stalledNanos() - stalledBefore));
    }

    /** Waits for a beat that has begun now, since the one at hand may be late already and not have told. */
    private long stalledNanos() {
        long beat = beats;
        while (beats - beat < 2) {
            LockSupport.parkNanos(BEAT_NANOS / 5);
        }
        return stalledNanos;
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(beating);
    }
}
