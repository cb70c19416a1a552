package dev.memjay.internal.connection.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ClientFirstMessage;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import dev.memjay.model.Credentials;
import java.util.Base64;
import java.util.List;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** SCRAM-SHA-256, which the JDK lacks, by the library scram-client, which is optional. Owned by one thread. */
final class ScramSaslClient implements SaslClient {
    private static final String NAME = "SCRAM-SHA-256";
    private static final int KEY_LENGTH = 32;

    private final Credentials credentials;
    private final byte[] password;
    private final ScramKeys.Pace pace;
    /** Says the first message; it knows no key, since that depends on the server's answer. */
    private final ScramClient opening;
    /** Says and checks the rest, with the key and the same nonce. */
    private @Nullable ScramClient proving;

    private String nonce = "";
    private int step;
    private boolean verified;

    /**
     * @param pace asked while the key is derived
     */
    ScramSaslClient(Credentials credentials, ScramKeys.Pace pace) throws SaslException {
        this.credentials = credentials;
        this.pace = pace;
        try {
            char[] prepared = StringPreparation.SASL_PREPARATION.normalize(
                    credentials.password().toCharArray());
            password = new String(prepared).getBytes(UTF_8);
            opening = client(new byte[KEY_LENGTH]).build();
        } catch (IllegalArgumentException e) {
            throw new SaslException("user name or password cannot be used with " + NAME);
        }
    }

    private ScramClient.FinalBuildStage client(byte[] key) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of(NAME))
                .username(credentials.user())
                .saltedPassword(key);
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
            return switch (step++) {
                case 0 -> first();
                case 1 -> proof(text);
                case 2 -> verified(text);
                default -> throw new SaslException("the server goes on after the end of the login");
            };
        } catch (ScramException | RuntimeException e) {
            // Not the cause: the library's messages repeat what the server said.
            throw new SaslException(ServerWords.excerpt(String.valueOf(e.getMessage()), credentials));
        }
    }

    private byte[] first() {
        ClientFirstMessage message = opening.clientFirstMessage();
        nonce = message.getClientNonce();
        return message.toString().getBytes(UTF_8);
    }

    private byte[] proof(String serverFirst) throws ScramException, SaslException {
        ServerFirstMessage asked = ServerFirstMessage.parseFrom(serverFirst, nonce);
        byte[] salt = Base64.getDecoder().decode(asked.getSalt());
        byte[] key = ScramKeys.saltedPassword(password, salt, asked.getIterationCount(), pace);
        ScramClient client = client(key).nonceSupplier(() -> nonce).build();
        client.clientFirstMessage();
        client.serverFirstMessage(serverFirst);
        proving = client;
        return client.clientFinalMessage().toString().getBytes(UTF_8);
    }

    private byte[] verified(String serverFinal) throws ScramException, SaslException {
        ScramClient client = proving;
        if (client == null) {
            throw new SaslException("the server goes on after the login has failed");
        }
        client.serverFinalMessage(serverFinal); // throws if the server does not know the password
        verified = true;
        return new byte[0];
    }

    @Override
    public boolean isComplete() {
        return verified;
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
