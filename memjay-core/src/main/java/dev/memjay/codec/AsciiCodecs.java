package dev.memjay.codec;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/** The standard codecs whose values are short ASCII text. */
final class AsciiCodecs {
    static final Codec<Integer> INTS =
            new AsciiCodec<>("Codec.ints()", true, true, value -> Integer.toString(value), AsciiCodecs::parseInt);
    static final Codec<BigInteger> BIG_INTEGERS =
            new AsciiCodec<>("Codec.bigIntegers()", true, true, BigInteger::toString, AsciiCodecs::parseBigInteger);
    static final Codec<Boolean> BOOLEANS =
            new AsciiCodec<>("Codec.booleans()", true, false, value -> value ? "1" : "0", AsciiCodecs::parseBoolean);
    static final Codec<Double> DOUBLES = new AsciiCodec<>(
            "Codec.doubles()", false, false, value -> Double.toString(value), AsciiCodecs::parseDouble);
    static final Codec<UUID> UUIDS =
            new AsciiCodec<>("Codec.uuids()", false, false, UUID::toString, AsciiCodecs::parseUuid);
    static final Codec<Instant> INSTANTS =
            new AsciiCodec<>("Codec.instants()", false, false, Instant::toString, Instant::parse);

    private AsciiCodecs() {}

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
