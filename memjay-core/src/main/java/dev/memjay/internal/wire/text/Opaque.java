package dev.memjay.internal.wire.text;

import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Output;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers as opaque tokens of the meta protocol: six bits a character, the high ones first. */
final class Opaque {
    /** Characters of the number that an exchange was encoded with. */
    static final int LENGTH = Dialect.OPAQUE_BITS / 6;
    /** Characters of an item's index in a quiet run, which come after the number. */
    static final int INDEX_LENGTH = 3;
    /** How many items a quiet run may have for their indexes to fit. */
    static final int MAX_ITEMS = 1 << (6 * INDEX_LENGTH);
    /** The bits of a number that travel. */
    static final int MASK = (1 << Dialect.OPAQUE_BITS) - 1;

    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            VALUES[DIGITS[i]] = (byte) i;
        }
    }

    private Opaque() {}

    /** Appends the low bits of {@code number} as {@code length} characters. */
    static void write(int number, int length, Output out) {
        for (int shift = 6 * (length - 1); shift >= 0; shift -= 6) {
            out.put(DIGITS[(number >>> shift) & 63]);
        }
    }

    /** The number that {@code length} characters stand for, or -1 if one of them is none of the digits. */
    static int read(byte[] bytes, int from, int length) {
        int number = 0;
        int invalid = 0;
        for (int i = from; i < from + length; i++) {
            int value = bytes[i] < 0 ? -1 : VALUES[bytes[i]];
            invalid |= value;
            number = number << 6 | value;
        }
        return invalid < 0 ? -1 : number;
    }
}
