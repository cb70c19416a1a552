package dev.memjay.internal.connection;

import dev.memjay.error.OperationTimeoutException.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Why an operation got no answer, and whether its bytes had left: what the router needs to retry it or to explain it.
 *
 * @param kind what happened
 * @param phase where the operation stood
 * @param written whether a byte of it may have reached the socket, or still may
 * @param message what to tell the caller
 * @param cause the reason, or null
 */
public record Failure(
        Kind kind,
        Phase phase,
        boolean written,
        String message,
        @Nullable Throwable cause) {
    /** What can keep an operation from being answered. */
    public enum Kind {
        /** Its deadline was over. */
        TIMEOUT,
        /** There was no connection and none could be opened. */
        UNREACHABLE,
        /** Its connection was lost. */
        LOST,
        /** Its connection was closed because of a reply that cannot be. */
        VIOLATION,
        /** The in-flight limit was reached. */
        OVERLOADED,
        /** The client was closed. */
        CLOSED,
        /** The calling thread was interrupted. */
        INTERRUPTED,
        /** What is spoken on its connection cannot say it. */
        UNSUPPORTED
    }

    static Failure unwritten(Kind kind, Phase phase, String message, @Nullable Throwable cause) {
        return new Failure(kind, phase, false, message, cause);
    }
}
