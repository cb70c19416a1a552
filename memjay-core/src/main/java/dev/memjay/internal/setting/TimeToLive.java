package dev.memjay.internal.setting;

import dev.memjay.internal.wire.Exptime;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** Times to live as memcached takes them: relative up to 30 days, absolute beyond, 0 for never. */
public final class TimeToLive {
    /** The time to live that has no end. */
    public static final Duration NEVER = ChronoUnit.FOREVER.getDuration();

    /** memcached takes larger numbers for Unix times. */
    private static final long LAST_RELATIVE = Duration.ofDays(30).toSeconds();

    /** 2038-01-19T03:14:07Z; memcached 1.6.18 stores an item that ends later and drops it at once. */
    private static final long LAST_ABSOLUTE = Integer.MAX_VALUE;

    /** From here on a time to live is no end. */
    public static final Duration MAX = Duration.ofSeconds(LAST_ABSOLUTE);

    private TimeToLive() {}

    /** Whether an item can have this time to live: one longer than zero. */
    static boolean isValid(Duration ttl) {
        return !ttl.isZero() && !ttl.isNegative();
    }

    /** The time to live, if it is one. */
    public static Duration checked(Duration ttl) {
        if (!isValid(ttl)) {
            throw new IllegalArgumentException("the time to live is " + ttl
                    + "; it has to be longer than zero. To remove an item use delete, for no end use Memjay.NEVER");
        }
        return ttl;
    }

    /**
     * The exptime for a time to live.
     *
     * @param ttl longer than zero; {@link dev.memjay.Memjay#NEVER} for no end
     * @param epochSeconds the wall clock, asked only for what exceeds 30 days
     */
    public static long exptime(Duration ttl, LongSupplier epochSeconds) {
        long whole = checked(ttl).getSeconds();
        if (whole >= LAST_ABSOLUTE) {
            return Exptime.NEVER;
        }
        long seconds = ttl.getNano() == 0 ? whole : whole + 1;
        if (seconds <= LAST_RELATIVE) {
            return seconds;
        }
        long end = epochSeconds.getAsLong() + seconds;
        return end > LAST_ABSOLUTE ? Exptime.NEVER : end;
    }
}
