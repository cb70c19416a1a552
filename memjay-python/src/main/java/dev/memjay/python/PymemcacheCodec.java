package dev.memjay.python;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;

/**
 * The layout of pymemcache's {@code serde}: bytes with flags 0, str 16, int 2, everything else a pickle with 1, and 8
 * beside them for zlib.
 *
 * <p>A value reads as {@link PickleCodec} says. Unlike pymemcache, which gives None for a pickle that it cannot read and
 * the raw bytes for flags it does not know, this throws a {@link CodecException}. Compression is written by a keyspace
 * {@code compressed(Compression.zlib())}, read in any case. Immutable and thread-safe.
 */
public final class PymemcacheCodec implements Codec<Object> {
    private static final PymemcacheCodec INSTANCE = new PymemcacheCodec();

    private PymemcacheCodec() {}

    /** The codec. */
    public static PymemcacheCodec of() {
        return INSTANCE;
    }

    @Override
    public Encoded encode(Object value) {
        if (value instanceof byte[] bytes) {
            return Encoded.of(bytes, PythonFlags.BYTES);
        }
        if (value instanceof String text) {
            return PythonFlags.text(text);
        }
        return PythonFlags.isInteger(value)
                ? PythonFlags.decimal(value, PythonFlags.INTEGER)
                : PythonFlags.pickle(value);
    }

    @Override
    public Object decode(Encoded encoded) {
        Encoded plain = PythonFlags.expanded(encoded);
        int flags = plain.flags();
        if (flags == PythonFlags.BYTES) {
            return plain.data();
        }
        if ((flags & PythonFlags.TEXT) != 0) {
            return PythonFlags.text(plain.data());
        }
        if ((flags & (PythonFlags.INTEGER | PythonFlags.LONG)) != 0) {
            return PythonFlags.integer(plain.data());
        }
        if ((flags & PythonFlags.PICKLE) != 0) {
            return PickleCodec.read(plain.data());
        }
        throw new CodecException("flags " + Integer.toUnsignedString(encoded.flags())
                + " are not for PymemcacheCodec, which reads 0, 1, 2, 4 and 16, and 8 beside them;"
                + " Codec.encoded() reads all");
    }

    /** How users write it. */
    @Override
    public String toString() {
        return "PymemcacheCodec.of()";
    }
}
