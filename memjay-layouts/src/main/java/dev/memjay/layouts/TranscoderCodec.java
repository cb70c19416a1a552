package dev.memjay.layouts;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.io.Serializable;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The layout that {@code SerializingTranscoder} has in spymemcached and xmemcached: the type in the second byte of the
 * flags, 1 for Java's serialization, 2 for compressed.
 *
 * <p>Immutable.
 */
public final class TranscoderCodec implements Codec<Object> {
    private static final int SERIALIZED = 1;
    private static final int COMPRESSED = 2;
    /** Both clients' default; what is longer is compressed. */
    private static final int DEFAULT_THRESHOLD = 16_384;

    static final TranscoderCodec SPYMEMCACHED =
            new TranscoderCodec("Layouts.spymemcached()", DEFAULT_THRESHOLD, false, false, null);
    static final TranscoderCodec XMEMCACHED =
            new TranscoderCodec("Layouts.xmemcached()", DEFAULT_THRESHOLD, false, false, null);

    private final String name;
    private final int threshold;
    private final boolean isZip;
    private final boolean asText;
    private final @Nullable Codec<Serializable> serialized;

    private TranscoderCodec(
            String name, int threshold, boolean isZip, boolean asText, @Nullable Codec<Serializable> serialized) {
        this.name = name;
        this.threshold = threshold;
        this.isZip = isZip;
        this.asText = asText;
        this.serialized = serialized;
    }

    /**
     * Takes other types by Java's serialization.
     *
     * @param codec such as {@code SerializationCodec.allowing(Serializable.class, "java.util.ArrayList")}
     */
    public TranscoderCodec serialized(Codec<Serializable> codec) {
        return new TranscoderCodec(name, threshold, isZip, asText, Objects.requireNonNull(codec, "codec"));
    }

    /**
     * Compresses what is longer.
     *
     * @param bytes 0 or more; 16,384 by default
     */
    public TranscoderCodec compressionThreshold(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("compressionThreshold is " + bytes + "; it has to be 0 or more");
        }
        return new TranscoderCodec(name, bytes, isZip, asText, serialized);
    }

    /** Compresses by zlib in place of gzip: xmemcached's {@code CompressionMode.ZIP}. Both are read in any case. */
    public TranscoderCodec zip() {
        return new TranscoderCodec(name, threshold, true, asText, serialized);
    }

    /**
     * Writes numbers and truth values as text, which then reads as a String: xmemcached's {@code primitiveAsString}. What
     * was stored as a number is read as one in any case.
     */
    public TranscoderCodec primitivesAsText() {
        return new TranscoderCodec(name, threshold, isZip, true, serialized);
    }

    @Override
    public Encoded encode(Object value) {
        Object plain = asText && (value instanceof Number || value instanceof Boolean) ? value.toString() : value;
        SpecialType type = SpecialType.of(plain);
        return type == null ? compressed(serialize(plain), SERIALIZED) : compressed(type.encode(plain), type.flags());
    }

    private byte[] serialize(Object value) {
        if (serialized == null || !(value instanceof Serializable)) {
            throw new CodecException(
                    name + " cannot encode a " + value.getClass().getName()
                            + "; it knows String, Boolean, Byte, Integer, Long, Float, Double, byte[], Instant and Date,"
                            + " and others with serialized(...)");
        }
        return serialized.encode((Serializable) value).data();
    }

    private Encoded compressed(byte[] plain, int flags) {
        if (plain.length <= threshold) {
            return Encoded.of(plain, flags);
        }
        byte[] data = isZip ? Stream.deflate(plain) : Stream.gzip(plain);
        return Encoded.of(data, data == plain ? flags : flags | COMPRESSED);
    }

    @Override
    public Object decode(Encoded encoded) {
        int flags = encoded.flags();
        SpecialType type = SpecialType.of(flags & ~(SERIALIZED | COMPRESSED));
        if (type == null) {
            throw new CodecException("flags " + Integer.toUnsignedString(flags) + " are not for " + name
                    + "; Codec.encoded() reads all");
        }
        byte[] data = (flags & COMPRESSED) != 0 ? Stream.expand(encoded.data()) : encoded.data();
        if ((flags & SERIALIZED) == 0) {
            return type.decode(data);
        }
        if (serialized == null) {
            throw new CodecException("flags " + Integer.toUnsignedString(flags)
                    + " are Java's serialization; serialized(...) reads it from a list of classes");
        }
        return serialized.decode(Encoded.of(data));
    }

    /** The flags are the other client's, compression included. */
    @Override
    public boolean isCompressible() {
        return false;
    }

    /** How users write it. */
    @Override
    public String toString() {
        return name;
    }

    /** The types that have a number of their own in the flags' second byte. */
    private enum SpecialType {
        TEXT,
        BOOLEAN,
        INTEGER,
        LONG,
        DATE,
        BYTE,
        FLOAT,
        DOUBLE,
        BYTES;

        int flags() {
            return ordinal() << 8;
        }

        static @Nullable SpecialType of(int flags) {
            int number = flags >>> 8;
            return (flags & 0xff) == 0 && number < values().length ? values()[number] : null;
        }

        static @Nullable SpecialType of(Object value) {
            if (value instanceof String) {
                return TEXT;
            }
            if (value instanceof Boolean) {
                return BOOLEAN;
            }
            if (value instanceof Integer) {
                return INTEGER;
            }
            if (value instanceof Long) {
                return LONG;
            }
            if (value instanceof Instant || value instanceof Date) {
                return DATE;
            }
            if (value instanceof Byte) {
                return BYTE;
            }
            if (value instanceof Float) {
                return FLOAT;
            }
            if (value instanceof Double) {
                return DOUBLE;
            }
            return value instanceof byte[] ? BYTES : null;
        }

        byte[] encode(Object value) {
            return switch (this) {
                case TEXT -> Codec.strings().encode((String) value).data();
                case BOOLEAN -> new byte[] {(byte) ((Boolean) value ? '1' : '0')};
                case INTEGER -> PackedNumber.pack((Integer) value & 0xffff_ffffL, 4);
                case LONG -> PackedNumber.pack((Long) value, 8);
                case DATE ->
                    PackedNumber.pack(
                            value instanceof Instant instant ? instant.toEpochMilli() : ((Date) value).getTime(), 8);
                case BYTE -> new byte[] {(Byte) value};
                case FLOAT -> PackedNumber.pack(Float.floatToRawIntBits((Float) value) & 0xffff_ffffL, 4);
                case DOUBLE -> PackedNumber.pack(Double.doubleToRawLongBits((Double) value), 8);
                case BYTES -> (byte[]) value;
            };
        }

        Object decode(byte[] data) {
            return switch (this) {
                case TEXT -> Codec.strings().decode(Encoded.of(data));
                case BOOLEAN -> PackedNumber.unpack(data, 1) == '1';
                case INTEGER -> (int) PackedNumber.unpack(data, 4);
                case LONG -> PackedNumber.unpack(data, 8);
                case DATE -> Instant.ofEpochMilli(PackedNumber.unpack(data, 8));
                case BYTE -> (byte) PackedNumber.unpack(data, 1);
                case FLOAT -> Float.intBitsToFloat((int) PackedNumber.unpack(data, 4));
                case DOUBLE -> Double.longBitsToDouble(PackedNumber.unpack(data, 8));
                case BYTES -> data;
            };
        }
    }
}
