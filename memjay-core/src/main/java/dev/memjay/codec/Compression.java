package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.util.Objects;

/**
 * Makes encoded values smaller, and marks that in their flags: 8 is zlib's bit, as in pymemcache and pylibmc;
 * {@code 1 << 24} is gzip's, and those up to {@code 1 << 27} are the ones of zstd, lz4 and snappy, which have modules of
 * their own. No other client knows these four.
 *
 * <p>Thread-safe, as a codec has to be.
 */
public interface Compression {
    /**
     * Compresses a value, or leaves it when that would not pay.
     *
     * @param plain an encoded value without the mark of a compression
     * @return a smaller value with this compression's mark, or {@code plain} itself
     */
    Encoded compress(Encoded plain);

    /**
     * Whether the flags bear this compression's mark.
     *
     * @param flags client flags
     */
    boolean isMarked(int flags);

    /**
     * Undoes {@link #compress}.
     *
     * @param compressed a value with this compression's mark
     * @return the value as it was, without the mark
     * @throws CodecException if the data is damaged or would become larger than allowed
     */
    Encoded expand(Encoded compressed);

    /**
     * A compression that writes as this one does, and reads what another wrote too: for the time after a change of
     * compression.
     *
     * @param other the other compression
     */
    default Compression alsoReading(Compression other) {
        return new EitherCompression(this, Objects.requireNonNull(other, "other"));
    }

    /** The bit of the flags that marks a value compressed by gzip. */
    int GZIP_FLAG = 1 << 24;
    /** The bit of the flags that marks a value compressed by Zstandard, of memjay-zstd. */
    int ZSTD_FLAG = 1 << 25;
    /** The bit of the flags that marks a value compressed by LZ4, of memjay-lz4. */
    int LZ4_FLAG = 1 << 26;
    /** The bit of the flags that marks a value compressed by Snappy, of memjay-snappy. */
    int SNAPPY_FLAG = 1 << 27;

    /** gzip at its default level. */
    static MarkedCompression gzip() {
        return gzip(-1);
    }

    /**
     * gzip.
     *
     * @param level 1 (fast) to 9 (small), or -1 for the default, which is 6
     */
    static MarkedCompression gzip(int level) {
        return MarkedCompression.of("gzip", GZIP_FLAG, new Gzip(Gzip.checkedLevel(level)));
    }

    /** What every view reads, compressed or not: zlib and gzip. Writes zlib. */
    static Compression standard() {
        return EitherCompression.STANDARD;
    }

    /** zlib as pymemcache and pylibmc use it, marked by bit 8 of the flags, with the defaults of {@link ZlibCompression}. */
    static ZlibCompression zlib() {
        return ZlibCompression.DEFAULT;
    }
}
