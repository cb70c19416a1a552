package dev.memjay.internal.wire.binary;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.TextCommand;
import java.util.Locale;

/** The commands of the binary protocol, and which of them says a request. */
final class BinaryOpcode {
    static final int GET = 0x00;
    static final int SET = 0x01;
    static final int ADD = 0x02;
    static final int REPLACE = 0x03;
    static final int DELETE = 0x04;
    static final int INCREMENT = 0x05;
    static final int DECREMENT = 0x06;
    static final int FLUSH = 0x08;
    static final int GET_QUIETLY = 0x09;
    static final int NOOP = 0x0a;
    static final int VERSION = 0x0b;
    static final int APPEND = 0x0e;
    static final int PREPEND = 0x0f;
    static final int STAT = 0x10;
    static final int TOUCH = 0x1c;
    static final int GAT = 0x1d;
    static final int GAT_QUIETLY = 0x1e;

    /** The quiet form of what changes items lies so far behind the other, but for append and prepend. */
    private static final int QUIETLY = 0x10;

    private static final int APPEND_QUIETLY = 0x19;
    private static final int PREPEND_QUIETLY = 0x1a;

    private BinaryOpcode() {}

    /**
     * The command for a request.
     *
     * @param quiet whether it is to answer only what is no plain success, or no miss; a touch has no such form
     */
    static int of(Request request, boolean quiet) {
        if (request instanceof ReadRequest read) {
            return read(read, quiet);
        }
        if (request instanceof StoreRequest store) {
            return store(store.mode(), quiet);
        }
        if (request instanceof DeleteRequest) {
            return quiet ? DELETE + QUIETLY : DELETE;
        }
        if (request instanceof CountRequest count) {
            int opcode = count.isDecrement() ? DECREMENT : INCREMENT;
            return quiet ? opcode + QUIETLY : opcode;
        }
        throw new IllegalStateException("no command for one key: " + request.verb());
    }

    private static int read(ReadRequest read, boolean quiet) {
        if (read.exptime() == Exptime.UNCHANGED) {
            return quiet ? GET_QUIETLY : GET;
        }
        if (read.wants(ReadRequest.VALUE)) {
            return quiet ? GAT_QUIETLY : GAT;
        }
        return TOUCH;
    }

    private static int store(StoreRequest.Mode mode, boolean quiet) {
        return switch (mode) {
            case SET -> quiet ? SET + QUIETLY : SET;
            case ADD -> quiet ? ADD + QUIETLY : ADD;
            case REPLACE -> quiet ? REPLACE + QUIETLY : REPLACE;
            case APPEND -> quiet ? APPEND_QUIETLY : APPEND;
            case PREPEND -> quiet ? PREPEND_QUIETLY : PREPEND;
        };
    }

    /**
     * The command of a line of administration, or -1 if the binary protocol has none. It has one for verbosity, which
     * memcached does not know: it refuses it and loses count of the bytes that follow.
     */
    static int of(TextCommand command) {
        String[] words = command.line().split(" ", 3);
        return switch (words[0]) {
            case "version" -> words.length == 1 ? VERSION : -1;
            case "stats" -> STAT;
            case "flush_all" -> words.length == 1 || isNumber(words) ? FLUSH : -1;
            default -> -1;
        };
    }

    private static boolean isNumber(String[] words) {
        return words.length == 2 && words[1].length() < 10 && words[1].chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The name of what says a request, for messages. */
    static String nameOf(Request request) {
        if (request instanceof ReadRequest read) {
            return switch (read(read, false)) {
                case GET -> "get";
                case GAT -> "gat";
                default -> "touch";
            };
        }
        if (request instanceof TextCommand command) {
            return command.line().split(" ", 2)[0];
        }
        if (request instanceof QuietRun run && run.size() > 0) {
            return nameOf(run.request(0)); // all are of one kind
        }
        if (request instanceof StoreRequest store) {
            return store.mode().name().toLowerCase(Locale.ROOT);
        }
        if (request instanceof CountRequest count) {
            return count.isDecrement() ? "decrement" : "increment";
        }
        return request instanceof DeleteRequest ? "delete" : "get";
    }
}
