package dev.memjay.internal.wire;

/** Times to live as they travel: whole seconds, 0 for never, above 30 days as an absolute Unix time. */
public final class Exptime {
    /** The item never expires. */
    public static final long NEVER = 0;
    /** The command leaves the time to live as it is. */
    public static final long UNCHANGED = Long.MIN_VALUE;

    /** The item is expired as soon as it is stored. */
    public static final long AT_ONCE = -1;

    private Exptime() {}

    /** The time to live, or so many seconds where it is longer; at most 30 days, so that it is relative. */
    static long atMost(long exptime, long seconds) {
        return exptime == NEVER || exptime > seconds ? seconds : exptime;
    }
}
