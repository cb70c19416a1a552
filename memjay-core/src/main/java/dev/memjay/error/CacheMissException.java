package dev.memjay.error;

/** Thrown by a codec's {@code decode} to make the key a miss, as after a change of the stored format. */
public final class CacheMissException extends CodecException {
    private static final long serialVersionUID = 1L;

    /**
     * A miss and its reason. Whoever reads the key sees a miss; the text is for those who call the codec themselves.
     *
     * @param message why the value does not count, such as "written by version 1, this is version 2"; without the value
     */
    public CacheMissException(String message) {
        super(message);
    }
}
