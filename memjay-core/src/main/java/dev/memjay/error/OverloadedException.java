package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/**
 * The connection's in-flight limit, by count or by bytes, was reached, and nothing was sent; or too many answers of asynchronous
 * calls wait to be decoded.
 */
public final class OverloadedException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public OverloadedException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
