package dev.memjay.internal.connection.talk;

import dev.memjay.error.Printable;
import java.io.IOException;

/** The server answered, and not as it should. */
final class UnexpectedAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    private UnexpectedAnswer(String message) {
        super(message);
    }

    /** The answer tells that the server does not know meta. */
    static UnexpectedAnswer withoutMeta() {
        return new UnexpectedAnswer(
                "the server knows no meta commands; protocol=classic would do, or auto, which finds it out");
    }

    /** An answer to a command that is no secret. */
    static UnexpectedAnswer to(String command, String answer) {
        return new UnexpectedAnswer("the server answered the command " + command + " with '" + Printable.excerpt(answer)
                + "'; is it a memcached?");
    }
}
