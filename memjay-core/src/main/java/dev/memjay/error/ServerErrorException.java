package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The server answered with an error of its own; the connection stays usable. */
public final class ServerErrorException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public ServerErrorException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
