package dev.memjay.server.store;

/**
 * Reads numbers with the rules of C's strtol family, which memcached uses: leading white space and a sign are fine, and
 * after the digits there must be the end or white space. A number too large for 32 bits keeps its low 32 bits.
 */
public final class Numbers {
    private long magnitude;
    private boolean negative;

    /** The number read last, as the method that said true left it. */
    public long value;

    /** Reads an unsigned 64-bit number. */
    public boolean readUnsigned64(byte[] text, int from, int to) {
        if (!read(text, from, to)) {
            return false;
        }
        value = negative ? -magnitude : magnitude;
        return !(value < 0 && negative);
    }

    /** Reads an unsigned number and keeps its low 32 bits. */
    public boolean readUnsigned32(byte[] text, int from, int to) {
        if (!readUnsigned64(text, from, to)) {
            return false;
        }
        value &= 0xFFFFFFFFL;
        return true;
    }

    /** Reads an unsigned number that must fit into 32 bits. */
    public boolean readStrictUnsigned32(byte[] text, int from, int to) {
        return readUnsigned64(text, from, to) && value >>> 32 == 0;
    }

    /** Reads a signed number that fits into 64 bits and keeps its low 32 bits. */
    public boolean readSigned32(byte[] text, int from, int to) {
        if (!read(text, from, to)) {
            return false;
        }
        if (magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE)) {
            return false;
        }
        value = (int) (negative ? -magnitude : magnitude);
        return true;
    }

    /** Reads nothing but digits, up to the largest int. */
    public boolean readDigits31(byte[] text, int from, int to) {
        if (from == to) {
            return false;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            number = number * 10 + digit;
            if (number > Integer.MAX_VALUE) {
                return false;
            }
        }
        value = number;
        return true;
    }

    private boolean read(byte[] text, int from, int to) {
        int at = from;
        while (at < to && Decimal.blank(text[at])) {
            at++;
        }
        negative = false;
        if (at < to && (text[at] == '-' || text[at] == '+')) {
            negative = text[at] == '-';
            at++;
        }
        int first = at;
        long number = 0;
        boolean tooLarge = false;
        for (; at < to; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            tooLarge |= Decimal.overflows(number, digit);
            number = number * 10 + digit;
        }
        magnitude = number;
        return at > first && !tooLarge && (at == to || text[at] == 0 || Decimal.blank(text[at]));
    }
}
