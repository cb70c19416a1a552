package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Credentials;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServerTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins in text and by SASL, right and wrong, on real memcached and on the embedded server. */
class LoginTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String PASSWORD = "s3cret:word";

    @TempDir
    Path folder;

    @BeforeEach
    void letOthersIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Daemon withAuthFile(String... more) {
        try {
            Path file = folder.resolve("users");
            Files.writeString(file, "ann:" + PASSWORD + "\nbob:other\n");
            List<String> options = new ArrayList<>(List.of("-Y", file.toString()));
            options.addAll(List.of(more));
            return Daemon.tcp(Map.of(), options.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Daemon withSasl(String mechanisms) {
        return SaslUsers.serve(folder, "ann", PASSWORD, mechanisms);
    }

    private static MemjayBuilder to(int port) {
        return Memjay.builder()
                .servers("127.0.0.1:" + port)
                .reconnectPause(Duration.ofMillis(1))
                .timeout(LONG)
                .connectTimeout(LONG);
    }

    private static void roundTrips(MemjayBuilder builder) {
        try (Memjay memjay = builder.build()) {
            memjay.strings().set("key", "value");
            assertThat(memjay.strings().get("key")).isEqualTo("value");
        }
    }

    private static void refused(MemjayBuilder builder, String... reasons) {
        try (Memjay memjay = builder.build()) {
            for (int i = 0; i < 8; i++) { // more often than it takes a node to be down
                assertThatExceptionOfType(ConnectionException.class)
                        .isThrownBy(() -> memjay.strings().get("key"))
                        .satisfies(
                                e -> assertThat(everything(e)).contains(reasons).doesNotContain(PASSWORD, "wrong-one"));
            }
        }
    }

    private static String everything(Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString();
    }

    @Test
    void asciiLoginByUri() {
        try (Daemon server = withAuthFile();
                Memjay memjay = Memjay.create("memcached://ann:s3cret%3Aword@127.0.0.1:" + server.port()
                        + "?timeout=20s&connectTimeout=20s")) {
            memjay.strings().set("key", "value");
            assertThat(memjay.strings().get("key")).isEqualTo("value");
            assertThat(memjay.toString() + memjay.settings())
                    .contains("ann", "***")
                    .doesNotContain(PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "auto"})
    void asciiLoginInEveryTextProtocol(String protocol) {
        try (MemcachedServer server =
                        MemcachedServer.builder().asciiUser("ann", PASSWORD).start();
                Daemon real = withAuthFile()) {
            roundTrips(to(server.port()).user("ann").password(PASSWORD).protocol(protocol));
            roundTrips(to(real.port()).user("ann").password(PASSWORD).protocol(protocol));
        }
    }

    @Test
    void serverWithoutLoginKeepsNoPassword() {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = to(server.port()).user("ann").password(PASSWORD).build()) {
            memjay.strings().set("key", "value");
            assertThat(memjay.strings().get("memjay_login")).isNull();
        }
    }

    @Test
    void wrongPasswordFailsAtOnceAndIsNotTriedAgainAndAgain() {
        try (MemcachedServer server = MemcachedServer.builder()
                        .asciiUser("ann", PASSWORD)
                        .recordedRequests(1000)
                        .start();
                Daemon real = withAuthFile()) {
            refused(to(real.port()).user("ann").password("wrong-one"), "'ann'", "authentication failure");
            try (Memjay memjay =
                    to(server.port()).user("ann").password("wrong-one").build()) {
                for (int i = 0; i < 500; i++) {
                    assertThatExceptionOfType(ConnectionException.class)
                            .isThrownBy(() -> memjay.strings().get("key"))
                            .withMessageContaining("'ann'");
                }
                assertThat(server.requests()).hasSizeLessThan(10);
            }
        }
    }

    @Test
    void missingLoginIsNamed() {
        try (Daemon real = withAuthFile()) {
            refused(to(real.port()), "login");
        }
    }

    @Test
    void credentialsMayChange() {
        AtomicReference<Credentials> current = new AtomicReference<>(Credentials.of("ann", PASSWORD));
        AtomicInteger asked = new AtomicInteger();
        try (MemcachedServer server = MemcachedServer.builder()
                        .asciiUser("ann", PASSWORD)
                        .asciiUser("bob", "other")
                        .recordedRequests(100)
                        .start();
                Memjay memjay = to(server.port())
                        .credentials(() -> {
                            asked.incrementAndGet();
                            return current.get();
                        })
                        .build()) {
            memjay.strings().set("key", "value");
            assertThat(asked).hasValue(1);
            current.set(Credentials.of("bob", "other"));
            memjay.admin().disconnectAll();
            assertThat(memjay.strings().get("key")).isEqualTo("value");
            assertThat(asked).hasValue(2);
            assertThat(memjay.settings().toString()).doesNotContain("other");
        }
    }

    @Test
    void failingSupplierIsNamed() {
        try (MemcachedServer server =
                MemcachedServer.builder().asciiUser("ann", PASSWORD).start()) {
            refused(
                    to(server.port()).credentials(() -> {
                        throw new IllegalStateException("vault is sealed");
                    }),
                    "supplier of the credentials");
        }
    }

    @Test
    void halfALoginIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.create("memcached://ann@h"))
                .withMessageContaining("no password");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().password("x").build())
                .withMessageContaining("no user");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.create("memcached+udp://ann:x@h"))
                .withMessageContaining("UDP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "CRAM-MD5", "SCRAM-SHA-256"})
    void saslMechanismOnRealMemcached(String mechanism) {
        try (Daemon server = withSasl(mechanism)) {
            roundTrips(to(server.port()).user("ann").password(PASSWORD).protocol("binary"));
            refused(to(server.port()).user("ann").password("wrong-one").protocol("binary"), "'ann'", mechanism);
        }
    }

    @Test
    void bestMechanismIsTakenUnlessOneIsAskedFor() {
        try (Daemon server = withSasl("PLAIN CRAM-MD5 SCRAM-SHA-256")) {
            MemjayBuilder wrong =
                    to(server.port()).user("ann").password("wrong-one").protocol("binary");
            refused(wrong, "SCRAM-SHA-256");
            refused(wrong.loginMethod("cram-md5"), "CRAM-MD5");
            refused(wrong.loginMethod("plain"), "PLAIN");
            roundTrips(wrong.password(PASSWORD));
        }
    }

    @Test
    void saslOnTheEmbeddedServer() {
        try (MemcachedServer server =
                MemcachedServer.builder().saslUser("ann", PASSWORD).start()) {
            roundTrips(to(server.port()).user("ann").password(PASSWORD).protocol("binary"));
            refused(to(server.port()).user("ann").password("wrong-one").protocol("binary"), "'ann'", "PLAIN");
            refused(
                    to(server.port())
                            .user("ann")
                            .password(PASSWORD)
                            .protocol("binary")
                            .loginMethod("scram-sha-256"),
                    "SCRAM-SHA-256",
                    "PLAIN");
        }
    }

    @Test
    void serverWithoutSaslIsNamed() {
        try (MemcachedServer server = MemcachedServer.start()) {
            refused(to(server.port()).user("ann").password(PASSWORD).protocol("binary"), "knows no SASL");
        }
    }

    @Test
    void autoSendsNoPasswordOverAnOpenNetwork() throws IOException {
        try (MemcachedServer server = MemcachedServer.builder()
                        .host("0.0.0.0")
                        .saslUser("ann", PASSWORD)
                        .recordedRequests(1000)
                        .start();
                Daemon real = withSasl("PLAIN CRAM-MD5")) {
            String node = addressOfThisMachine() + ":" + server.port();
            MemjayBuilder open = to(server.port())
                    .servers(node)
                    .user("ann")
                    .password(PASSWORD)
                    .protocol("binary");

            refused(open, "[PLAIN]", "loginMethod=auto", "memcacheds://", "loginMethod=plain");
            assertThat(server.requests().toString()).doesNotContain(PASSWORD);
            roundTrips(open.loginMethod("plain"));
            roundTrips(open.loginMethod("sasl"));
            roundTrips(to(real.port()).user("ann").password(PASSWORD).protocol("binary"));
        }
    }

    @Test
    void autoSendsItUnderTls() throws IOException {
        ServerTls tls = ServerTls.made();
        Path trust = Files.writeString(folder.resolve("made.crt"), tls.authorityPem());
        try (MemcachedServer server = MemcachedServer.builder()
                .host("0.0.0.0")
                .tls(tls)
                .saslUser("ann", PASSWORD)
                .start()) {
            roundTrips(to(server.port())
                    .servers(addressOfThisMachine() + ":" + server.port())
                    .tls(true)
                    .tlsTrust(trust.toString())
                    .tlsHostNameCheck(false)
                    .user("ann")
                    .password(PASSWORD)
                    .protocol("binary"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with:colon", ":", "p\u00e4ssw\u00f6rd", "#!/\\%@&?", "tab\there"})
    void passwordsThatTheAuthFileCarries(String password) throws IOException {
        Path file = folder.resolve("users");
        Files.writeString(file, "ann:" + password + "\n");
        try (Daemon real = Daemon.tcp(Map.of(), "-Y", file.toString());
                MemcachedServer server =
                        MemcachedServer.builder().asciiUser("ann", password).start()) {
            roundTrips(to(real.port()).user("ann").password(password));
            roundTrips(to(server.port()).user("ann").password(password));
        }
    }

    /** memcached reads the file's line whole, and what is sent word by word. */
    @Test
    void aPasswordWithASpaceIsRefusedBeforeItIsSent() throws IOException {
        String password = "correct horse";
        Path file = folder.resolve("users");
        Files.writeString(file, "ann:" + password + "\n");
        try (Daemon real = Daemon.tcp(Map.of(), "-Y", file.toString())) {
            assertThat(answerTo(real.port(), "ann " + password)).isEqualTo("CLIENT_ERROR authentication failure");
            refused(to(real.port()).user("ann").password(password), "'ann'", "has a space");
        }
    }

    private static String answerTo(int port, String token) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String command = "set login 0 -1 " + token.length() + "\r\n" + token + "\r\n";
            socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 100_000})
    void longPasswordsAreRefusedWithoutThem(int length) {
        String password = "Sup3rSecretPw".repeat(length / 13);
        try (Daemon real = withAuthFile();
                Memjay memjay = to(real.port()).user("ann").password(password).build()) {
            assertThatExceptionOfType(MemjayException.class)
                    .isThrownBy(() -> memjay.strings().get("key"))
                    .satisfies(e -> assertThat(everything(e)).doesNotContain("Sup3rSecretPw"));
        }
    }

    @Test
    void passwordOverAnOpenNetworkWarnsOnce() throws IOException {
        String address = addressOfThisMachine();
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord log) {
                records.add(log);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.memjay");
        logger.addHandler(handler);
        try (MemcachedServer server = MemcachedServer.builder()
                .host("0.0.0.0")
                .asciiUser("ann", PASSWORD)
                .start()) {
            roundTrips(to(server.port()).user("ann").password(PASSWORD));
            assertThat(records).isEmpty();
            try (Memjay memjay = to(server.port())
                    .servers(address + ":" + server.port())
                    .user("ann")
                    .password(PASSWORD)
                    .build()) {
                memjay.strings().set("key", "value");
                memjay.admin().disconnectAll();
                assertThat(memjay.strings().get("key")).isEqualTo("value");
            }
            assertThat(records).singleElement().satisfies(log -> {
                assertThat(log.getMessage()).contains("without TLS");
                assertThat(log.getMessage() + List.of(log.getParameters())).doesNotContain(PASSWORD);
            });
        } finally {
            logger.removeHandler(handler);
        }
    }

    private static String addressOfThisMachine() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this machine has no address but loopback"))
                .getHostAddress();
    }

    @Test
    void errorsOfCallsHoldNoPassword() {
        try (MemcachedServer server =
                        MemcachedServer.builder().asciiUser("ann", "x").start();
                Memjay memjay = to(server.port()).user("ann").password(PASSWORD).build()) {
            assertThatExceptionOfType(MemjayException.class)
                    .isThrownBy(() -> memjay.strings().set("key", "value"))
                    .satisfies(e -> assertThat(everything(e)).doesNotContain(PASSWORD));
            assertThat(memjay.metrics().toString()).doesNotContain(PASSWORD);
        }
    }
}
