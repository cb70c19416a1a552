package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The value is not a decimal number of 64 bits, so it can be neither incremented nor decremented. */
public final class NotNumericException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public NotNumericException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
