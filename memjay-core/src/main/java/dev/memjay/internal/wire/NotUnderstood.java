package dev.memjay.internal.wire;

/**
 * The server does not understand what it was found to speak: it may be another one by now, behind the same address. So it is
 * to be asked anew.
 */
public final class NotUnderstood extends ProtocolViolation {
    private static final long serialVersionUID = 1L;

    private final boolean isFirst;

    /**
     * @param message what the server answered to which command
     * @param isFirst whether nothing of the kind was understood on this connection before
     */
    public NotUnderstood(String message, boolean isFirst) {
        super(message);
        this.isFirst = isFirst;
    }

    /** Whether nothing of the kind was understood on this connection before, so that it is likely another server. */
    public boolean isFirst() {
        return isFirst;
    }
}
