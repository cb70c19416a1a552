package dev.memjay.layouts;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;

/**
 * Dalli's flags around another encoding: 1 says serialized, 2 compressed.
 *
 * @param inner the encoding of the value
 * @param isSerialized whether the flags say so
 */
record DalliCodec<V>(Codec<V> inner, boolean isSerialized) implements Codec<V> {
    private static final int SERIALIZED = 1;
    private static final int COMPRESSED = 2;
    /** Dalli's own default. */
    private static final int MIN_COMPRESSED = 4_096;
    /** How Ruby's Marshal begins: its version, 4.8. */
    private static final int MARSHAL = 0x0408;

    @Override
    public Encoded encode(V value) {
        Encoded encoded = inner.encode(value);
        if (encoded.flags() != 0) {
            throw new CodecException(inner + " uses flags " + Integer.toUnsignedString(encoded.flags())
                    + ", but Dalli's flags are its own; take a codec with flags 0");
        }
        int flags = isSerialized ? SERIALIZED : 0;
        byte[] plain = encoded.data();
        byte[] data = plain.length < MIN_COMPRESSED ? plain : Stream.deflate(plain);
        return Encoded.of(data, data == plain ? flags : flags | COMPRESSED);
    }

    @Override
    public V decode(Encoded encoded) {
        int flags = encoded.flags();
        if ((flags & ~COMPRESSED) != (isSerialized ? SERIALIZED : 0)) {
            throw new CodecException("flags " + Integer.toUnsignedString(flags) + " are not for " + this
                    + "; Layouts.dalli() reads 0 and 2, Layouts.dalliSerialized(..) 1 and 3, Codec.encoded() all");
        }
        byte[] data = (flags & COMPRESSED) != 0 ? Stream.expand(encoded.data()) : encoded.data();
        if (isSerialized && data.length >= 2 && ((data[0] & 0xff) << 8 | data[1] & 0xff) == MARSHAL) {
            throw new CodecException(
                    "the value was written by Ruby's Marshal, which only Ruby reads; give Dalli serializer: JSON or raw: true");
        }
        return inner.decode(Encoded.of(data));
    }

    /** The flags are Dalli's, compression included. */
    @Override
    public boolean isCompressible() {
        return false;
    }

    @Override
    public String toString() {
        return (isSerialized ? "Layouts.dalliSerialized(" : "Layouts.dalli(") + inner + ")";
    }
}
