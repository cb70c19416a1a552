package dev.memjay.error;

/** A key cannot be sent: it is empty, too long, or holds what the protocol forbids. Nothing was sent. */
public final class IllegalKeyException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what is wrong with the key and what would do
     */
    public IllegalKeyException(String message) {
        super(message, Context.NONE, null);
    }
}
