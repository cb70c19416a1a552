package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Decimal text as Python reads and writes it: an optional sign, digits, blanks around them. */
final class Decimal {
    /** Digits beyond this are refused, since parsing takes quadratic time; CPython's own limit. */
    private static final int MAX_DIGITS = 4_300;

    private static final BigInteger UNSIGNED_LONG_LIMIT = BigInteger.ONE.shiftLeft(Long.SIZE);

    private Decimal() {}

    static byte[] encode(Number number) {
        return number.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A number of 64 bits; above 2^63-1 as a negative long. */
    static long unsignedLong(byte[] data) {
        String text = trimmed(data);
        if (text.length() <= 18) {
            return Long.parseLong(text);
        }
        BigInteger number = new BigInteger(text);
        if (number.signum() >= 0 ? number.compareTo(UNSIGNED_LONG_LIMIT) >= 0 : number.bitLength() >= Long.SIZE) {
            throw new CodecException("the number has more than 64 bits; Codec.objects() reads it");
        }
        return number.longValue();
    }

    /** An Integer, a Long or a BigInteger, whichever is the first to hold the number. */
    static Number smallest(byte[] data) {
        BigInteger number = new BigInteger(trimmed(data));
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    /** A number of any size. */
    static BigInteger parse(byte[] data) {
        return new BigInteger(trimmed(data));
    }

    private static String trimmed(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1).strip();
        int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        boolean good = text.length() > digits && text.length() - digits <= MAX_DIGITS;
        for (int i = digits; good && i < text.length(); i++) {
            good = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!good) {
            throw new CodecException(
                    "the value of " + data.length + " bytes is no decimal number of at most " + MAX_DIGITS + " digits");
        }
        return text;
    }
}
