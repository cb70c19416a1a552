package dev.memjay.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time that a server believes in: the real time, moved by what a test has added.
 *
 * <p>Items expire by this clock, so a test need not sleep. Thread-safe.
 */
public final class ServerClock {
    private final InstantSource source;
    private final AtomicLong addedMillis = new AtomicLong();
    private volatile long frozenAt = Long.MIN_VALUE;

    ServerClock(InstantSource source) {
        this.source = source;
    }

    /**
     * The server's present time.
     *
     * @return the real time plus what was added
     */
    public Instant now() {
        return Instant.ofEpochMilli(nowMillis());
    }

    long nowMillis() {
        long frozen = frozenAt;
        return (frozen == Long.MIN_VALUE ? source.millis() : frozen) + addedMillis.get();
    }

    /**
     * Moves the time forward.
     *
     * @param step how far; not negative
     * @throws IllegalArgumentException if the step is negative
     */
    public void advance(Duration step) {
        Objects.requireNonNull(step, "step");
        if (step.isNegative()) {
            throw new IllegalArgumentException("step must not be negative: " + step);
        }
        addedMillis.addAndGet(step.toMillis());
    }

    void moveSeconds(long seconds) {
        addedMillis.addAndGet(seconds * 1000);
    }

    /** Stops the time; from now on only {@link #advance} moves it. */
    public void freeze() {
        frozenAt = source.millis();
    }

    /** Lets the time run again, from where the real time is plus what was added. */
    public void resume() {
        frozenAt = Long.MIN_VALUE;
    }
}
