package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Values of several types, told apart by the flags of pymemcache and pylibmc. */
final class ObjectCodec implements Codec<Object> {
    static final ObjectCodec STRICT = new ObjectCodec(null);

    private final @Nullable Codec<Object> fallback;

    ObjectCodec(@Nullable Codec<Object> fallback) {
        this.fallback = fallback;
    }

    @Override
    public Encoded encode(Object value) {
        return encode("", value);
    }

    @Override
    public Object decode(Encoded encoded) {
        return decode("", encoded);
    }

    @Override
    public Encoded encode(String key, Object value) {
        if (value instanceof byte[] bytes) {
            return Encoded.of(bytes, Flags.BYTES);
        }
        if (value instanceof String text) {
            return Encoded.of(Utf8.encode(text), Flags.TEXT);
        }
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
            return Encoded.of(Decimal.encode((Number) value), Flags.INTEGER);
        }
        return encodeOther(key, value);
    }

    private Encoded encodeOther(String key, Object value) {
        if (fallback == null) {
            throw new CodecException(
                    "Codec.objects() cannot encode a " + value.getClass().getName()
                            + "; it knows byte[], String, Integer, Long and BigInteger, and others with Codec.objects(fallback)");
        }
        Encoded encoded = fallback.encode(key, value);
        if (isOwn(encoded.flags())) {
            throw new CodecException("the fallback codec of Codec.objects(fallback) encoded a "
                    + value.getClass().getName() + " with flags " + encoded.flags()
                    + ", which mean bytes, text or an integer; it has to use others");
        }
        return encoded;
    }

    @Override
    public Object decode(String key, Encoded encoded) {
        return switch (encoded.flags()) {
            case Flags.BYTES -> encoded.data();
            case Flags.TEXT -> Utf8.decode(encoded.data());
            case Flags.INTEGER, Flags.LONG -> Decimal.smallest(encoded.data());
            default -> {
                if (fallback == null) {
                    throw Flags.foreign("Codec.objects()", encoded.flags());
                }
                yield fallback.decode(key, encoded);
            }
        };
    }

    private static boolean isOwn(int flags) {
        return flags == Flags.BYTES || flags == Flags.TEXT || flags == Flags.INTEGER || flags == Flags.LONG;
    }

    @Override
    public String toString() {
        return fallback == null ? "Codec.objects()" : "Codec.objects(" + fallback + ")";
    }
}
