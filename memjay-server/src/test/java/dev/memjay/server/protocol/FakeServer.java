package dev.memjay.server.protocol;

import dev.memjay.server.store.Counters;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.StoreLimits;
import dev.memjay.server.text.TextSession;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A server without a socket: the sessions of one store, fed with text. */
public final class FakeServer {
    private long nowMillis = 1_800_000_000_000L;
    private final ServerState state;
    private final Connection connection;
    private final Session session;

    public FakeServer(String version) {
        this(version, Map.of());
    }

    /** A server whose sessions may ask for a login of these users. */
    FakeServer(String version, Map<String, String> users) {
        Settings settings = new Settings(new Settings.Values(
                Dialect.of(version),
                1 << 20,
                true,
                true,
                true,
                true,
                true,
                false,
                false,
                1024,
                0,
                1,
                users,
                Settings.Login.NONE,
                Settings.Binding.AUTO,
                null,
                0,
                0,
                false,
                20,
                0));
        Counters counters = new Counters();
        Store store = new Store(() -> nowMillis, counters, new StoreLimits(64 << 20, 1 << 20, true, true, false));
        state = new ServerState(settings, () -> nowMillis, counters, store, new RequestLog(100), new NoControl());
        connection = new Connection(1, "tcp:test", new Output(), Wire.NONE);
        session = new TextSession(state, connection);
    }

    public long nowMillis() {
        return nowMillis;
    }

    public void advanceMillis(long step) {
        nowMillis += step;
    }

    public ServerState state() {
        return state;
    }

    public boolean closing() {
        return connection.closing();
    }

    /** Sends all bytes at once and gives the answer. */
    public String ask(String commands) {
        byte[] input = commands.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int at = 0;
        boolean full;
        do {
            at = session.consume(input, at, input.length);
            full = connection.out().full();
            drain(answer);
        } while (full);
        if (at < input.length) {
            throw new IllegalStateException("incomplete: " + commands.substring(at));
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends one byte at a time and gives the answer. */
    public String askByteByByte(String commands) {
        byte[] input = commands.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] kept = new byte[0];
        for (byte b : input) {
            byte[] more = Arrays.copyOf(kept, kept.length + 1);
            more[kept.length] = b;
            int at = session.consume(more, 0, more.length);
            drain(answer);
            kept = Arrays.copyOfRange(more, at, more.length);
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private void drain(ByteArrayOutputStream answer) {
        answer.writeBytes(connection.out().toByteArray());
        connection.written();
    }

    private static final class NoControl implements ServerControl {
        @Override
        public void shutdown() {}

        @Override
        public String refreshCertificates() {
            return "Error TLS not enabled";
        }

        @Override
        public void moveClock(long seconds) {}

        @Override
        public void stopClock(boolean stop) {}

        @Override
        public List<String> listening() {
            return List.of();
        }

        @Override
        public boolean tls() {
            return false;
        }

        @Override
        public int tcpPort() {
            return 0;
        }

        @Override
        public int udpPort() {
            return 0;
        }

        @Override
        public Map<String, String> listenerSettings() {
            return Map.of();
        }

        @Override
        public void violation(String line) {}
    }
}
