package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServeOptionsTest {
    private static String settings(String... options) throws IOException {
        try (MemcachedServer server = ServeOptions.parse(options).builder().start();
                Client client = Client.of(server)) {
            return client.ask("stats settings\r\n", "END\r\n");
        }
    }

    @Test
    void lettersOfMemcached() throws IOException {
        assertThat(settings(
                        "-p-1",
                        "-m",
                        "128",
                        "-I2m",
                        "-MAFXWC",
                        "-c",
                        "7",
                        "-t3",
                        "-vv",
                        "-B",
                        "ascii",
                        "-b8675",
                        "-o",
                        "nosuch,x=1"))
                .contains("STAT maxbytes 134217728\r\n")
                .contains("STAT item_size_max 2097152\r\n")
                .contains("STAT evictions off\r\n")
                .contains("STAT shutdown_command yes\r\n")
                .contains("STAT flush_enabled no\r\n")
                .contains("STAT dump_enabled no\r\n")
                .contains("STAT cas_enabled no\r\n")
                .contains("STAT maxconns 7\r\n")
                .contains("STAT tcp_backlog 8675\r\n")
                .contains("STAT num_threads 3\r\n")
                .contains("STAT verbosity 2\r\n")
                .contains("STAT binding_protocol ascii\r\n");
    }

    @Test
    void aUnixSocketWithItsMode(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("memcached.sock");
        try (MemcachedServer server =
                ServeOptions.parse("-s", path.toString(), "-a", "770").builder().start()) {
            assertThat(server.port()).isZero();
            assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwxrwx---"));
        }
    }

    @Test
    void wordsThatAreSettings() throws IOException {
        assertThat(settings("--port=0", "-o", "ssl_wbuf_size=32,idle_timeout=500,no_lru_crawler,no_lru_maintainer"))
                .contains("STAT ssl_wbuf_size 32768\r\n")
                .contains("STAT idle_timeout 500\r\n")
                .contains("STAT lru_crawler no\r\n")
                .contains("STAT lru_maintainer_thread no\r\n");
        assertThat(settings("--port=0", "-o", "version=1.6.18")).contains("STAT num_napi_ids (null)\r\n");
        assertThat(settings("--port=0", "-o", "no_modern"))
                .contains("STAT lru_crawler no\r\n")
                .contains("STAT lru_maintainer_thread no\r\n");
        assertThat(settings("--port=0", "-o", "no_modern,lru_crawler,lru_maintainer"))
                .contains("STAT lru_crawler yes\r\n")
                .contains("STAT lru_maintainer_thread yes\r\n");
    }

    @Test
    void aTurnEndsAfterTheRequestsOfR() throws IOException {
        try (MemcachedServer server =
                        ServeOptions.parse("--port=0", "-R", "3").builder().start();
                Client client = Client.of(server)) {
            client.ask("mn\r\n".repeat(6) + "get a\r\n", "END\r\n");
            assertThat(client.ask("stats\r\n", "END\r\n")).contains("STAT conn_yields 2\r\n");
            assertThat(client.ask("stats settings\r\n", "END\r\n")).contains("STAT reqs_per_event 3\r\n");
            assertThat(client.line("mn\r\n")).isEqualTo("MN\r\n");
            assertThat(client.ask("stats\r\n", "END\r\n")).contains("STAT conn_yields 2\r\n");
        }
    }

    @Test
    void aLimitOfTheMemoryForRepliesRefusesWhatNeedsMore() throws IOException {
        try (MemcachedServer server = ServeOptions.parse(
                                "--port=0", "-t", "32", "-R", "500", "-o", "read_buf_mem_limit=1")
                        .builder()
                        .start();
                Client client = Client.of(server);
                Client greedy = Client.of(server)) {
            assertThat(client.line("get" + " a".repeat(20) + "\r\n")).isEqualTo("END\r\n");
            assertThat(client.line("get" + " a".repeat(21) + "\r\n"))
                    .isEqualTo("SERVER_ERROR out of memory writing get response\r\n");
            greedy.send("mg a v\r\n".repeat(500));
            assertThat(greedy.ended()).isTrue();
            assertThat(client.ask("stats\r\n", "END\r\n")).contains("STAT response_obj_oom 2\r\n");
            assertThat(client.ask("stats settings\r\n", "END\r\n")).contains("STAT read_buf_mem_limit 1048576\r\n");
        }
    }

    @Test
    void longNames() throws IOException {
        assertThat(settings("--port=0", "--memory", "32", "--listen=127.0.0.1")).contains("STAT maxbytes 33554432\r\n");
        assertThat(ServeOptions.parse("--help").help()).isTrue();
        assertThat(ServeOptions.usage()).contains("--port");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-p x",
                "-p 65536",
                "-m 0",
                "-m lots",
                "-I 512",
                "-I 2000m",
                "-I 40m",
                "-c 0",
                "-t 0",
                "-B both",
                "-b 0",
                "-R 0",
                "-o read_buf_mem_limit=x",
                "-f 1",
                "-n 0",
                "-a 9",
                "-Y /no/such/file",
                "-Z",
                "-Z -o ssl_chain_cert=/no/such/file",
                "--tls -o ssl_verify_mode=9",
                "-S -B auto",
                "-S -U 11211",
                "--user nocolon",
                "--user :nobody",
                "--tls -o ssl_min_version=9",
                "--user a:b -U 11211",
                "--user a:b -U -1",
                "--user a:b -B auto",
                "--user a:b -B binary",
                "-S --user a:b -B auto",
                "-S --user a:b -B ascii",
                "--tls -p 0 -U -1",
                "-q",
                "--nosuch",
                "stray",
                "-p"
            })
    void badValuesAreRefused(String line) {
        assertThatThrownBy(() ->
                        ServeOptions.parse(line.split(" ")).builder().start().close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).{10,}");
    }

    @Test
    void authFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("users");
        Files.writeString(file, "fred:secret\nbarney:other\n");
        try (MemcachedServer server = ServeOptions.parse("-p", "-1", "-Y", file.toString())
                        .builder()
                        .start();
                Client client = Client.of(server)) {
            assertThat(client.line("set x 0 0 12\r\nbarney wrong\r\n")).startsWith("CLIENT_ERROR ");
        }
        try (MemcachedServer server = ServeOptions.parse("-p", "-1", "-Y", file.toString())
                        .builder()
                        .start();
                Client client = Client.of(server)) {
            assertThat(client.line("set x 0 0 12\r\nbarney other\r\n")).isEqualTo("STORED\r\n");
        }
        Files.writeString(file, "ann:with:colon:\n");
        try (MemcachedServer server = ServeOptions.parse("-p", "-1", "-Y", file.toString())
                        .builder()
                        .start();
                Client client = Client.of(server)) {
            assertThat(client.line("set x 0 0 8\r\nann with\r\n")).startsWith("CLIENT_ERROR ");
            assertThat(client.line("set x 0 0 15\r\nann with:colon:\r\n")).isEqualTo("STORED\r\n");
        }
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> ServeOptions.parse("-Y", file.toString()))
                .hasMessageContaining("no user in the auth file");
    }

    @Test
    void saslWithoutUsersLetsNobodyIn() throws IOException {
        ServeOptions options = ServeOptions.parse("--port=0", "-S", "-B", "binary");
        assertThat(options.nobodyCanLogIn()).isTrue();
        try (MemcachedServer server = options.builder().start();
                Client client = Client.of(server)) {
            client.send("\u0080\n" + "\0".repeat(22));
            assertThat(client.read(24 + 13)).endsWith("Auth failure.");
            assertThat(client.ended()).isTrue();
        }
        assertThat(ServeOptions.parse("-S", "--user=a:b").nobodyCanLogIn()).isFalse();
    }

    @Test
    void aUserOfTheCommandLineLogsInBySasl() throws IOException {
        try (MemcachedServer server = ServeOptions.parse("--port=0", "-S", "--user=a:b")
                        .builder()
                        .start();
                Client client = Client.of(server)) {
            client.send("\u0080!\0\5\0\0\0\0\0\0\0\11" + "\0".repeat(12) + "PLAIN" + "\0a\0b");
            assertThat(client.read(24 + 13)).endsWith("Authenticated");
        }
    }

    @Test
    void theLimitOfConnectionsCountsTheFilesThatMemcachedHoldsItself() throws IOException {
        try (MemcachedServer server = ServeOptions.parse("-p", "-1", "-c", "14", "-t", "1")
                        .builder()
                        .start();
                Client first = Client.of(server);
                Client second = Client.of(server)) {
            assertThat(first.line("mn\r\n")).isEqualTo("MN\r\n");
            assertThat(second.line("mn\r\n")).isEqualTo("MN\r\n");
            try (Client third = Client.of(server)) {
                assertThat(third.line("")).isEqualTo("ERROR Too many open connections\r\n");
            }
            assertThat(first.ask("stats\r\n", "END\r\n"))
                    .contains("STAT max_connections 14\r\n", "STAT rejected_connections 1\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"hardened,ERROR", "debugtime,OK"})
    void theClockIsMovedByClientsOnlyIfTheServerWasStartedForIt(String word, String answer) throws IOException {
        try (MemcachedServer server =
                        ServeOptions.parse("--port=0", "-o", word).builder().start();
                Client client = Client.of(server)) {
            for (String command : new String[] {"debugtime 60", "debugtime p", "debugtime r"}) {
                assertThat(client.line(command + "\r\n")).isEqualTo(answer + "\r\n");
            }
        }
        try (MemcachedServer server = MemcachedServer.start();
                Client client = Client.of(server)) {
            assertThat(client.line("debugtime 60\r\n")).isEqualTo("ERROR\r\n");
        }
    }

    @Test
    void severalAddresses() throws IOException {
        try (MemcachedServer server = ServeOptions.parse("-p", "-1", "-l", "127.0.0.1:0,127.0.0.2:0,[::1]:0")
                        .builder()
                        .start();
                Client client = Client.of(server)) {
            String conns = client.ask("stats conns\r\n", "END\r\n");
            assertThat(conns).contains(":listen_addr tcp:127.0.0.1:" + server.port() + "\r\n", ":addr tcp:127.0.0.2:");
            int port = Integer.parseInt(conns.replaceAll("(?s).*:addr tcp6:\\[::1]:(\\d+).*", "$1"));
            try (Client six = new Client(new Socket("::1", port))) {
                assertThat(six.ask("stats conns\r\n", "END\r\n"))
                        .containsPattern(":addr tcp6:\\[::1]:(?!" + port + ")")
                        .contains(":listen_addr tcp6:[::1]:" + port + "\r\n");
            }
        }
    }

    @Test
    void aPortGivenByItsLetterMeansAllAddresses() {
        assertThat(host("-p", "-1")).isEqualTo("0.0.0.0");
        assertThat(host("--port=0")).isEqualTo("127.0.0.1");
        assertThat(host("-p", "-1", "-l", "127.0.0.2")).isEqualTo("127.0.0.2");
    }

    @Test
    void aPortForUdpIsOneForTcpToo() {
        try (MemcachedServer server =
                ServeOptions.parse("-U", "-1", "-l", "127.0.0.1").builder().start()) {
            assertThat(server.port()).isPositive().isNotEqualTo(ServeOptions.DEFAULT_PORT);
            assertThat(server.udpPort()).isPositive();
        }
    }

    @Test
    void aPortOfZeroByItsLetterMeansNone() throws IOException {
        try (MemcachedServer server = ServeOptions.parse("-p", "0", "-U", "-1", "-l", "127.0.0.1")
                .builder()
                .start()) {
            assertThat(server.port()).isZero();
            assertThat(server.udpPort()).isPositive();
            assertThat(server.host()).isEqualTo("127.0.0.1");
        }
        try (MemcachedServer server = ServeOptions.parse("-p", "0").builder().start()) {
            assertThat(server.port()).isZero();
            assertThat(server.udpPort()).isZero();
        }
        try (MemcachedServer server = ServeOptions.parse("--port=0").builder().start()) {
            assertThat(server.port()).isPositive();
        }
    }

    private static String host(String... options) {
        try (MemcachedServer server = ServeOptions.parse(options).builder().start()) {
            return server.host();
        }
    }
}
