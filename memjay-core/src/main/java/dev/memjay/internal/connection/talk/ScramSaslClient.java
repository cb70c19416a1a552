package dev.memjay.internal.connection.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import dev.memjay.model.Credentials;
import java.util.List;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** SCRAM-SHA-256, which the JDK lacks, by the library scram-client, which is optional. Owned by one thread. */
final class ScramSaslClient implements SaslClient {
    private static final String NAME = "SCRAM-SHA-256";

    private final ScramClient scram;
    private int step;

    ScramSaslClient(Credentials credentials) throws SaslException {
        try {
            scram = ScramClient.builder()
                    .advertisedMechanisms(List.of(NAME))
                    .username(credentials.user())
                    .password(credentials.password().toCharArray())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new SaslException("user name or password cannot be used with " + NAME);
        }
    }

    /** True; or an error, thrown already when this class is linked, where the library is not there. */
    static boolean isUsable() {
        ScramClient.builder();
        return true;
    }

    @Override
    public String getMechanismName() {
        return NAME;
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    @Override
    public byte @Nullable [] evaluateChallenge(byte[] challenge) throws SaslException {
        try {
            String text = new String(challenge, UTF_8);
            switch (step++) {
                case 0:
                    return scram.clientFirstMessage().toString().getBytes(UTF_8);
                case 1:
                    scram.serverFirstMessage(text);
                    return scram.clientFinalMessage().toString().getBytes(UTF_8);
                case 2:
                    scram.serverFinalMessage(text); // throws if the server does not know the password
                    return new byte[0];
                default:
                    throw new SaslException("the server goes on after the end of the login");
            }
        } catch (ScramException | IllegalArgumentException e) {
            throw new SaslException(e.getMessage(), e);
        }
    }

    @Override
    public boolean isComplete() {
        return step > 2;
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) {
        throw new IllegalStateException("nothing is wrapped");
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) {
        throw new IllegalStateException("nothing is wrapped");
    }

    @Override
    public @Nullable Object getNegotiatedProperty(String propertyName) {
        return null;
    }

    @Override
    public void dispose() {
        // Nothing is kept but what the collector takes.
    }
}
