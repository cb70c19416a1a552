package dev.memjay.internal.connection.talk;

import dev.memjay.model.Credentials;
import java.util.function.Supplier;

/**
 * How a client logs in.
 *
 * @param credentials asked before each login, on the thread that opens the connection
 * @param method how they are shown to the server
 */
public record LoginSettings(Supplier<Credentials> credentials, Method method) {
    /**
     * @throws IllegalArgumentException if the method needs a library that is not there
     */
    public LoginSettings {
        if (method == Method.SCRAM_SHA_256 && !SaslLogin.hasScram()) {
            throw new IllegalArgumentException("loginMethod is " + method + ", which needs " + SaslLogin.SCRAM_LIBRARY);
        }
    }

    /** The ways to log in. */
    public enum Method {
        /**
         * By the best mechanism that the server offers, in the binary protocol; by the password itself only where nobody but
         * the server can read it.
         */
        AUTO("auto"),
        /** By a {@code set} of both, in the text protocols. */
        ASCII("ascii"),
        /** By the best mechanism that the server offers, whichever that is, in the binary protocol. */
        SASL("sasl"),
        /** By the password itself, in the binary protocol. */
        PLAIN("plain"),
        /** By a digest of the password and the server's challenge, in the binary protocol. */
        CRAM_MD5("cram-md5"),
        /** By a proof that both know the password, in the binary protocol. */
        SCRAM_SHA_256("scram-sha-256");

        private final String text;

        Method(String text) {
            this.text = text;
        }

        /** The name as settings spell it. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "LoginSettings[" + method + "]";
    }
}
