package dev.memjay.internal.connection.talk;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.sasl.SaslException;

/**
 * Derives the key of a SCRAM login from the password: {@code Hi} of RFC 5802, with SHA-256.
 *
 * <p>The work is the server's choice, so it is bounded. The platform's PBKDF2 does the same at the same speed, but once
 * begun it ends neither at a deadline nor at an interrupt: 2^31-1 iterations take a core most of an hour. This one asks
 * every {@value #SLICE} iterations, which are about a millisecond, whether to go on.
 */
final class ScramKeys {
    /**
     * The least that RFC 7677 lets a server ask for, and Cyrus SASL's default. Who pretends to be the server gets a proof of
     * the password that can be guessed at offline; each iteration makes a guess slower, so fewer are refused.
     */
    static final int MIN_ITERATIONS = 4096;
    /** OWASP's 600,000 fit, and this is about a second's work of one core, the default of {@code connectTimeout}. */
    static final int MAX_ITERATIONS = 1_000_000;

    static final int SLICE = 1024;

    private static final String HMAC = "HmacSHA256";

    /** Decides, now and again, whether to go on. */
    interface Pace {
        /**
         * @param done iterations so far
         * @throws SaslException to end the work
         */
        void check(int done) throws SaslException;
    }

    private ScramKeys() {}

    /**
     * Derives the key.
     *
     * @param password the prepared password in UTF-8, not empty
     * @throws SaslException if the iterations are out of bounds, or the pace ends the work
     */
    static byte[] saltedPassword(byte[] password, byte[] salt, int iterations, Pace pace) throws SaslException {
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new SaslException("the server asks for " + iterations + " iterations, and " + MIN_ITERATIONS + " to "
                    + MAX_ITERATIONS + " are accepted: fewer make the password easy to guess for an impostor, more are"
                    + " a burden; store the password again on the server with a number within");
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(password, HMAC));
            mac.update(salt);
            byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
            byte[] key = block.clone();
            for (int done = 1; done < iterations; done++) {
                if (done % SLICE == 0) {
                    pace.check(done);
                }
                mac.update(block);
                mac.doFinal(block, 0);
                for (int i = 0; i < key.length; i++) {
                    key[i] ^= block[i];
                }
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new SaslException("this Java has no " + HMAC, e);
        }
    }
}
