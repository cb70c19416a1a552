package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** A value could not be encoded or decoded. Codecs throw it; the message names flags and types, never the value. */
public class CodecException extends MemjayException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong, without the value
     */
    public CodecException(String message) {
        super(message, Context.NONE, null);
    }

    /**
     * @param message what went wrong, without the value
     * @param cause the reason, or null
     */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, Context.NONE, cause);
    }

    /**
     * @param message what went wrong, without the value
     * @param context the call it went wrong in
     * @param cause the reason, or null
     */
    public CodecException(String message, Context context, @Nullable Throwable cause) {
        super(message, context, cause);
    }
}
