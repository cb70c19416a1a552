package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.junit.RealMemcached;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServerTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS: calls over it, its versions and ciphers, and those who do not speak it. */
class TlsTest extends OverTls {
    @Test
    void realMemcachedByUri() {
        try (RealMemcached memcached = memcached(server);
                Memjay memjay = Memjay.create("memcacheds://localhost:" + memcached.port()
                        + "?timeout=20s&connectTimeout=20s&tlsTrust=" + authority.authority())) {
            roundTrips(memjay);
        }
    }

    @Test
    void embeddedServer() throws IOException {
        ServerTls made = ServerTls.made();
        Path trust = Files.writeString(folder.resolve("made.crt"), made.authorityPem());
        try (MemcachedServer embedded = MemcachedServer.builder().tls(made).start()) {
            roundTrips(to("127.0.0.1", embedded.port()).tlsTrust(trust.toString()));
        }
    }

    @Test
    void manyThreadsAndFuturesShareAConnection() {
        try (RealMemcached memcached = memcached(server);
                Memjay memjay = to(memcached).build()) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                String name = "thread" + thread;
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 500; i++) {
                                String key = name + "-" + i;
                                memjay.strings().set(key, key.repeat(i % 50 + 1));
                                assertThat(memjay.strings().get(key)).isEqualTo(key.repeat(i % 50 + 1));
                            }
                        },
                        task -> new Thread(task).start()));
            }
            for (int i = 0; i < 2_000; i++) {
                String key = "future" + i;
                all.add(memjay.strings()
                        .async()
                        .set(key, key)
                        .thenCompose(stored -> memjay.strings().async().get(key))
                        .thenAccept(value -> assertThat(value).isEqualTo(key)));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
            assertThat(memjay.metrics().rescues()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void protocolsCanBeChosen(String protocol) {
        try (RealMemcached memcached = memcached(server)) {
            roundTrips(to(memcached).tlsProtocols(protocol));
        }
    }

    @Test
    void protocolThatTheServerRefusesIsNamed() {
        try (RealMemcached memcached = memcached(
                server,
                "-o",
                "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key() + ",ssl_min_version=3")) {
            fails(to(memcached).tlsProtocols("TLSv1.2"), "protocol_version");
        }
    }

    @Test
    void ciphersCanBeChosen() {
        try (RealMemcached memcached = memcached(server)) {
            roundTrips(to(memcached).tlsCiphers("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
            fails(to(memcached).tlsCiphers("TLS_OF_NOBODY"), "TLS_OF_NOBODY", "tlsCiphers");
        }
    }

    @Test
    void plainServerIsNamed() {
        try (MemcachedServer embedded = MemcachedServer.start()) {
            try (Memjay memjay = to("127.0.0.1", embedded.port())
                    .connectTimeout(Duration.ofSeconds(2))
                    .build()) {
                assertThatExceptionOfType(ConnectionException.class)
                        .isThrownBy(() -> memjay.strings().get("key"))
                        .withMessageContaining("speak TLS");
            }
        }
        try (RealMemcached memcached = RealMemcached.start();
                Memjay memjay =
                        to(memcached).connectTimeout(Duration.ofSeconds(2)).build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> memjay.strings().get("key"))
                    .withMessageContaining("TLS");
        }
    }

    @Test
    void plainClientOfATlsServerIsTold() {
        try (RealMemcached memcached = memcached(server);
                MemcachedServer embedded = MemcachedServer.builder()
                        .tls(ServerTls.files(server.certificate(), server.key()))
                        .start()) {
            for (int port : new int[] {memcached.port(), embedded.port()}) {
                try (Memjay memjay = Memjay.builder()
                        .servers("127.0.0.1:" + port)
                        .timeout(LONG)
                        .connectTimeout(LONG)
                        .build()) {
                    assertThatExceptionOfType(ConnectionException.class)
                            .isThrownBy(() -> memjay.strings().get("key"))
                            .withMessageContaining("127.0.0.1");
                }
            }
        }
    }

    @Test
    void handshakeThatHangsEndsWithTheConnectTimeoutAndHoldsUpNobodyElse() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RealMemcached memcached = memcached(server);
                Memjay memjay = to(memcached)
                        .servers("127.0.0.1:" + memcached.port(), "127.0.0.1:" + mute.getLocalPort())
                        .connectTimeout(Duration.ofSeconds(2))
                        .build()) {
            String here = key(memjay, memcached.port());
            String there = key(memjay, mute.getLocalPort());
            CompletableFuture<String> hanging = memjay.strings().async().get(there);
            memjay.strings().set(here, "value");
            assertThat(memjay.strings().get(here)).isEqualTo("value");
            assertThat(hanging).isNotDone();
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> memjay.strings().get(there))
                    .withMessageContaining("shake hands");
        }
    }

    private static String key(Memjay memjay, int port) {
        for (int i = 0; ; i++) {
            if (memjay.nodeFor("key" + i).port() == port) {
                return "key" + i;
            }
        }
    }
}
