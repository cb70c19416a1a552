package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The server or the protocol in use cannot do what was asked; the message names what would. */
public final class UnsupportedByServerException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public UnsupportedByServerException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
