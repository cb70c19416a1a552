package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** A loader failed; the cause is its error. */
public final class LoaderException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public LoaderException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
