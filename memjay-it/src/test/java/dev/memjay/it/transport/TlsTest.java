package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS: certificates good and bad, of servers and of clients, and those who do not speak it. */
class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static Certificates authority;
    private static Certificates strangers;
    private static Signed server;
    private static Signed client;

    @BeforeAll
    static void makeCertificates() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        authority = new Certificates(folder, "authority");
        strangers = new Certificates(folder, "strangers");
        server = authority.forLoopback("server");
        client = authority.forLoopback("client");
    }

    private static RealMemcached memcached(Signed identity, String... more) {
        List<String> options = new ArrayList<>(
                List.of("-Z", "-o", "ssl_chain_cert=" + identity.certificate() + ",ssl_key=" + identity.key()));
        options.addAll(List.of(more));
        return RealMemcached.start(options.toArray(String[]::new));
    }

    private static MemjayBuilder to(String host, int port) {
        return Memjay.builder()
                .servers(host + ":" + port)
                .tls(true)
                .tlsTrust(authority.authority())
                .reconnectPause(Duration.ofMillis(5))
                .timeout(LONG)
                .connectTimeout(LONG);
    }

    private static MemjayBuilder to(RealMemcached memcached) {
        return to("127.0.0.1", memcached.port());
    }

    private static void roundTrips(MemjayBuilder builder) {
        try (Memjay memjay = builder.build()) {
            roundTrips(memjay);
        }
    }

    private static void roundTrips(Memjay memjay) {
        memjay.strings().set("key", "value");
        assertThat(memjay.strings().get("key")).isEqualTo("value");
        byte[] large = new byte[900_000];
        large[large.length - 1] = 7;
        memjay.bytes().set("large", large);
        assertThat(memjay.bytes().async().get("large").join()).isEqualTo(large);
    }

    private static void fails(MemjayBuilder builder, String... reasons) {
        try (Memjay memjay = builder.build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> memjay.strings().get("key"))
                    .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
        }
    }

    @Test
    void realMemcachedByUri() {
        try (RealMemcached memcached = memcached(server);
                Memjay memjay = Memjay.connect("memcacheds://localhost:" + memcached.port()
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
    void foreignCertificateIsRefused() {
        try (RealMemcached memcached = memcached(strangers.forLoopback("stranger"))) {
            fails(to(memcached), "signed by nobody who is trusted", "tlsTrust");
        }
    }

    @Test
    void expiredCertificateIsRefused() {
        Signed expired = authority.sign("expired", "DNS:localhost,IP:127.0.0.1", -1);
        try (RealMemcached memcached = memcached(expired)) {
            fails(to(memcached), "has expired");
        }
    }

    @Test
    void certificateForAnotherHostIsRefusedUnlessAskedForByItsName() {
        Signed elsewhere = authority.sign("elsewhere", "DNS:cache.example.com,IP:192.0.2.1", 30);
        try (RealMemcached memcached = memcached(elsewhere)) {
            fails(to(memcached), "is not for '127.0.0.1'", "tlsServerName");
            fails(to("localhost", memcached.port()), "is not for 'localhost'");
            roundTrips(to(memcached).tlsServerName("cache.example.com"));
            roundTrips(to(memcached).tlsHostNameCheck(false));
        }
    }

    @Test
    void clientCertificatesOfEveryForm() throws IOException {
        Path pkcs1 = folder.resolve("pkcs1.key");
        Certificates.openssl("rsa", "-in", client.key().toString(), "-traditional", "-out", pkcs1.toString());
        Path encrypted = folder.resolve("encrypted.key");
        Certificates.openssl(
                "pkcs8",
                "-topk8",
                "-v2",
                "aes-256-cbc",
                "-in",
                client.key().toString(),
                "-passout",
                "pass:secret word",
                "-out",
                encrypted.toString());
        Path store = folder.resolve("client.p12");
        Certificates.openssl(
                "pkcs12",
                "-export",
                "-in",
                client.certificate().toString(),
                "-inkey",
                client.key().toString(),
                "-passout",
                "pass:secret word",
                "-out",
                store.toString());
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                "some words before it\n" + Files.readString(client.certificate()) + Files.readString(pkcs1));
        assertThat(pkcs1).content().startsWith("-----BEGIN RSA PRIVATE KEY");
        String certificate = client.certificate().toString();
        try (RealMemcached memcached = memcached(
                server,
                "-o",
                "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key()
                        + ",ssl_verify_mode=2,ssl_ca_cert=" + authority.authority())) {
            roundTrips(to(memcached)
                    .tlsCertificate(certificate)
                    .tlsKey(client.key().toString()));
            roundTrips(to(memcached).tlsCertificate(certificate).tlsKey(pkcs1.toString()));
            roundTrips(to(memcached).tlsCertificate(both.toString()));
            roundTrips(to(memcached)
                    .tlsCertificate(certificate)
                    .tlsKey(encrypted.toString())
                    .tlsKeyPassword("secret word"));
            roundTrips(to(memcached).tlsCertificate(store.toString()).tlsKeyPassword("secret word"));
        }
    }

    @Test
    void keyOfAnEllipticCurveInItsOldForm() throws IOException {
        Path key = folder.resolve("curve.key");
        Path request = folder.resolve("curve.csr");
        Path certificate = folder.resolve("curve.crt");
        Certificates.openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", key.toString());
        Certificates.openssl("req", "-new", "-key", key.toString(), "-subj", "/CN=curve", "-out", request.toString());
        Certificates.openssl(
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                authority.authority(),
                "-CAkey",
                folder.resolve("authority.key").toString(),
                "-CAcreateserial",
                "-days",
                "30",
                "-out",
                certificate.toString());
        assertThat(key).content().startsWith("-----BEGIN EC PRIVATE KEY");
        try (RealMemcached memcached = memcached(
                server,
                "-o",
                "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key()
                        + ",ssl_verify_mode=2,ssl_ca_cert=" + authority.authority())) {
            roundTrips(to(memcached).tlsCertificate(certificate.toString()).tlsKey(key.toString()));
        }
    }

    @Test
    void missingClientCertificateIsNamed() {
        try (RealMemcached memcached = memcached(
                server,
                "-o",
                "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key()
                        + ",ssl_verify_mode=2,ssl_ca_cert=" + authority.authority())) {
            fails(to(memcached), "TLS");
        }
        try (MemcachedServer embedded = MemcachedServer.builder()
                .tls(ServerTls.files(server.certificate(), server.key())
                        .authority(Path.of(authority.authority()))
                        .clientCertificateRequired())
                .start()) {
            fails(to("127.0.0.1", embedded.port()), "tlsCertificate");
        }
    }

    @Test
    void missingAndBrokenFilesAreNamed() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.crt"), "-----BEGIN CERTIFICATE-----\nno end");
        try (RealMemcached memcached = memcached(server)) {
            fails(
                    to(memcached).tlsTrust(folder.resolve("none.crt").toString()),
                    "tlsTrust",
                    "none.crt",
                    "no such file");
            fails(to(memcached).tlsTrust(broken.toString()), "tlsTrust", "broken.crt");
            fails(to(memcached).tlsTrust(client.key().toString()), "tlsTrust", "no certificate in it");
            fails(to(memcached).tlsCertificate(client.certificate().toString()), "tlsCertificate", "no private key");
        }
    }

    @Test
    void plainServerIsNamed() {
        try (MemcachedServer embedded = MemcachedServer.start()) {
            try (Memjay memjay = to("127.0.0.1", embedded.port())
                    .connectTimeout(Duration.ofMillis(500))
                    .build()) {
                assertThatExceptionOfType(ConnectionException.class)
                        .isThrownBy(() -> memjay.strings().get("key"))
                        .withMessageContaining("speak TLS");
            }
        }
        try (RealMemcached memcached = RealMemcached.start();
                Memjay memjay =
                        to(memcached).connectTimeout(Duration.ofMillis(500)).build()) {
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
                            memjay.strings().timeout(Duration.ofMillis(200)).get("key"));
            Soon.until(
                    () -> { // stuck, ended, and its successor's handshake hangs
                        try {
                            memjay.strings().timeout(Duration.ofMillis(200)).get("key");
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
                Memjay memjay =
                        to("127.0.0.1", relay.port()).tlsProtocols("TLSv1.3").build()) {
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
