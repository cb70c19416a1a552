package dev.memjay.error;

/** Thrown by a codec's {@code decode} to make the key a miss, as after a change of the stored format. */
public final class CacheMissException extends CodecException {
    private static final long serialVersionUID = 1L;

    /** A miss without a reason. */
    public CacheMissException() {
        super("the codec took the value for a miss");
    }
}
