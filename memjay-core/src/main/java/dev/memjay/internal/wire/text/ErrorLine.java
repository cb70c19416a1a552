package dev.memjay.internal.wire.text;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.Reply;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The three lines by which a server says that something is wrong, alike in both dialects. */
final class ErrorLine {
    private static final byte[] ERROR = ascii("ERROR");
    private static final byte[] CLIENT_ERROR = ascii("CLIENT_ERROR");
    private static final byte[] SERVER_ERROR = ascii("SERVER_ERROR");
    private static final byte[] TOO_LARGE = ascii("SERVER_ERROR object too large for cache");

    /** Words of memcached's refusals of a command that count for the command and not the value. */
    private static final Set<String> ABOUT_THE_COMMAND =
            Set.of("argument", "command line", "flag", "token", "delta", "initial");

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
     * Reads a line that is no answer proper. Where the command has no data block nothing can be out of step, so that an error
     * is the answer to that command alone, whatever its words; a command that is not known is noted.
     *
     * @param command the command it answers
     * @throws ProtocolViolation if nothing after the line can be trusted
     */
    static void read(ReplyLine line, Request request, String command, NodeTraits traits, Reply reply)
            throws ProtocolViolation {
        boolean isUnknown = line.is(ERROR) && !(request instanceof RawMeta);
        if (isUnknown) {
            traits.noteUnknown(command);
        }
        if (line.startsWith(SERVER_ERROR)) {
            boolean tooLarge = request instanceof StoreRequest && line.startsWith(TOO_LARGE);
            reply.status = tooLarge ? Status.TOO_LARGE : Status.SERVER_ERROR;
            reply.detail = serverError(line);
        } else if (hasData(request) || !is(line)) {
            throw violation(line, command);
        } else if (isUnknown) {
            reply.status = Status.UNSUPPORTED;
            reply.detail = NodeTraits.lacking(command);
        } else if (request instanceof CountRequest && isAboutTheValue(line)) {
            reply.status = Status.NOT_NUMERIC; // without the server's words, which may repeat the value
        } else {
            reply.status = Status.SERVER_ERROR;
            reply.detail = line.excerpt(0);
        }
    }

    /** Whether the line says that the server does not know the command. */
    static boolean isUnknownCommand(ReplyLine line) {
        return line.is(ERROR);
    }

    /** Whether the line refuses a command for what it is, and not for the value that is there. */
    static boolean isRefusedCommand(ReplyLine line, Request request) {
        return line.startsWith(CLIENT_ERROR) && !(request instanceof CountRequest && isAboutTheValue(line));
    }

    private static boolean hasData(Request request) {
        return request instanceof StoreRequest || (request instanceof RawMeta raw && raw.data() != null);
    }

    /** Whether a refusal to count blames the value: each server has its own words for it, but all blame what was sent in the same. */
    private static boolean isAboutTheValue(ReplyLine line) {
        if (!line.startsWith(CLIENT_ERROR)) {
            return false;
        }
        String text = line.text();
        return ABOUT_THE_COMMAND.stream().noneMatch(text::contains);
    }

    /** What is wrong with a line that cannot be an answer to {@code command}. */
    static ProtocolViolation violation(ReplyLine line, String command) {
        return new ProtocolViolation(inWords(line, command));
    }

    /** The same in words; they never show bytes of unknown origin. */
    static String inWords(ReplyLine line, String command) {
        if (line.is(ERROR)) {
            return NodeTraits.lacking(command);
        }
        return is(line)
                ? "the server answered " + command + " with: " + line.excerpt(0)
                : "a line of " + line.length() + " bytes is no answer to " + command + " that this client knows";
    }
}
