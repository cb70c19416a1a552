package dev.memjay.internal.wire;

/** A reply that cannot be: the connection that brought it is not to be trusted any further. */
public sealed class ProtocolViolation extends Exception permits NotUnderstood {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was wrong with the reply, without any value
     */
    public ProtocolViolation(String message) {
        super(message);
    }
}
