package dev.memjay.junit.differential;

import dev.memjay.server.binary.BinarySession;
import dev.memjay.server.net.TlsIdentity;
import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.Dialect;
import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.RequestLog;
import dev.memjay.server.protocol.ServerControl;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Session;
import dev.memjay.server.protocol.Settings;
import dev.memjay.server.protocol.Wire;
import dev.memjay.server.store.Counters;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.StoreLimits;
import dev.memjay.server.text.TextSession;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The embedded server without a socket: what it answers is there at once and complete. */
final class DirectServer {
    private final ServerState state;

    DirectServer(String version, long memoryBytes) {
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
                4,
                Map.of(),
                Settings.Login.NONE,
                Settings.Binding.AUTO,
                null,
                0,
                0,
                false,
                20,
                0));
        settings.tunables().withoutMaintainer();
        Counters counters = new Counters();
        StoreLimits limits = new StoreLimits(memoryBytes, 1 << 20, true, true, false);
        Store store = new Store(System::currentTimeMillis, counters, limits);
        state = new ServerState(
                settings, System::currentTimeMillis, counters, store, new RequestLog(0), new NoControl());
    }

    DirectConnection connect(boolean binary) {
        return new DirectConnection(binary);
    }

    final class DirectConnection implements AutoCloseable {
        private final Connection connection = new Connection(1, "tcp:direct", new Output(), Wire.NONE);
        private final Session session;
        private byte[] kept = new byte[0];

        private DirectConnection(boolean binary) {
            session = binary ? new BinarySession(state, connection) : new TextSession(state, connection);
        }

        byte[] ask(byte[] more) {
            byte[] input = Arrays.copyOf(kept, kept.length + more.length);
            System.arraycopy(more, 0, input, kept.length, more.length);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            int at = 0;
            boolean full;
            do {
                at = session.consume(input, at, input.length);
                full = connection.out().full();
                answer.writeBytes(connection.out().toByteArray());
                connection.written();
            } while (full);
            kept = Arrays.copyOfRange(input, at, input.length);
            return answer.toByteArray();
        }

        /** Whether the connection has become a watcher, which answers nothing more. */
        boolean watching() {
            return state.watchLog().active();
        }

        @Override
        public void close() {
            session.closed();
        }

        boolean closing() {
            return connection.closing();
        }
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
            return List.of("tcp:127.0.0.1:0");
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
            Map<String, String> values = new HashMap<>(TlsIdentity.settings(null));
            values.putAll(Map.of("tcpport", "0", "udpport", "0", "umask", "700", "tcp_backlog", "1024"));
            return values;
        }

        @Override
        public void violation(String line) {}
    }
}
