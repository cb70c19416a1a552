package dev.memjay.internal.connection.talk;

import dev.memjay.model.Credentials;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Logs in before anything else is said. */
public final class LoginSession implements Session {
    /** One way to log in. Thread-safe. */
    interface Login {
        /**
         * Logs in.
         *
         * @return whether the password itself was sent
         * @throws LoginRefusedException if the server does not let the user in
         */
        boolean logIn(LinkTalk talk, Credentials credentials) throws IOException;
    }

    private final LoginSettings settings;
    private final Login login;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param settings how to log in
     */
    public LoginSession(LoginSettings settings) {
        this.settings = settings;
        this.login =
                settings.method() == LoginSettings.Method.ASCII ? new AsciiLogin() : new SaslLogin(settings.method());
    }

    @Override
    public String begin(LinkTalk talk) throws IOException {
        boolean inPlainText = login.logIn(talk, credentials());
        if (inPlainText && talk.canBeOverheard() && !warned.getAndSet(true)) {
            System.getLogger("dev.memjay.login")
                    .log(
                            System.Logger.Level.WARNING,
                            "a password goes to {0} over a network without TLS; memcacheds:// would hide it",
                            talk.remote());
        }
        return "";
    }

    private Credentials credentials() throws IOException {
        Credentials credentials;
        try {
            credentials = settings.credentials().get();
        } catch (RuntimeException e) {
            IOException failure = new LoginRefusedException("the supplier of the credentials failed with "
                    + e.getClass().getName());
            failure.initCause(e);
            throw failure;
        }
        if (credentials == null) {
            throw new LoginRefusedException("the supplier of the credentials gave null");
        }
        return credentials;
    }
}
