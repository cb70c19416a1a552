package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The calling thread was interrupted; its interrupt flag is still set and the connection lives on. */
public final class InterruptedCallException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public InterruptedCallException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
