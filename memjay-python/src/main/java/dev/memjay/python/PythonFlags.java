package dev.memjay.python;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.ZlibCompression;
import dev.memjay.error.CodecException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The flags that the three Python clients share, and what is behind each. */
final class PythonFlags {
    static final int BYTES = 0;
    static final int PICKLE = PickleCodec.PICKLE;
    static final int INTEGER = 2;
    static final int LONG = 4;
    static final int COMPRESSED = ZlibCompression.FLAG;
    static final int TEXT = 16;

    /** As int() of Python takes them. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(_[0-9]+)*");

    private static final int MAX_DIGITS = 4_300;

    private PythonFlags() {}

    static boolean isInteger(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof Short
                || value instanceof Byte;
    }

    static Encoded decimal(Object number, int flags) {
        return Encoded.of(number.toString().getBytes(StandardCharsets.ISO_8859_1), flags);
    }

    static Encoded text(String text) {
        return Encoded.of(Codec.strings().encode(text).data(), TEXT);
    }

    static Encoded pickle(Object value) {
        return PickleCodec.of().encode(value);
    }

    /** The value before compression, which zlib with bit 8 is for all three. */
    static Encoded expanded(Encoded encoded) {
        return (encoded.flags() & COMPRESSED) == 0
                ? encoded
                : Compression.zlib().expand(encoded);
    }

    static String text(byte[] data) {
        return Codec.strings().decode(Encoded.of(data));
    }

    static Number integer(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1).strip();
        if (text.length() > MAX_DIGITS + 1 || !NUMBER.matcher(text).matches()) {
            throw new CodecException("the flags say int, but the " + data.length + " bytes are none of at most "
                    + MAX_DIGITS + " digits");
        }
        BigInteger number = new BigInteger(text.replace("_", ""));
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }
}
