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
    private static final int MAX_STEPS = 8;
    /** Cyrus SASL with all its plug-ins offers about a dozen. */
    private static final int MAX_MECHANISMS = 32;

    private final Method method;

    SaslLogin(Method method) {
        this.method = method;
    }

    @Override
    public boolean logIn(LinkTalk talk, Credentials credentials) throws IOException {
        SaslFrames frames = new SaslFrames(talk);
        String mechanism = mechanism(frames, talk.canBeOverheard(), credentials);
        SaslClient client = client(mechanism, credentials, talk);
        try {
            converse(frames, mechanism, client, credentials);
        } catch (SaslException | IllegalStateException e) { // the latter where a server goes on after the end
            throw new LoginRefusedException("the login of user '" + credentials.user() + "' by " + mechanism
                    + " failed: " + ServerWords.excerpt(String.valueOf(e.getMessage()), credentials));
        } finally {
            client.dispose();
        }
        return mechanism.equals(PLAIN);
    }

    private String mechanism(SaslFrames frames, boolean canBeOverheard, Credentials credentials) throws IOException {
        List<String> offered = offered(frames);
        boolean lacksScram = offered.contains(SCRAM) && !hasScram();
        boolean hidesPassword = method == Method.AUTO && canBeOverheard;
        for (String known : KNOWN) {
            boolean isUsable = offered.contains(known) && !(lacksScram && known.equals(SCRAM));
            if (isUsable && isWanted(known) && !(hidesPassword && known.equals(PLAIN))) {
                return known;
            }
        }
        String names = ServerWords.excerpt(offered.toString(), credentials);
        String library = lacksScram ? "; " + SCRAM + " needs " + SCRAM_LIBRARY : "";
        if (hidesPassword && offered.contains(PLAIN)) {
            throw new LoginRefusedException("the server offers the login mechanisms " + names
                    + ", and loginMethod=auto sends no password over a network without TLS, where others may read it or"
                    + " answer for the server; use memcacheds://, or loginMethod=plain if you trust the network"
                    + library);
        }
        throw new LoginRefusedException("the server offers the login mechanisms " + names + ", of which "
                + (takesAny() ? "none can be used; known are " + KNOWN : "none is " + wanted()) + library);
    }

    private static List<String> offered(SaslFrames frames) throws IOException {
        SaslFrames.Answer answer = frames.ask(SaslFrames.LIST_MECHANISMS, "", new byte[0]);
        if (answer.status() == SaslFrames.UNKNOWN_COMMAND) {
            throw new LoginRefusedException("the server knows no SASL (memcached has to be started with -S);"
                    + " leave the user out, or set loginMethod to ascii for a server with -Y");
        }
        if (answer.status() != SaslFrames.SUCCESS) {
            throw new LoginRefusedException(
                    "the server was asked for its login mechanisms and answered with status " + answer.status());
        }
        List<String> names =
                List.of(answer.text().toUpperCase(Locale.ROOT).strip().split("\\s+"));
        if (names.size() > MAX_MECHANISMS) {
            throw new LoginRefusedException("the server offers " + names.size() + " login mechanisms; at most "
                    + MAX_MECHANISMS + " are accepted");
        }
        return names;
    }

    private boolean isWanted(String mechanism) {
        return takesAny() || mechanism.equals(wanted());
    }

    private boolean takesAny() {
        return method == Method.AUTO || method == Method.SASL;
    }

    private String wanted() {
        return method.toString().toUpperCase(Locale.ROOT);
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
        for (int step = 0; answer.status() == SaslFrames.CONTINUE && step < MAX_STEPS; step++) {
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

    private static SaslClient client(String mechanism, Credentials credentials, LinkTalk talk) throws IOException {
        if (mechanism.equals(SCRAM)) {
            return new ScramSaslClient(credentials, done -> checkPace(talk, done));
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

    /** A server may ask for more work than there is time for; and a client that is closed wants none. */
    static void checkPace(LinkTalk talk, int done) throws SaslException {
        if (Thread.currentThread().isInterrupted()) {
            throw new SaslException("interrupted while connecting");
        }
        if (talk.isOverdue()) {
            throw new SaslException("the connect timeout was over after " + done + " of the iterations that the server"
                    + " asks for; raise connectTimeout, or store the password on the server with fewer");
        }
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
