package dev.memjay.python;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;

/**
 * python-memcached's layout: bytes with flags 0, str 16, int 2 (4 from Python 2's long), everything else a pickle with 1,
 * and 8 beside them for zlib.
 *
 * <p>A value reads as {@link PickleCodec} says. Releases before 1.59 stored str with flags 0: such text reads as bytes.
 * Compression is written by a keyspace {@code compressed(Compression.zlib())}, read in any case. Immutable and
 * thread-safe.
 */
public final class PythonMemcachedCodec implements Codec<Object> {
    private static final PythonMemcachedCodec INSTANCE = new PythonMemcachedCodec();

    private PythonMemcachedCodec() {}

    /** The codec. */
    public static PythonMemcachedCodec of() {
        return INSTANCE;
    }

    @Override
    public Encoded encode(Object value) {
        return PymemcacheCodec.of().encode(value);
    }

    @Override
    public Object decode(Encoded encoded) {
        Encoded plain = PythonFlags.expanded(encoded);
        return switch (plain.flags()) {
            case PythonFlags.BYTES -> plain.data();
            case PythonFlags.TEXT -> PythonFlags.text(plain.data());
            case PythonFlags.INTEGER, PythonFlags.LONG -> PythonFlags.integer(plain.data());
            case PythonFlags.PICKLE -> PickleCodec.read(plain.data());
            default ->
                throw new CodecException("flags " + Integer.toUnsignedString(encoded.flags())
                        + " are not for PythonMemcachedCodec, which reads one of 0, 1, 2, 4 and 16, and 8 beside it;"
                        + " Codec.encoded() reads all");
        };
    }

    /** How users write it. */
    @Override
    public String toString() {
        return "PythonMemcachedCodec.of()";
    }
}
