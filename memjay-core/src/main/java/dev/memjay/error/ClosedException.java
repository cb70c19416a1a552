package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The client was closed before or during the call. */
public final class ClosedException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public ClosedException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
