package dev.memjay.server.store;

/** The protocol's times to live as absolute milliseconds. */
public final class Expiry {
    /** Up to here a number of seconds is relative, beyond it is Unix time. */
    public static final int MAX_RELATIVE_SECONDS = 60 * 60 * 24 * 30;

    private static final long ALWAYS_PAST = 1;

    private Expiry() {}

    /** When an item with this exptime dies, in milliseconds since 1970; 0 for never. */
    public static long at(int exptime, long now) {
        if (exptime == 0) {
            return 0;
        }
        if (exptime < 0) {
            return ALWAYS_PAST;
        }
        return atUnsigned(exptime, now);
    }

    /** The same for the binary protocol, where the number has no sign. */
    public static long atUnsigned(int unsigned, long now) {
        long exptime = Integer.toUnsignedLong(unsigned);
        if (exptime == 0) {
            return 0;
        }
        return exptime > MAX_RELATIVE_SECONDS ? exptime * 1000 : now + exptime * 1000;
    }
}
