package dev.memjay.python;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;

/**
 * pylibmc's layout, the same in the text and the binary protocol: bytes with flags 0, str 16, bool 2, int 4, everything
 * else a pickle with 1, and 8 beside them for zlib.
 *
 * <p>A value reads as {@link PickleCodec} says; a bool comes back as the int 1 or 0, as from pylibmc. The flags 32 and
 * above are ignored, as pylibmc does. Compression is written by a keyspace {@code compressed(Compression.zlib())}, read in
 * any case. Immutable and thread-safe.
 */
public final class PylibmcCodec implements Codec<Object> {
    private static final PylibmcCodec INSTANCE = new PylibmcCodec();
    /** All but zlib's: pylibmc looks at no others. */
    private static final int LOOKED_AT = 23;

    private PylibmcCodec() {}

    /** The codec. */
    public static PylibmcCodec of() {
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
        if (value instanceof Boolean truth) {
            return PythonFlags.decimal(truth ? 1 : 0, PythonFlags.INTEGER);
        }
        return PythonFlags.isInteger(value) ? PythonFlags.decimal(value, PythonFlags.LONG) : PythonFlags.pickle(value);
    }

    @Override
    public Object decode(Encoded encoded) {
        Encoded plain = PythonFlags.expanded(encoded);
        return switch (plain.flags() & LOOKED_AT) {
            case PythonFlags.BYTES -> plain.data();
            case PythonFlags.TEXT -> PythonFlags.text(plain.data());
            case PythonFlags.INTEGER, PythonFlags.LONG -> PythonFlags.integer(plain.data());
            case PythonFlags.PICKLE -> PickleCodec.read(plain.data());
            default ->
                throw new CodecException("flags " + Integer.toUnsignedString(encoded.flags())
                        + " are not for PylibmcCodec, which reads one of 0, 1, 2, 4 and 16, and 8 beside it;"
                        + " Codec.encoded() reads all");
        };
    }

    /** How users write it. */
    @Override
    public String toString() {
        return "PylibmcCodec.of()";
    }
}
