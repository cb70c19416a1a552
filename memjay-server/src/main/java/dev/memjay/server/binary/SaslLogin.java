package dev.memjay.server.binary;

import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Settings;
import dev.memjay.server.store.Counter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SASL with the one mechanism PLAIN. */
final class SaslLogin {
    private static final String PLAIN = "PLAIN";
    private static final int MAX_MECHANISM = 32;
    /** No user name and password are longer than this together. */
    private static final int MAX_TOKEN = 16 * 1024;

    private static final byte[] AUTHENTICATED = "Authenticated".getBytes(StandardCharsets.US_ASCII);

    private final ServerState state;
    private final Connection connection;
    private final Packet packet;
    private String mechanism = "";
    private boolean authenticated;

    SaslLogin(ServerState state, Connection connection, Packet packet) {
        this.state = state;
        this.connection = connection;
        this.packet = packet;
    }

    /** Whether the present command may run. */
    boolean allows() {
        return authenticated
                || switch (packet.opcode) {
                    case SASL_LIST, SASL_AUTH, SASL_STEP, VERSION -> true;
                    default -> false;
                };
    }

    private boolean off() {
        return state.settings().login() != Settings.Login.SASL;
    }

    void list() {
        if (off()) {
            packet.error(connection.out(), Status.UNKNOWN_COMMAND);
        } else {
            packet.reply(connection.out(), Status.SUCCESS, 0, 0, PLAIN.length(), 0);
            connection.out().put(PLAIN);
        }
    }

    /** Checks an auth or step before its value is read; what is wrong, or null. */
    @Nullable
    Status begin(long valueLength) {
        if (off()) {
            return Status.UNKNOWN_COMMAND;
        }
        if (packet.keyLength > MAX_MECHANISM) {
            return Status.INVALID;
        }
        if (valueLength > MAX_TOKEN) {
            return fail();
        }
        mechanism = new String(packet.bytes, packet.keyOffset, packet.keyLength, StandardCharsets.ISO_8859_1);
        return null;
    }

    private Status fail() {
        state.counters().add(Counter.AUTH_CMDS);
        state.counters().add(Counter.AUTH_ERRORS);
        return Status.AUTH_FAILURE;
    }

    void finish(byte[] token) {
        // PLAIN needs no second step, so a step is one that nothing preceded
        if (packet.opcode == Opcode.SASL_AUTH && mechanism.equals(PLAIN) && known(token)) {
            state.counters().add(Counter.AUTH_CMDS);
            authenticated = true;
            packet.reply(connection.out(), Status.SUCCESS, 0, 0, AUTHENTICATED.length, 0);
            connection.out().put(AUTHENTICATED);
        } else {
            authenticated = false;
            packet.error(connection.out(), fail());
        }
    }

    private boolean known(byte[] token) {
        String[] parts = new String(token, StandardCharsets.UTF_8).split("\0", -1);
        Map<String, String> users = state.settings().users();
        return parts.length == 3 && parts[2].equals(users.get(parts[1]));
    }
}
