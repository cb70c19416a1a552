package dev.memjay.internal.connection.talk;

import dev.memjay.internal.connection.talk.LoginSettings.Method;
import dev.memjay.model.Credentials;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/** The login of the binary protocol, by SASL. */
final class SaslLogin implements LoginSession.Login {
    private static final String PLAIN = "PLAIN";
    private static final String SCRAM = "SCRAM-SHA-256";
    /** The best first: one that proves the password to neither listener nor impostor, one that hides it, one that says it. */
    private static final List<String> KNOWN = List.of(SCRAM, "CRAM-MD5", PLAIN);
    /** What to add for {@link #SCRAM}, for those who read an error. */
    static final String SCRAM_LIBRARY =
            "the library com.ongres.scram:scram-client on the class path (or required, as com.ongres.scram.client, on the module path)";
    /** No mechanism here takes more rounds. */
    private static final int MOST_STEPS = 8;

    private final Method method;

    SaslLogin(Method method) {
        this.method = method;
    }

    @Override
    public boolean logIn(LinkTalk talk, Credentials credentials) throws IOException {
        SaslFrames frames = new SaslFrames(talk);
        String mechanism = mechanism(frames);
        SaslClient client = client(mechanism, credentials);
        try {
            converse(frames, mechanism, client, credentials);
        } catch (SaslException e) {
            throw new LoginRefusedException(
                    "the login of user '" + credentials.user() + "' by " + mechanism + " failed: " + e.getMessage());
        } finally {
            client.dispose();
        }
        return mechanism.equals(PLAIN);
    }

    private String mechanism(SaslFrames frames) throws IOException {
        SaslFrames.Answer answer = frames.ask(SaslFrames.LIST_MECHANISMS, "", new byte[0]);
        if (answer.status() == SaslFrames.UNKNOWN_COMMAND) {
            throw new LoginRefusedException("the server knows no SASL (memcached has to be started with -S);"
                    + " leave the user out, or set loginMethod to ascii for a server with -Y");
        }
        List<String> offered =
                List.of(answer.text().toUpperCase(Locale.ROOT).strip().split("\\s+"));
        String wanted = method.toString().toUpperCase(Locale.ROOT);
        boolean lacksScram = offered.contains(SCRAM) && !hasScram();
        for (String known : KNOWN) {
            boolean isWanted = method == Method.SASL || known.equals(wanted);
            if (isWanted && offered.contains(known) && !(lacksScram && known.equals(SCRAM))) {
                return known;
            }
        }
        throw new LoginRefusedException("the server offers the login mechanisms " + offered + ", of which "
                + (method == Method.SASL ? "none can be used; known are " + KNOWN : "none is " + wanted)
                + (lacksScram ? "; " + SCRAM + " needs " + SCRAM_LIBRARY : ""));
    }

    /** Whether the library for SCRAM is there, which is optional. */
    static boolean hasScram() {
        try {
            return ScramSaslClient.isUsable();
        } catch (NoClassDefFoundError absent) {
            return false;
        }
    }

    private static void converse(SaslFrames frames, String mechanism, SaslClient client, Credentials credentials)
            throws IOException {
        byte[] first = client.hasInitialResponse() ? client.evaluateChallenge(new byte[0]) : new byte[0];
        SaslFrames.Answer answer = frames.ask(SaslFrames.AUTHENTICATE, mechanism, first);
        for (int step = 0; answer.status() == SaslFrames.CONTINUE && step < MOST_STEPS; step++) {
            byte[] response = client.evaluateChallenge(answer.body());
            answer = frames.ask(SaslFrames.STEP, mechanism, response == null ? new byte[0] : response);
        }
        if (answer.status() == SaslFrames.REFUSED) {
            throw new LoginRefusedException(
                    "the server refused the login of user '" + credentials.user() + "' by " + mechanism);
        }
        if (answer.status() != SaslFrames.SUCCESS) {
            throw new LoginRefusedException("the server ended the login of user '" + credentials.user() + "' by "
                    + mechanism + " with status " + answer.status());
        }
        if (!client.isComplete()) {
            throw new LoginRefusedException(
                    "the server ended the login by " + mechanism + " before it had proven that it knows the password");
        }
    }

    private static SaslClient client(String mechanism, Credentials credentials) throws IOException {
        if (mechanism.equals(SCRAM)) {
            return new ScramSaslClient(credentials);
        }
        SaslClient client = Sasl.createSaslClient(
                new String[] {mechanism},
                null,
                "memcached",
                "memcached",
                Map.of(),
                callbacks -> answer(callbacks, credentials));
        if (client == null) {
            throw new IOException("this Java has no SASL mechanism " + mechanism);
        }
        return client;
    }

    private static void answer(Callback[] callbacks, Credentials credentials) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(credentials.user());
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(credentials.password().toCharArray());
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }
}
