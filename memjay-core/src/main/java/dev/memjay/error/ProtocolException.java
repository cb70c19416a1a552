package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The reply made no sense, so the connection was closed and everything in flight on it failed. */
public final class ProtocolException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public ProtocolException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
