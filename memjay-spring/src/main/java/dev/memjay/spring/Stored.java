package dev.memjay.spring;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CacheMissException;
import java.nio.charset.StandardCharsets;

/**
 * What a cache stores beside values: nulls and marks, told by their client flags. All flags of this module are multiples of 256
 * below {@code 1 << 24}, so that none is a bit that compression uses.
 *
 * <p>A mark holds the place of a value that a caller without a lease is loading: to every read it is a miss, and the value is stored
 * only while the mark is still there, so that an eviction in between wins. It is no lease: nobody waits for it.
 */
final class Stored {
    /** The flags of a cached null. */
    static final int NULL_FLAGS = 1 << 8;
    /** The flags of a mark. */
    static final int MARK_FLAGS = 2 << 8;

    static final Encoded NULL = Encoded.of("null".getBytes(StandardCharsets.US_ASCII), NULL_FLAGS);
    static final Encoded MARK = Encoded.of("loading".getBytes(StandardCharsets.US_ASCII), MARK_FLAGS);

    /** Bytes and flags, decompressed; marks as they are. */
    static final Codec<Encoded> CODEC = new Pass(true);

    /** The same, to which a mark is a miss. */
    static final Codec<Encoded> LOADING = new Pass(false);

    private Stored() {}

    static boolean isMark(Encoded stored) {
        return stored.flags() == MARK_FLAGS;
    }

    static boolean isNull(Encoded stored) {
        return stored.flags() == NULL_FLAGS;
    }

    /** Leaves decoding to the caller, who knows the type; unlike {@link Codec#encoded()} compressed by the keyspace. */
    private record Pass(boolean showsMarks) implements Codec<Encoded> {
        @Override
        public Encoded encode(Encoded value) {
            return value;
        }

        @Override
        public Encoded decode(Encoded encoded) {
            if (!showsMarks && isMark(encoded)) {
                throw new CacheMissException("another caller is loading the value");
            }
            return encoded;
        }
    }
}
