package dev.memjay.error;

import org.jspecify.annotations.Nullable;

/** The call's deadline was over before its reply came; {@link #phase()} says where the time went. */
public final class OperationTimeoutException extends MemjayException {
    private static final long serialVersionUID = 1L;

    private final Phase phase;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param phase where the call stood
     */
    public OperationTimeoutException(String message, Context context, Phase phase) {
        this(message, context, phase, null);
    }

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param phase where the call stood
     * @param cause why that took so long, or null
     */
    public OperationTimeoutException(String message, Context context, Phase phase, @Nullable Throwable cause) {
        super(message, context, cause);
        this.phase = phase;
    }

    /** Where the call stood when its time was over. */
    public Phase phase() {
        return phase;
    }

    /** The stations of a call. */
    public enum Phase {
        /** Waiting for a connection to be opened. */
        CONNECTING,
        /** Waiting for room, or in the buffer and not handed to the socket. */
        QUEUED,
        /** Handed to the socket, in part or whole; no byte of an answer has come to the connection since. */
        WRITTEN,
        /** Handed to the socket; the server is answering other requests of the connection. */
        WAITING,
        /** Answered; what came waits to be decoded, or its codec has not returned. */
        DECODING
    }
}
