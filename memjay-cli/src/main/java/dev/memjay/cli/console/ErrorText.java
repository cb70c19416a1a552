package dev.memjay.cli.console;

import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the command says of an error: the node once, and the cause once. */
public final class ErrorText {
    /** Under this name the client sends what goes to a server itself; the user typed another. */
    private static final String ADMIN = "admin";

    /** How long it took, and that it was not tried again just now: the same cause in each line of a table. */
    private static final Pattern CIRCUMSTANCES =
            Pattern.compile("^the last attempt (to connect )?failed( [^:]* ago)?: |^the node is not called: [^:]* ago: "
                    + "| \\(after \\d+ ms\\)|; next attempt (in|within) .*$|; an attempt is under way$");

    private ErrorText() {}

    /** The whole line: what was called on which node, and why it failed. */
    public static String of(Throwable error) {
        String message = error.getMessage();
        if (message == null || ExitStatus.of(error) == ExitStatus.FAULT) {
            return error.toString();
        }
        String text = error instanceof MemjayException failure ? where(failure) + cause(failure) : message;
        return text + hint(error);
    }

    /** Why a call failed, without the call and the node. */
    public static String cause(MemjayException error) {
        String message = String.valueOf(error.getMessage());
        String head = error.command() + error.node().map(node -> " on " + node).orElse("") + ": ";
        String text = message.startsWith(head) ? message.substring(head.length()) : message;
        return error.node().map(node -> withoutNode(text, node)).orElse(text);
    }

    /** Why a call failed and no more, for a table. */
    public static String reason(MemjayException error) {
        return CIRCUMSTANCES.matcher(cause(error)).replaceAll("");
    }

    private static String where(MemjayException error) {
        if (error.command().isEmpty()) {
            return error.node().map(node -> node + ": ").orElse("");
        }
        boolean ofNode = error.command().equals(ADMIN) || error.command().equals("watch");
        String node = error.node().orElse("");
        if (ofNode) {
            return node.isEmpty() ? "" : node + ": ";
        }
        return typed(error.command()) + (node.isEmpty() ? "" : " on " + node) + ": ";
    }

    /** The command that the user knows: the client has several names for what one of them does. */
    private static String typed(String command) {
        return switch (command) {
            case "getAll", "gets", "getsAll", "lookup", "lookupAll" -> "get";
            case "gats" -> "gat";
            case "deleteAll" -> "delete";
            default -> command;
        };
    }

    /**
     * The text without the node in it: a connection's failure quotes that of its transport, which names the address that it
     * tried. An address that a host's name was resolved to stays, since it says more.
     */
    private static String withoutNode(String text, String node) {
        Pattern same = Pattern.compile(" to /?" + Pattern.quote(node) + "(?= |$)");
        String host = node.substring(0, Math.max(0, node.lastIndexOf(':')));
        List<String> parts = new ArrayList<>();
        for (String part : text.split(": ")) {
            String shown = same.matcher(part).replaceFirst("").replace(" to " + host + "/", " to ");
            if (parts.isEmpty() || !shown.startsWith(parts.get(parts.size() - 1))) {
                parts.add(shown);
            } else {
                parts.set(parts.size() - 1, shown); // "cannot connect: cannot connect to ..."
            }
        }
        return String.join(": ", parts);
    }

    /** Where the client's own message speaks of methods, the option that does the same. */
    private static String hint(Throwable error) {
        if (error instanceof CodecException) {
            return "; --codec raw takes all as it is";
        }
        return error instanceof IllegalKeyException
                ? "; as a URI's parameter: ?keyPolicy=binary, ?keyPolicy=hash or ?keyPolicy=utf8"
                : "";
    }
}
