package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * Values whose text is ASCII and short, with flags 0, so that people and every other client can read them.
 *
 * @param name how users write the codec
 * @param isInteger whether the flags of an integer are read too
 * @param isCountable whether memcached may count the value, which a compressed one would prevent
 * @param write the text of a value
 * @param read the value of a text without blanks around it; throws any RuntimeException when there is none
 */
record AsciiCodec<V>(
        String name, boolean isInteger, boolean isCountable, Function<V, String> write, Function<String, V> read)
        implements Codec<V> {
    static final Codec<Integer> INTS =
            new AsciiCodec<>("Codec.ints()", true, true, value -> Integer.toString(value), AsciiCodec::parseInt);
    static final Codec<BigInteger> BIG_INTEGERS =
            new AsciiCodec<>("Codec.bigIntegers()", true, true, BigInteger::toString, AsciiCodec::parseBigInteger);
    static final Codec<Boolean> BOOLEANS =
            new AsciiCodec<>("Codec.booleans()", true, false, value -> value ? "1" : "0", AsciiCodec::parseBoolean);
    static final Codec<Double> DOUBLES =
            new AsciiCodec<>("Codec.doubles()", false, false, value -> Double.toString(value), AsciiCodec::parseDouble);
    static final Codec<UUID> UUIDS =
            new AsciiCodec<>("Codec.uuids()", false, false, UUID::toString, AsciiCodec::parseUuid);
    static final Codec<Instant> INSTANTS =
            new AsciiCodec<>("Codec.instants()", false, false, Instant::toString, Instant::parse);

    /** Longer than any of these values; parsing must not take long for what is none. */
    private static final int MAX = 4_400;

    @Override
    public Encoded encode(V value) {
        return Encoded.of(write.apply(value).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public V decode(Encoded encoded) {
        int flags = encoded.flags();
        boolean isText = flags == Flags.BYTES || flags == Flags.TEXT;
        if (!isText && !(isInteger && (flags == Flags.INTEGER || flags == Flags.LONG))) {
            throw Flags.foreign(name, flags);
        }
        if (encoded.length() > MAX) {
            throw unreadable(encoded);
        }
        try {
            return read.apply(new String(encoded.data(), StandardCharsets.ISO_8859_1).strip());
        } catch (RuntimeException e) {
            throw unreadable(encoded);
        }
    }

    /** Without a cause, since its message would quote the value. */
    private CodecException unreadable(Encoded encoded) {
        return new CodecException("the value of " + encoded.length() + " bytes is none of " + name);
    }

    @Override
    public boolean isCompressible() {
        return !isCountable;
    }

    @Override
    public String toString() {
        return name;
    }

    // ---- What is none throws any RuntimeException

    private static Integer parseInt(String text) {
        return parseBigInteger(text).intValueExact();
    }

    private static BigInteger parseBigInteger(String text) {
        return Decimal.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    /** Java's notation and Python's, which differ in what is no number. Java alone would take hexadecimal and "1f" too. */
    private static Double parseDouble(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                if (!text.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0)) {
                    throw new NumberFormatException();
                }
                yield Double.valueOf(text);
            }
        };
    }

    private static UUID parseUuid(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException();
        }
        return UUID.fromString(text);
    }
}
