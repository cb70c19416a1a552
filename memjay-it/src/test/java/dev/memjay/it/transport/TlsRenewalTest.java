package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.it.Soon;
import dev.memjay.it.transport.Certificates.Signed;
import dev.memjay.junit.RealMemcached;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What changes while a client lives: certificates, keys, a server that stands still, sessions that are resumed. */
class TlsRenewalTest extends OverTls {
    @Test
    void certificatesAreReadAgainWithoutARestart() throws IOException {
        Path swapped = Files.createDirectory(folder.resolve("swapped"));
        Signed shown = client.copyTo(swapped, "shown");
        Path trust = Files.copy(Path.of(authority.authority()), swapped.resolve("trust.crt"));
        Certificates next = new Certificates(swapped, "next");
        Signed newServer = next.forLoopback("new-server");
        Signed serverNow = server.copyTo(swapped, "server-now");
        try (MemcachedServer embedded = MemcachedServer.builder()
                        .tls(ServerTls.files(serverNow.certificate(), serverNow.key()))
                        .start();
                Memjay memjay = to("127.0.0.1", embedded.port())
                        .tlsTrust(trust.toString())
                        .tlsCertificate(shown.certificate().toString())
                        .tlsKey(shown.key().toString())
                        .build()) {
            roundTrips(memjay);
            newServer.replace(serverNow);
            assertThat(memjay.strings().set("key", "before the reload")).isTrue();
            refreshCertificates(memjay);
            Files.copy(Path.of(next.authority()), trust, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            long connects = memjay.metrics().nodes().get(0).connects();
            memjay.admin().disconnectAll();
            roundTrips(memjay);
            assertThat(memjay.metrics().nodes().get(0).connects()).isGreaterThan(connects);
        }
    }

    private static void refreshCertificates(Memjay memjay) {
        assertThat(memjay.admin().raw(memjay.nodes().get(0), "refresh_certs")).isEqualTo("OK");
    }

    @Test
    void filesThatBreakLaterLeaveTheOldOnesInForce() throws IOException {
        Path trust = Files.copy(Path.of(authority.authority()), folder.resolve("breaks.crt"));
        try (RealMemcached memcached = memcached(server);
                Memjay memjay = to(memcached).tlsTrust(trust.toString()).build()) {
            roundTrips(memjay);
            Files.writeString(trust, "-----BEGIN CERTIFICATE-----\nhalf of it");
            memjay.admin().disconnectAll();
            roundTrips(memjay);
        }
    }

    @Test
    void certificateSwappedByTheServerIsLookedAtAgain() {
        Path chain = folder.resolve("live.crt");
        Signed live = server.copyTo(folder, "live");
        Signed foreign = strangers.forLoopback("foreign");
        assertThat(live.certificate()).isEqualTo(chain);
        try (MemcachedServer embedded = MemcachedServer.builder()
                        .tls(ServerTls.files(live.certificate(), live.key()))
                        .start();
                Memjay memjay = to("127.0.0.1", embedded.port())
                        .reconnectPause(Duration.ofMillis(1))
                        .build()) {
            roundTrips(memjay);
            foreign.replace(live);
            refreshCertificates(memjay);
            memjay.admin().disconnectAll();
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> {
                        while (true) {
                            memjay.strings().get("key"); // until the new certificate is met
                        }
                    })
                    .withMessageContaining("trusted");
            server.replace(live);
        }
    }

    @Test
    void serverThatStandsStillIsGivenUpAndComesBack() {
        try (Daemon daemon = Daemon.tcp(
                        Map.of(), "-Z", "-o", "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key());
                Memjay memjay = to("127.0.0.1", daemon.port())
                        .connectTimeout(Duration.ofMillis(300))
                        .build()) {
            assertThat(memjay.awaitReady(LONG)).isTrue();
            roundTrips(memjay);
            daemon.freeze(true);
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() ->
                            memjay.strings().withTimeout(Duration.ofMillis(200)).get("key"));
            Soon.until(
                    () -> { // stuck, ended, and its successor's handshake hangs
                        try {
                            memjay.strings().withTimeout(Duration.ofMillis(200)).get("key");
                            return false;
                        } catch (NodeDownException down) {
                            return true;
                        } catch (MemjayException e) {
                            return String.valueOf(e.getMessage()).contains("shake hands");
                        }
                    });
            daemon.freeze(false);
            Soon.until(() -> {
                try {
                    return "back"
                            .equals(
                                    memjay.strings().set("key", "back")
                                            ? memjay.strings().get("key")
                                            : null);
                } catch (MemjayException notYet) {
                    return false;
                }
            });
        }
    }

    /** Both sides replace their keys every 64 KB, so that what is read makes the client write, in the middle of all else. */
    @Test
    void keysAreReplacedUnderLoad() {
        try (RealMemcached memcached = RealMemcached.start();
                TlsRelay relay = new TlsRelay(server, memcached.port(), 16);
                Memjay memjay = to("127.0.0.1", relay.port())
                        .tlsProtocols("TLSv1.3")
                        .connectionsPerServer(1) // a second one is opened where calls wait for long
                        .build()) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String name = "thread" + thread + "-";
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 200; i++) {
                                String value = (name + i + " ").repeat(400);
                                memjay.strings().set(name + i, value);
                                assertThat(memjay.strings().get(name + i)).isEqualTo(value);
                            }
                        },
                        task -> new Thread(task).start()));
            }
            for (int i = 0; i < 1_000; i++) {
                String value = "future " + i + " ".repeat(i);
                String key = "future" + i;
                all.add(memjay.strings()
                        .async()
                        .set(key, value)
                        .thenCompose(stored -> memjay.strings().async().get(key))
                        .thenAccept(found -> assertThat(found).isEqualTo(value)));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
            byte[] large = new byte[1_000_000];
            large[large.length - 1] = 7;
            memjay.bytes().set("large", large);
            assertThat(memjay.bytes().get("large")).isEqualTo(large);
            assertThat(relay.keyUpdates()).isGreaterThan(20);
            assertThat(memjay.metrics().nodes().get(0).connects()).isEqualTo(1);
            assertThat(memjay.metrics().rescues()).isZero();
        }
    }

    @Test
    void reconnectsResumeTheSession() throws Exception {
        try (TlsCounter counter = new TlsCounter(server);
                Memjay memjay = to("127.0.0.1", counter.port()).build()) {
            assertThat(memjay.strings().get("key")).isNull();
            for (int i = 0; i < 3; i++) {
                memjay.admin().disconnectAll();
                assertThat(memjay.strings().get("key")).isNull();
            }
            assertThat(counter.sessions()).hasSizeGreaterThanOrEqualTo(4);
            assertThat(counter.resumed()).isGreaterThanOrEqualTo(3);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
