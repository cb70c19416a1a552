package dev.memjay.internal.connection.talk;

import java.io.IOException;

/** The server is there and this client is not let in, which trying again soon will not change. */
public final class LoginRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what the server said; never the password
     */
    public LoginRefusedException(String message) {
        super(message);
    }
}
