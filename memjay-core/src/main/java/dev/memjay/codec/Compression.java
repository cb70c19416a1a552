package dev.memjay.codec;

import dev.memjay.error.CodecException;

/**
 * Makes encoded values smaller, and marks that in their flags.
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

    /** zlib as pymemcache and pylibmc use it, marked by bit 8 of the flags, with the defaults of {@link ZlibCompression}. */
    static ZlibCompression zlib() {
        return ZlibCompression.DEFAULT;
    }
}
