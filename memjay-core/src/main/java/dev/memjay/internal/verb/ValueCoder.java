package dev.memjay.internal.verb;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CacheMissException;
import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.call.ValueDecoder;
import dev.memjay.internal.wire.ReadRequest;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Makes values into bytes and flags and back: the codec, with compression around it and every foreign exception made a
 * {@link CodecException}.
 *
 * @param <V> the type of the values
 */
public final class ValueCoder<V> implements ValueDecoder {
    /**
     * The client flags of an empty item that says "there is no such value"; no codec has them. They spell "none".
     */
    static final int NOTHING_FLAGS = 0x6E6F6E65;

    private static final Encoded NOTHING = Encoded.of(new byte[0], NOTHING_FLAGS);

    /** Codecs that take no longer than reading the value from the connection did, and run nobody else's code. */
    private static final List<Codec<?>> BUILT_IN = List.of(
            Codec.bytes(),
            Codec.strings(),
            Codec.longs(),
            Codec.objects(),
            Codec.ints(),
            Codec.bigIntegers(),
            Codec.booleans(),
            Codec.doubles(),
            Codec.uuids(),
            Codec.instants(),
            Codec.encoded());

    private final Codec<V> codec;
    private final boolean isForeign;
    /** What compresses on writing, or null. */
    private final @Nullable Compression compression;
    /** What is looked for on reading, beside the {@link #compression}. */
    private final @Nullable Compression known;
    /** Whether stored bytes with flags 0 are the value. */
    private final boolean takesRawBytes;
    /** Whether stored text is the value. */
    private final boolean takesText;

    ValueCoder(Codec<V> codec, @Nullable Compression compression) {
        this.codec = codec;
        isForeign = BUILT_IN.stream().noneMatch(builtIn -> builtIn == codec);
        this.compression = codec.isCompressible() ? compression : null;
        known = codec.isCompressible() ? Compression.standard() : null;
        takesRawBytes = codec == (Object) Codec.bytes();
        takesText = codec == (Object) Codec.strings();
    }

    /** What is stored to remember that there is no value. */
    public static Encoded nothing() {
        return NOTHING;
    }

    /** Whether what is stored says that there is no value. */
    public static boolean isNothing(byte[] data, int flags) {
        return flags == NOTHING_FLAGS && data.length == 0;
    }

    @Override
    public boolean isForeign() {
        return isForeign;
    }

    @Override
    public boolean isSlow(int flags) {
        return isForeign || isMarked(flags);
    }

    /** Whether encoding a value may take longer than copying it. */
    boolean encodesSlowly() {
        return isForeign || compression != null;
    }

    /** How a plain get asks for a value. */
    public ReadRequest readRequest() {
        return takesText ? ReadRequest.GET_TEXT : ReadRequest.GET;
    }

    /** Whether stored text is the value, so that it may be read as text at once. */
    boolean takesText() {
        return takesText;
    }

    /** A value as it is stored. */
    public Encoded encode(String key, V value) {
        Encoded encoded = encodePlain(key, value);
        if (compression == null) {
            return owned(encoded, value);
        }
        Encoded smaller = compression.compress(encoded);
        return smaller == encoded ? owned(encoded, value) : smaller;
    }

    /** A value as it is put behind or before another. */
    Encoded encodePart(String key, V value) {
        if (!codec.isAppendable() || compression != null) {
            throw new IllegalStateException(
                    compression != null
                            ? "append and prepend cannot join values that may be compressed; use a view without withCompression(...)"
                            : "append and prepend cannot join values of " + codec
                                    + "; Codec.bytes(), Codec.strings() and Codec.encoded() are such that they can");
        }
        return owned(encodePlain(key, value), value);
    }

    /**
     * A value from what is stored.
     *
     * @return the value, or null when the codec takes it for a miss or it says that there is none
     */
    @SuppressWarnings("unchecked") // takesRawBytes says that V is byte[]
    @Nullable
    public V decode(String key, byte[] data, int flags) {
        if (takesRawBytes && flags == 0) {
            return (V) data;
        }
        if (isNothing(data, flags)) {
            return null;
        }
        try {
            V value = codec.decode(key, expanded(Encoded.of(data, flags)));
            if (value == null) {
                throw new CodecException(codec + " decoded a value of " + data.length + " bytes to null;"
                        + " throw a CacheMissException to make it a miss");
            }
            return value;
        } catch (CacheMissException e) {
            return null;
        } catch (MemjayException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CodecException(
                    codec + " failed to decode a value of " + data.length + " bytes with flags "
                            + Integer.toUnsignedString(flags),
                    e);
        }
    }

    private Encoded encodePlain(String key, V value) {
        try {
            Encoded encoded = codec.encode(key, value);
            if (encoded == null) {
                throw new CodecException(codec + " encoded a value to null");
            }
            if (isMarked(encoded.flags())) {
                throw new CodecException(codec + " encoded a value with flags "
                        + Integer.toUnsignedString(encoded.flags())
                        + ", of which a bit marks compressed values (bit 8 is zlib's, 1 << 24 and above are Memjay's), so that it"
                        + " would be read as one; use other flags, or make the codec's isCompressible() false, and all bits"
                        + " are its own");
            }
            return encoded;
        } catch (MemjayException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CodecException(
                    codec + " failed to encode a " + value.getClass().getName(), e);
        }
    }

    /** Whether a value with these flags is read as a compressed one. */
    private boolean isMarked(int flags) {
        return known != null && known.isMarked(flags) || compression != null && compression.isMarked(flags);
    }

    /** A caller may change his array while a write of it is still under way, so what is sent is a copy. */
    private Encoded owned(Encoded encoded, V value) {
        return encoded.data() == (Object) value ? Encoded.of(encoded.data().clone(), encoded.flags()) : encoded;
    }

    private Encoded expanded(Encoded encoded) {
        if (compression != null && compression.isMarked(encoded.flags())) {
            return expandedBy(compression, encoded);
        }
        return known != null && known.isMarked(encoded.flags()) ? expandedBy(known, encoded) : encoded;
    }

    /** Says also what else the bit may mean, where the bytes are not compressed. */
    private Encoded expandedBy(Compression algorithm, Encoded encoded) {
        try {
            return algorithm.expand(encoded);
        } catch (CodecException e) {
            if (!(e.getCause() instanceof DataFormatException || e.getCause() instanceof ZipException)) {
                throw e;
            }
            throw new CodecException(
                    e.getMessage() + "; if flags " + Integer.toUnsignedString(encoded.flags()) + " are " + codec
                            + "'s own, its isCompressible() has to be false",
                    e);
        }
    }
}
