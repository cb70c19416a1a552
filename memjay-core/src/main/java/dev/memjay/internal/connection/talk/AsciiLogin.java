package dev.memjay.internal.connection.talk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.model.Credentials;
import java.io.IOException;

/** The login of the text protocols: the first command is a {@code set} whose value is user and password. */
final class AsciiLogin implements LoginSession.Login {
    /**
     * A server that knows no login takes this for an item like any other; so it has to be one that is expired as soon as
     * it is stored.
     */
    private static final String COMMAND = "set memjay_login 0 -1 ";

    @Override
    public boolean logIn(LinkTalk talk, Credentials credentials) throws IOException {
        if (credentials.user().indexOf(' ') >= 0) {
            throw new LoginRefusedException(
                    "the user name has a space, which the login of the text protocols cannot carry");
        }
        if (credentials.password().indexOf(' ') >= 0) {
            throw new LoginRefusedException("the password of user '" + credentials.user() + "' has a space, at which"
                    + " memcached cuts it in the login of the text protocols; take a password without one, or"
                    + " protocol=binary with a server that has SASL");
        }
        byte[] token = (credentials.user() + " " + credentials.password()).getBytes(UTF_8);
        talk.asks("the login", AnswerLimit.TALK);
        talk.send(COMMAND + token.length + "\r\n" + new String(token, ISO_8859_1) + "\r\n");
        String answer = talk.receiveLine();
        if (answer.equals("STORED")) {
            return true;
        }
        if (answer.startsWith("CLIENT_ERROR ")) {
            throw new LoginRefusedException("the server refused the login of user '" + credentials.user() + "': "
                    + ServerWords.excerpt(answer.substring("CLIENT_ERROR ".length()), credentials));
        }
        throw new IOException(
                "the server answered the login with something else than a login's answer; is it a memcached?");
    }
}
