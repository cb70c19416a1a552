package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** An update lost against other writers in every round it was given. */
public final class ConflictException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public ConflictException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
