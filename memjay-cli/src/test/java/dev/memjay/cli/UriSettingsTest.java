package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URI sets counts for the commands as it does for a program. */
final class UriSettingsTest {
    private static MemcachedServer server;
    private static final String DEAD = DeadServer.ADDRESS;

    @BeforeAll
    static void start() {
        server = MemcachedServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "get k, miss, 1, k: not found",
        "get k, miss_reads, 1, k: not found",
        "get k l, miss, 1, l: not found",
        "get k --json, miss, 1, k: not found",
        "get k --json --protocol classic, miss_reads, 1, k: not found",
        "gat k 60, miss, 1, k: not found",
        "set k v, miss, 1, k: not stored",
        "replace k v, miss, 1, k: not stored",
        "append k v, miss, 1, k: not stored",
        "incr k, miss, 1, k: not found",
        "touch k 60, miss, 1, k: not touched",
        "delete k l, miss, 1, l: not deleted",
        "delete k, miss_reads, 3,",
        "set k v, miss_reads, 3,",
        "get k, throw, 3,",
        "cas k v 1, miss, 3,"
    })
    void aFailurePolicyIsHonouredAndWhatItHidesIsSaid(String command, String policy, int status, String missed) {
        CommandRun run = run("memcached://" + DEAD + "?failurePolicy=" + policy, command.split(" "));
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.err()).containsOnlyOnce(DEAD).containsOnlyOnce("refused");
        if (status == 1) {
            assertThat(run.err()).contains("; failurePolicy makes it a miss\n").endsWith("memjay: " + missed + "\n");
        }
        if (status == 1 && command.contains("--json")) {
            assertThat(run.out())
                    .startsWith("{\"key\":\"k\",\"state\":\"missing\"")
                    .endsWith("}\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"set ttl:k v", "add ttl:k v", "incr ttl:k --initial 1", "decr ttl:k --initial 1"})
    void aTimeToLiveIsThatOfEveryCommandThatStores(String command) {
        String uri = "memcached://" + server.address() + "?ttl=10m";
        assertThat(run(uri, command.split(" ")).status()).isZero();
        try (Memjay memjay = Memjay.create("memcached://" + server.address())) {
            assertThat(memjay.strings().inspect("ttl:k").orElseThrow().ttl().orElseThrow())
                    .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
            memjay.strings().delete("ttl:k");
        }
        assertThat(run(uri, (command + " --ttl 1d").split(" ")).status()).isZero();
        try (Memjay memjay = Memjay.create("memcached://" + server.address())) {
            assertThat(memjay.strings().inspect("ttl:k").orElseThrow().ttl().orElseThrow())
                    .as("an option counts more")
                    .isBetween(Duration.ofHours(23), Duration.ofDays(1));
            memjay.strings().delete("ttl:k");
        }
    }

    @Test
    void prefixAndNamespaceStandBeforeKeys() {
        String uri = "memcached://" + server.address() + "/p:?namespace=n:";
        assertThat(run(uri, "set", "k", "v").status()).isZero();
        assertThat(run("memcached://" + server.address(), "get", "n:p:k").out()).isEqualTo("v\n");
        String servers = "memcached://10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4";
        assertThat(run(servers + "/p:", "nodes", "a", "b", "c", "d").lines().stream()
                        .map(line -> line.substring(2))
                        .toList())
                .isEqualTo(run(servers, "nodes", "p:a", "p:b", "p:c", "p:d").lines().stream()
                        .map(line -> line.substring(4))
                        .toList());
    }

    @Test
    void aKeyPolicyTakesItsKeys() {
        String uri = "memcached://" + server.address();
        assertThat(run(uri, "set", "k\u00f6y", "v").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run(uri + "?keyPolicy=utf8", "set", "k\u00f6y", "v").status())
                .isZero();
        assertThat(run(uri + "?keyPolicy=utf8", "get", "k\u00f6y").out()).isEqualTo("v\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rehash", "gutter:60s:%s", "replica"})
    void aNodeThatIsDownHasItsStandIn(String policy) {
        try (MemcachedServer spare = MemcachedServer.start()) {
            String uri = "memcached://" + server.address() + "," + DEAD + "?downNodePolicy="
                    + policy.replace("%s", spare.address());
            for (String key : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
                assertThat(run(uri, "set", key, "v"))
                        .satisfies(set -> assertThat(set.status())
                                .as(key + " " + set.err())
                                .isZero());
                assertThat(run(uri, "get", key).out()).as(key).isEqualTo("v\n");
                assertThat(run(uri, "get", key, "--json").out()).contains("\"value\":\"v\"");
            }
        }
    }

    @Test
    void aTimeoutEndsTheWait() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            String uri = "memcached://127.0.0.1:" + silent.getLocalPort() + "?timeout=1500ms&connectTimeout=20s";
            long start = System.nanoTime();
            CommandRun run = run(uri, "get", "k");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("neither the second that is the default, nor the time to connect")
                    .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(15));
            assertThat(run.status()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(run.err()).contains("(after ");
        }
    }

    private static CommandRun run(String uri, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--servers";
        all[1] = uri;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CommandRun.of(all);
    }
}
