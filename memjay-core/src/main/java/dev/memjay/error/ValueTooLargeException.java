package dev.memjay.error;

import java.util.OptionalLong;

/** The value exceeds the server's item size; the connection stays usable. A {@code set} has removed the old item. */
public final class ValueTooLargeException extends MemjayException {
    private static final long serialVersionUID = 1L;

    private final long limit;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param limit the server's item size in bytes, or 0 when it is not known
     */
    public ValueTooLargeException(String message, Context context, long limit) {
        super(message, context, null);
        this.limit = limit;
    }

    /** The server's item size in bytes, header and key included; empty when the server did not tell. */
    public OptionalLong limit() {
        return limit > 0 ? OptionalLong.of(limit) : OptionalLong.empty();
    }
}
