package dev.memjay.server.store;

/** Unsigned 64-bit numbers in text, read and written the way memcached does. */
public final class Decimal {
    /** The longest number, 18446744073709551615, has this many digits. */
    public static final int MAX_DIGITS = 20;

    private static final long MAX_TENTH = Long.divideUnsigned(-1L, 10);

    private Decimal() {}

    /** Whether C's isspace holds for the byte. */
    public static boolean blank(int b) {
        return b == ' ' || (b >= 9 && b <= 13);
    }

    /** The number of digits of an unsigned number. */
    public static int digits(long value) {
        if (value < 0) {
            return Long.compareUnsigned(value, 1000000000000000000L * 10) >= 0 ? 20 : 19;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Writes an unsigned number and returns the index behind it. */
    public static int write(long value, byte[] target, int offset) {
        int end = offset + digits(value);
        int at = end;
        long rest = value;
        if (rest < 0) {
            long quotient = Long.divideUnsigned(rest, 10);
            target[--at] = (byte) ('0' + (rest - quotient * 10));
            rest = quotient;
        }
        do {
            target[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (at > offset);
        return end;
    }

    /** The text of an unsigned number. */
    public static byte[] text(long value) {
        byte[] text = new byte[digits(value)];
        write(value, text, 0);
        return text;
    }

    /** Whether adding this digit would pass 2^64-1. */
    public static boolean overflows(long value, int digit) {
        int compared = Long.compareUnsigned(value, MAX_TENTH);
        return compared > 0 || (compared == 0 && digit > 5);
    }
}
