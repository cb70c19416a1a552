package dev.memjay.internal.connection.talk;

import dev.memjay.error.Printable;
import java.io.IOException;

/** The server answered, and not as it should. */
final class UnexpectedAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    /** What memcached says, also where binary packets are spoken, to whoever connects beyond its limit. */
    private static final String FULL = "ERROR Too many open connections";

    private UnexpectedAnswer(String message) {
        super(message);
    }

    /** An answer to a command that is no secret. */
    static UnexpectedAnswer to(String command, String answer) {
        return new UnexpectedAnswer("the server answered the command " + command + " with '" + Printable.excerpt(answer)
                + "'; is it a memcached?");
    }

    /** Throws if a line says that the server has no connection to spare. */
    static void checkRoom(String line) throws UnexpectedAnswer {
        if (line.startsWith(FULL)) {
            throw new UnexpectedAnswer("the server has as many connections as it takes, and said '" + FULL
                    + "'; raise its limit (memcached -c), or have fewer clients or connectionsPerServer");
        }
    }
}
