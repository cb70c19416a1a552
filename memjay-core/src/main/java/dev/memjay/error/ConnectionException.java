package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The connection to the node could not be opened, or was lost while the call was in flight. */
public sealed class ConnectionException extends MemjayException permits NodeDownException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public ConnectionException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
