package dev.memjay.codec;

/**
 * A compressing algorithm, without the rules of when to use it: {@link MarkedCompression} adds those.
 *
 * <p>Thread-safe, as a codec has to be.
 */
public interface BlockCompressor {
    /**
     * Compresses bytes; the result may be longer.
     *
     * @param data the bytes, not to be changed
     */
    byte[] compress(byte[] data);

    /**
     * Undoes {@link #compress}.
     *
     * @param data the compressed bytes, at least one, not to be changed
     * @param limit the most bytes that may be returned; no more memory than some multiple of that may be taken, whatever
     *     the data says
     * @throws TooLarge if there would be more than {@code limit}
     * @throws Exception any other if the data is damaged
     */
    byte[] expand(byte[] data, int limit) throws Exception;

    /** There is more than may be expanded. */
    final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;

        /** Without a message: whoever set the limit knows it. */
        public TooLarge() {
            super("more than the limit");
        }
    }
}
