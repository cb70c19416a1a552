package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The node is held to be down, and the call was refused without trying it: nothing was sent. */
public final class NodeDownException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public NodeDownException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
