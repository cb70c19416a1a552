package dev.memjay.internal.connection;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.error.Printable;
import dev.memjay.internal.wire.NotUnderstood;
import dev.memjay.internal.wire.ProtocolViolation;
import java.io.IOException;
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
    /** Enough for a sentence that quotes a server's words and says what to do about them. */
    private static final int MAX_REASON = 400;

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

    /** An operation whose deadline is over on a connection, where it stood in that phase. */
    public static Failure late(Phase phase) {
        return left(
                Kind.TIMEOUT,
                phase,
                switch (phase) {
                    case QUEUED -> "no reply in time; the request was not sent by then";
                    case WRITTEN -> "no reply in time; the request was sent and the server is silent";
                    case WAITING -> "no reply in time; the request was sent and the server is answering others";
                    case CONNECTING -> "no connection in time";
                    case DECODING -> "not decoded in time";
                });
    }

    /** An operation whose thread was interrupted, where it stood in that phase. */
    static Failure interrupted(Phase phase) {
        return left(Kind.INTERRUPTED, phase, "the calling thread was interrupted");
    }

    /** Whoever leaves cannot take his bytes back: a request that was not sent by then is sent later. */
    private static Failure left(Kind kind, Phase phase, String message) {
        return new Failure(kind, phase, true, message, null);
    }

    /**
     * An operation whose connection has ended.
     *
     * @param cause why it ended
     * @param written whether a byte of the operation may have reached the socket
     */
    static Failure ended(@Nullable Throwable cause, boolean written) {
        Phase phase = written ? Phase.WRITTEN : Phase.QUEUED;
        if (cause instanceof Connection.ClientClosed) {
            return new Failure(Kind.CLOSED, phase, written, "the client was closed", null);
        }
        if (cause instanceof NotUnderstood refusal && refusal.isFirst()) {
            return new Failure(
                    Kind.LOST,
                    phase,
                    written,
                    "the connection was closed: " + cause.getMessage() + "; it is asked anew what it speaks",
                    cause);
        }
        if (cause instanceof ProtocolViolation) {
            return new Failure(
                    Kind.VIOLATION, phase, written, "the connection was closed: " + cause.getMessage(), cause);
        }
        return new Failure(Kind.LOST, phase, written, "the connection was lost: " + reason(cause), cause);
    }

    /** What an exception says, for a message: short, since some of it may be a stranger's words. */
    public static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "the reason is not known";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : Printable.excerpt(message, MAX_REASON);
    }

    /** The reason as an exception. */
    public Throwable asCause() {
        return cause == null ? new IOException(message) : cause;
    }

    /** An operation that was refused or given up before a byte of it was written. */
    static Failure unwritten(Kind kind, Phase phase, String message, @Nullable Throwable cause) {
        return new Failure(kind, phase, false, message, cause);
    }
}
