package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.it.Ports;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UNIX sockets, addresses of IPv6, and several kinds of servers in one client. */
class TransportsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @BeforeEach
    void letOthersIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static void roundTrips(Memjay memjay) {
        memjay.strings().set("key", "value");
        assertThat(memjay.strings().get("key")).isEqualTo("value");
        byte[] large = new byte[500_000];
        large[large.length - 1] = 7;
        memjay.bytes().set("large", large);
        assertThat(memjay.bytes().async().get("large").join()).isEqualTo(large);
    }

    @Test
    void realMemcachedOnUnixSocket() {
        Path socket = folder.resolve("memcached.sock");
        try (Daemon server = Daemon.unix(socket);
                Memjay memjay =
                        Memjay.create("memcached+unix://" + socket + "?prefix=p:&timeout=20s&connectTimeout=20s")) {
            roundTrips(memjay);
            assertThat(memjay.nodes()).containsExactly(Node.unix(socket.toString()));
            try (Memjay other = Memjay.builder()
                    .servers("unix:" + socket)
                    .timeout(LONG)
                    .connectTimeout(LONG)
                    .build()) {
                assertThat(other.strings().get("p:key")).isEqualTo("value");
            }
        }
    }

    @Test
    void embeddedServerOnUnixSocket() {
        Path socket = folder.resolve("embedded.sock");
        try (MemcachedServer server =
                        MemcachedServer.builder().tcp(false).unixSocket(socket).start();
                Memjay memjay = Memjay.builder()
                        .servers(socket.toString())
                        .timeout(LONG)
                        .connectTimeout(LONG)
                        .build()) {
            roundTrips(memjay);
        }
    }

    @Test
    void missingSocketIsNamed() {
        try (Memjay memjay =
                Memjay.create("memcached+unix://" + folder + "/none.sock?timeout=20s&connectTimeout=20s")) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> memjay.strings().get("key"))
                    .withMessageContaining("none.sock")
                    .withMessageContaining("no such file");
        }
    }

    @Test
    void unixSocketComesBackAfterRestart() {
        Path socket = folder.resolve("restarted.sock");
        try (Memjay memjay = Memjay.builder()
                .servers(socket.toString())
                .timeout(LONG)
                .connectTimeout(LONG)
                .reconnectPause(Duration.ofMillis(5))
                .build()) {
            try (Daemon server = Daemon.unix(socket)) {
                assertThat(memjay.awaitReady(LONG)).isTrue();
                roundTrips(memjay);
            }
            try (Daemon server = Daemon.unix(socket)) {
                assertThat(memjay.awaitReady(LONG)).isTrue();
                roundTrips(memjay);
            }
        }
    }

    @Test
    void ipv6Literal() {
        try (MemcachedServer server = MemcachedServer.builder().host("::1").start();
                Memjay memjay =
                        Memjay.create("memcached://[::1]:" + server.port() + "?timeout=20s&connectTimeout=20s")) {
            roundTrips(memjay);
        }
    }

    @Test
    void tcpUnixAndUdpInOneRing() {
        Path socket = folder.resolve("ring.sock");
        int udp = Ports.freeForUdp();
        try (RealMemcached tcp = RealMemcached.start();
                Daemon unix = Daemon.unix(socket);
                RealMemcached datagrams = RealMemcached.start("-U", Integer.toString(udp));
                Memjay memjay = Memjay.builder()
                        .servers(tcp.host() + ":" + tcp.port(), socket.toString(), "udp:127.0.0.1:" + udp)
                        .timeout(LONG)
                        .connectTimeout(LONG)
                        .build()) {
            Map<String, String> entries = new LinkedHashMap<>();
            for (int i = 0; i < 300; i++) {
                entries.put("key" + i, "value" + i);
            }
            assertThat(memjay.strings().setAll(entries).notDone()).isEmpty();
            assertThat(memjay.strings().getAll(entries.keySet())).isEqualTo(entries);
            for (String key : entries.keySet()) {
                assertThat(memjay.strings().get(key)).isEqualTo(entries.get(key));
            }
            assertThat(entries.keySet().stream().map(memjay::nodeFor).distinct())
                    .hasSize(3);
        }
    }
}
