package dev.memjay.spring;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Single values as their text, with the kind in the flags: they read back as what they were, for every reader, also where the
 * type is not known or only Object.
 */
enum Scalars {
    STRING(3, String.class, text -> text),
    BOOLEAN(4, Boolean.class, text -> {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException();
        }
        return text.equals("true");
    }),
    INTEGER(5, Integer.class, Integer::valueOf),
    LONG(6, Long.class, Long::valueOf),
    SHORT(7, Short.class, Short::valueOf),
    BYTE(8, Byte.class, Byte::valueOf),
    CHARACTER(9, Character.class, text -> {
        if (text.length() != 1) {
            throw new IllegalArgumentException();
        }
        return text.charAt(0);
    }),
    DOUBLE(10, Double.class, Double::valueOf),
    FLOAT(11, Float.class, Float::valueOf),
    BIG_INTEGER(12, BigInteger.class, BigInteger::new),
    BIG_DECIMAL(13, BigDecimal.class, BigDecimal::new),
    UUID_VALUE(14, UUID.class, UUID::fromString),
    INSTANT(15, Instant.class, Instant::parse),
    LOCAL_DATE(16, LocalDate.class, LocalDate::parse),
    LOCAL_TIME(17, LocalTime.class, LocalTime::parse),
    LOCAL_DATE_TIME(18, LocalDateTime.class, LocalDateTime::parse),
    OFFSET_DATE_TIME(19, OffsetDateTime.class, OffsetDateTime::parse),
    ZONED_DATE_TIME(20, ZonedDateTime.class, ZonedDateTime::parse),
    DURATION(21, Duration.class, Duration::parse);

    /** Flags are multiples of this. */
    private static final int UNIT = 1 << 8;

    /** Longer text that is not a string counts as damaged: parsing takes time by the square of the length. */
    private static final int MAX_LENGTH = 10_000;

    /** Refuses half a surrogate pair, which would come back as something else. */
    private static final Codec<String> TEXT = Codec.strings();

    private static final Map<Class<?>, Scalars> BY_TYPE = new HashMap<>();
    private static final Map<Integer, Scalars> BY_FLAGS = new HashMap<>();

    static {
        for (Scalars kind : values()) {
            BY_TYPE.put(kind.type, kind);
            BY_FLAGS.put(kind.flags, kind);
        }
    }

    private final int flags;
    private final Class<?> type;
    private final Function<String, Object> parse;

    Scalars(int number, Class<?> type, Function<String, Object> parse) {
        flags = number * UNIT;
        this.type = type;
        this.parse = parse;
    }

    /** Whether values of exactly this class are written as scalars. */
    static boolean isScalar(Class<?> type) {
        return BY_TYPE.containsKey(type);
    }

    /** A value as it is stored; null if it is not a scalar. */
    static @Nullable Encoded encode(Object value) {
        Scalars kind = BY_TYPE.get(value.getClass());
        if (kind == null) {
            return null;
        }
        String text = value.toString();
        if (kind != STRING && kind != CHARACTER && text.length() > MAX_LENGTH) {
            throw new CodecException("the " + value.getClass().getName() + " has " + text.length()
                    + " digits; numbers in caches may have " + MAX_LENGTH);
        }
        Encoded encoded = kind == STRING || kind == CHARACTER
                ? TEXT.encode(text)
                : Encoded.of(text.getBytes(StandardCharsets.US_ASCII));
        return Encoded.of(encoded.data(), kind.flags);
    }

    /** Whether what is stored is a scalar. */
    static boolean isScalar(Encoded stored) {
        return BY_FLAGS.containsKey(stored.flags());
    }

    /**
     * The value.
     *
     * @throws CodecException if the text is not of that kind; the message does not quote it
     */
    static Object decode(Encoded stored) {
        Scalars kind = BY_FLAGS.get(stored.flags());
        if (kind != null && (kind == STRING || stored.length() <= MAX_LENGTH)) {
            try {
                return kind.parse.apply(new String(stored.data(), StandardCharsets.UTF_8));
            } catch (RuntimeException e) {
                // says the same as below, since its message would quote the value
            }
        }
        throw new CodecException("the value of " + stored.length() + " bytes with flags "
                + Integer.toUnsignedString(stored.flags()) + " cannot be read as "
                + (kind == null ? "any single value" : kind.type.getName()));
    }
}
