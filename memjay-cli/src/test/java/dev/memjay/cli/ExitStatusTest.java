package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The five statuses, and what stands on standard error with each. */
final class ExitStatusTest {
    private static MemcachedServer server;
    /** Has a port, where it does not listen, and nobody else can. */
    private static Socket deaf;

    private static String nowhere;

    @BeforeAll
    static void start() throws IOException {
        server = MemcachedServer.start();
        deaf = new Socket();
        deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        nowhere = "127.0.0.1:" + deaf.getLocalPort();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        deaf.close();
    }

    @Test
    void doneOrFoundIsZero() {
        assertThat(memjay("set", "status:done", "v")).satisfies(run -> {
            assertThat(run.status()).isZero();
            assertThat(run.err()).isEmpty();
        });
        assertThat(memjay("get", "status:done").status()).isZero();
    }

    @Test
    void notFoundOrNotStoredIsOne() {
        memjay("set", "status:there", "v");
        assertThat(memjay("get", "status:nobody").status()).isEqualTo(1);
        assertThat(memjay("get", "status:there", "status:nobody").status()).isEqualTo(1);
        assertThat(memjay("add", "status:there", "v").status()).isEqualTo(1);
        assertThat(memjay("replace", "status:nobody", "v").status()).isEqualTo(1);
        assertThat(memjay("delete", "status:nobody").status()).isEqualTo(1);
        assertThat(memjay("incr", "status:nobody").status()).isEqualTo(1);
        assertThat(memjay("touch", "status:nobody", "60").status()).isEqualTo(1);
        assertThat(memjay("gat", "status:nobody", "60").status()).isEqualTo(1);
        assertThat(memjay("cas", "status:nobody", "v", "1").status()).isEqualTo(1);
        assertThat(memjay("get", "status:nobody").err()).isEqualTo("memjay: status:nobody: not found\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gte k",
                "get",
                "get k --nonsense",
                "set k v w",
                "get k --timeout soon",
                "get k --timeout 0s",
                "get k --codec yaml",
                "get k --placement circle",
                "get k --hash sha1",
                "get k --placement dalli --hash md5",
                "get k --protocol telnet",
                "get k --servers host:port",
                "get k --servers memcached://host?nonsense=1",
                "get a\tb",
                "set k v --ttl 0",
                "touch k",
                "touch k 60 --ttl 60",
                "cas k v 0",
                "cas k v x",
                "incr k --ttl 60",
                "get k --noreply",
                "get k l --codec json --codec bytes --servers",
                "nodes --keys-from /nonexistent/file",
                "serve --nonsense"
            })
    void usageIsTwo(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
        assertOneLine(CommandRun.of(arguments), 2);
    }

    @Test
    void unreachableIsThree() {
        for (String command : new String[] {
            "get k",
            "get k l",
            "get k --json",
            "set k v",
            "delete k",
            "incr k",
            "version",
            "ping",
            "stats",
            "flush --yes",
            "demo",
            "set k v --noreply"
        }) {
            assertOneLine(CommandRun.of((command + " --servers " + nowhere).split(" ")), 3);
        }
    }

    @Test
    void silenceOfTheServerIsThree() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            CommandRun run =
                    CommandRun.of("get", "k", "--timeout", "50ms", "--servers", "127.0.0.1:" + silent.getLocalPort());
            assertOneLine(run, 3);
        }
    }

    @Test
    void refusedByTheServerIsFour() {
        memjay("set", "status:text", "no number");
        assertOneLine(memjay("incr", "status:text"), 4);
        CommandRun tooLarge =
                CommandRun.withInput(new byte[2 << 20], "set", "status:large", "-", "--servers", server.address());
        assertOneLine(tooLarge, 4);
        assertThat(memjay("get", "status:text").out()).isEqualTo("no number\n");
    }

    @Test
    void aFullServerIsFour() {
        try (MemcachedServer full =
                MemcachedServer.builder().memory(10_000).evictions(false).start()) {
            String[] arguments = {"set", "status:full", "-", "--servers", full.address()};
            CommandRun run = CommandRun.withInput(new byte[50_000], arguments);
            assertOneLine(run, 4);
            assertThat(run.err()).contains("out of memory");
        }
    }

    @Test
    void oneServerOutOfReachOutweighsAllElse() {
        String both = server.address() + "," + nowhere;
        assertThat(CommandRun.of("version", "--servers", both)).satisfies(run -> {
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.out()).startsWith(server.address() + "\t");
        });
    }

    @Test
    void whatTheOtherServersHaveIsPrinted() {
        String both = server.address() + "," + nowhere;
        String[] keys = keysOnBoth(both);
        String key = keys[0];
        memjay("set", key, "v");
        CommandRun plain = CommandRun.of(words("get", keys, "--servers", both));
        assertThat(plain.out()).isEqualTo(key + "\tv\n");
        assertThat(plain.status()).isEqualTo(3);
        CommandRun json = CommandRun.of(words("get", keys, "--json", "--servers", both));
        assertThat(json.out()).contains("{\"key\":\"" + key + "\",\"value\":\"v\"");
        assertThat(json.status()).isEqualTo(3);
        memjay("delete", key);
    }

    /** Two keys, the first on the server and the second on the one out of reach: ports, and so places, differ from run to run. */
    private static String[] keysOnBoth(String servers) {
        String[] many = IntStream.range(0, 100).mapToObj(i -> "k" + i).toArray(String[]::new);
        List<String> placed =
                CommandRun.of(words("nodes", many, "--servers", servers)).lines();
        return Stream.of(server.address(), nowhere)
                .map(address -> placed.stream()
                        .filter(line -> line.endsWith("\t" + address))
                        .findFirst()
                        .orElseThrow())
                .map(line -> line.substring(0, line.indexOf('\t')))
                .toArray(String[]::new);
    }

    private static String[] words(String command, String[] keys, String... options) {
        return Stream.of(Stream.of(command), Stream.of(keys), Stream.of(options))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    @Test
    void traceOnlyOnRequest() {
        CommandRun run = CommandRun.of("get", "k", "--verbose", "--servers", nowhere);
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("ConnectionException").contains("\tat ");
    }

    private static CommandRun memjay(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--servers";
        all[1] = server.address();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CommandRun.of(all);
    }

    private static void assertOneLine(CommandRun run, int status) {
        assertThat(run.err()).startsWith("memjay: ").endsWith("\n").containsOnlyOnce("\n");
        assertThat(run.status()).as(run.err()).isEqualTo(status);
    }
}
