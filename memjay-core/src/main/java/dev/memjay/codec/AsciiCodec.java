package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.nio.charset.StandardCharsets;
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
}
