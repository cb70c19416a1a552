package dev.memjay.layouts;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.ExpansionBudget;
import dev.memjay.error.CodecException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * php-memcached's layout: the type in the lowest four bits of the flags, compression in the next, user flags in the upper
 * half, which are ignored.
 *
 * <p>A PHP string is bytes: it is read as a String where it is UTF-8 and as byte[] where not. Integers are read as Long,
 * floats as Double. What is written is not compressed; PHP reads it all the same. Immutable.
 */
public final class PhpCodec implements Codec<Object> {
    private static final int STRING = 0;
    private static final int LONG = 1;
    private static final int DOUBLE = 2;
    private static final int BOOLEAN = 3;
    private static final int JSON = 6;
    private static final int TYPE = 0xf;
    private static final int COMPRESSED = 1 << 4;
    private static final int ZLIB = 1 << 5;
    private static final int FASTLZ = 1 << 6;
    private static final int USER_FLAGS = 0xffff0000;

    /** The length before compression stands before the data, in the byte order of x86 and ARM. */
    private static final int HEADER = 4;

    private static final int MAX_EXPANDED = 64 * 1024 * 1024;
    /** Beyond what zlib can do. */
    private static final int ZLIB_RATIO = 1_100;
    /** Beyond what fastlz can do: a byte makes a copy longer by 255 at most. */
    private static final int FASTLZ_RATIO = 256;

    static final PhpCodec SCALARS = new PhpCodec(null);

    private final @Nullable Codec<Object> json;

    private PhpCodec(@Nullable Codec<Object> json) {
        this.json = json;
    }

    /**
     * Takes other types as JSON, as php-memcached does with {@code SERIALIZER_JSON}.
     *
     * @param codec JSON with flags 0, such as {@code JacksonCodec.of(Object.class)}
     */
    public PhpCodec json(Codec<Object> codec) {
        return new PhpCodec(Objects.requireNonNull(codec, "codec"));
    }

    @Override
    public Encoded encode(Object value) {
        if (value instanceof byte[] bytes) {
            return Encoded.of(bytes, STRING);
        }
        if (value instanceof String text) {
            return Encoded.of(Codec.strings().encode(text).data(), STRING);
        }
        if (value instanceof Integer || value instanceof Long) {
            return ascii(value.toString(), LONG);
        }
        if (value instanceof BigInteger number) {
            return ascii(asLong(number).toString(), LONG);
        }
        if (value instanceof Double || value instanceof Float) {
            return ascii(value.toString(), DOUBLE);
        }
        if (value instanceof Boolean truth) {
            return ascii(truth ? "1" : "", BOOLEAN);
        }
        if (json == null) {
            throw new CodecException(
                    "Layouts.php() cannot encode a " + value.getClass().getName()
                            + "; it knows String, byte[], Integer, Long, Double and Boolean, and others with json(...)");
        }
        return Encoded.of(json.encode(value).data(), JSON);
    }

    private static Long asLong(BigInteger number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new CodecException("PHP's integers have 64 bits, the number has " + (number.bitLength() + 1), e);
        }
    }

    private static Encoded ascii(String text, int flags) {
        return Encoded.of(text.getBytes(StandardCharsets.ISO_8859_1), flags);
    }

    @Override
    public Object decode(Encoded encoded) {
        int flags = encoded.flags() & ~USER_FLAGS;
        byte[] data = (flags & COMPRESSED) != 0 ? expanded(encoded.data(), flags) : encoded.data();
        return switch (flags & TYPE) {
            case STRING -> text(data);
            case LONG -> Codec.longs().decode(Encoded.of(data));
            case DOUBLE -> Codec.doubles().decode(Encoded.of(data));
            case BOOLEAN -> data.length > 0 && data[0] == '1';
            case JSON -> {
                if (json == null) {
                    throw foreign(encoded.flags(), "JSON; json(...) reads it");
                }
                yield json.decode(Encoded.of(data));
            }
            case 4 ->
                throw foreign(
                        encoded.flags(),
                        "PHP's serialization, which only PHP reads; give php-memcached SERIALIZER_JSON");
            default -> throw foreign(encoded.flags(), "igbinary, msgpack or unknown");
        };
    }

    private static CodecException foreign(int flags, String meaning) {
        return new CodecException("flags " + Integer.toUnsignedString(flags) + " are not for Layouts.php(): " + meaning
                + "; Codec.encoded() reads all");
    }

    private static Object text(byte[] data) {
        try {
            return Codec.strings().decode(Encoded.of(data));
        } catch (CodecException e) {
            return data;
        }
    }

    private static byte[] expanded(byte[] data, int flags) {
        if (data.length < HEADER) {
            throw new CodecException("the flags say compressed, but there are " + data.length + " bytes");
        }
        long length = 0;
        for (int i = HEADER - 1; i >= 0; i--) {
            length = length << 8 | data[i] & 0xff;
        }
        int ratio = (flags & ZLIB) != 0 ? ZLIB_RATIO : FASTLZ_RATIO;
        if (length > Math.min(MAX_EXPANDED, (long) data.length * ratio)) {
            throw new CodecException("the value of " + data.length + " bytes says that it expands to " + length
                    + ", more than " + MAX_EXPANDED + " or " + ratio + " times as long");
        }
        if ((flags & ZLIB) != 0) {
            return Stream.inflate(Arrays.copyOfRange(data, HEADER, data.length), (int) length);
        }
        if ((flags & FASTLZ) != 0) {
            if (length > ExpansionBudget.limit(MAX_EXPANDED)) {
                throw ExpansionBudget.exceeded();
            }
            ExpansionBudget.spend((int) length);
            return FastLz.expand(data, HEADER, (int) length);
        }
        throw foreign(flags, "compressed neither by zlib nor by fastlz");
    }

    /** The flags are php-memcached's, compression included. */
    @Override
    public boolean isCompressible() {
        return false;
    }

    /** How users write it. */
    @Override
    public String toString() {
        return "Layouts.php()";
    }
}
