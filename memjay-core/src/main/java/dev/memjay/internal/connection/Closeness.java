package dev.memjay.internal.connection;

/**
 * Whether replies come so soon that a leader who is alone reads again and again instead of going to sleep, as they do from a
 * server on the same machine: there, being woken takes as long as the server does.
 *
 * <p>It costs the caller's core for the time of a round trip, so it ends where that is longer, and is not done where there
 * is but one core. Owned by the holder of the reader's role.
 */
final class Closeness {
    /** The longest usual wait with which reading is begun: with that of bulk calls, some 50 us, much is read in vain. */
    static final long NEAR_NANOS = 30_000;
    /** The longest wait that is spent reading: one that is usual comes to its end, even if it is late. */
    static final long MAX_NANOS = 2 * NEAR_NANOS;
    /** What a single wait counts at most: after a long pause, some short waits are enough. */
    private static final long FAR_NANOS = 8 * NEAR_NANOS;
    /** The usual wait goes so far towards each new one: an eighth. */
    private static final int SHIFT = 3;

    private final boolean canSpare;
    private long usualNanos = FAR_NANOS;

    /**
     * @param cores how many the process may use
     */
    Closeness(int cores) {
        canSpare = cores > 1;
    }

    /** How long to read before going to sleep, which may be not at all. */
    long nanosToRead() {
        return canSpare && usualNanos <= NEAR_NANOS ? MAX_NANOS : 0;
    }

    /** Takes into account how long a reply took that was waited for alone. */
    void waited(long nanos) {
        usualNanos += (Math.min(nanos, FAR_NANOS) - usualNanos) >> SHIFT;
    }
}
