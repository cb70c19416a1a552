package dev.memjay.internal.clock;

/** The only reader of the machine's clocks, so that every time in Memjay has one source. */
public final class Clock {
    private Clock() {}

    /** A time in nanoseconds that only grows and has no fixed origin: compare by subtraction. */
    public static long nanoTime() {
        return System.nanoTime();
    }

    /** Seconds since 1970-01-01T00:00:00Z. */
    public static long epochSeconds() {
        return Math.floorDiv(System.currentTimeMillis(), 1000L);
    }
}
