package dev.memjay.internal.wire.text;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.Reply;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import java.nio.charset.StandardCharsets;

/** The three lines by which a server says that something is wrong, alike in both dialects. */
final class ErrorLine {
    private static final byte[] ERROR = ascii("ERROR");
    private static final byte[] CLIENT_ERROR = ascii("CLIENT_ERROR");
    private static final byte[] SERVER_ERROR = ascii("SERVER_ERROR");
    private static final byte[] NOT_NUMERIC = ascii("CLIENT_ERROR cannot increment or decrement non-numeric value");
    private static final byte[] TOO_LARGE = ascii("SERVER_ERROR object too large for cache");

    private ErrorLine() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the line is one of the three. */
    static boolean is(ReplyLine line) {
        return line.startsWith(SERVER_ERROR) || line.startsWith(CLIENT_ERROR) || line.startsWith(ERROR);
    }

    /** Whether the line says that the server could not do its part. */
    static boolean isServerError(ReplyLine line) {
        return line.startsWith(SERVER_ERROR);
    }

    /** The text of a {@code SERVER_ERROR} line without that word. */
    static String serverError(ReplyLine line) {
        return line.excerpt(SERVER_ERROR.length);
    }

    /**
     * Reads a line that is no answer proper.
     *
     * @param command the command it answers, for messages
     * @throws ProtocolViolation if no request that was legal gets such a line
     */
    static void read(ReplyLine line, Request request, String command, Reply reply) throws ProtocolViolation {
        if (line.startsWith(SERVER_ERROR)) {
            boolean tooLarge = request instanceof StoreRequest && line.startsWith(TOO_LARGE);
            reply.status = tooLarge ? Status.TOO_LARGE : Status.SERVER_ERROR;
            reply.detail = serverError(line);
        } else if (request instanceof CountRequest && line.startsWith(NOT_NUMERIC)) {
            reply.status = Status.NOT_NUMERIC;
        } else if (request instanceof RawMeta raw && raw.data() == null && is(line)) {
            // Without a data block nothing can be out of step; the caller's flags are to blame.
            reply.status = Status.SERVER_ERROR;
            reply.detail = line.excerpt(0);
        } else {
            throw violation(line, command);
        }
    }

    /** What is wrong with a line that cannot be an answer to {@code command}; it never shows bytes of unknown origin. */
    static ProtocolViolation violation(ReplyLine line, String command) {
        if (line.is(ERROR)) {
            return new ProtocolViolation("the server does not know the command " + command);
        }
        if (line.startsWith(CLIENT_ERROR) || line.startsWith(SERVER_ERROR) || line.startsWith(ERROR)) {
            return new ProtocolViolation("the server answered " + command + " with: " + line.excerpt(0));
        }
        return new ProtocolViolation(
                "a line of " + line.length() + " bytes is no answer to " + command + " that this client knows");
    }
}
