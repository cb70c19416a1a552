package dev.memjay.internal.clock;

/** Lengths of time as messages give them: {@code 40 ms}, {@code 2.4 s}, {@code 5 min}, {@code 3 h}. */
public final class Lapse {
    private static final long SECOND_MILLIS = 1_000;
    private static final long MINUTE_MILLIS = 60 * SECOND_MILLIS;
    private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;

    private Lapse() {}

    /** So many nanoseconds in words; a negative number is none. */
    public static String of(long nanos) {
        long millis = Math.max(0, nanos / 1_000_000);
        if (millis < SECOND_MILLIS) {
            return millis + " ms";
        } else if (millis < 2 * MINUTE_MILLIS) {
            long tenths = millis / 100;
            return tenths / 10 + (tenths % 10 == 0 ? " s" : "." + tenths % 10 + " s");
        } else if (millis < 2 * HOUR_MILLIS) {
            return millis / MINUTE_MILLIS + " min";
        }
        return millis / HOUR_MILLIS + " h";
    }
}
