package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands that speak to the servers themselves: flush, stats, version, ping; and settings, which asks none. */
final class ServerCommandsTest {
    private static MemcachedServer one;
    private static MemcachedServer two;
    private static String both;

    @BeforeAll
    static void start() {
        one = MemcachedServer.start();
        two = MemcachedServer.builder().version("1.6.18").start();
        both = one.address() + "," + two.address();
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    @Test
    void versionAsksEveryServer() {
        assertThat(CommandRun.of("version", "--servers", both).lines())
                .hasSize(2)
                .contains(two.address() + "\t1.6.18");
        assertThat(CommandRun.of("version", "--json", "--servers", two.address())
                        .out())
                .isEqualTo("{\"node\":\"" + two.address() + "\",\"version\":\"1.6.18\"}\n");
    }

    @Test
    void statsPrintsNodeNameAndValue() {
        assertThat(CommandRun.of("stats", "--servers", both).lines())
                .contains(one.address() + "\tpointer_size\t64", two.address() + "\tversion\t1.6.18")
                .allMatch(line -> line.split("\t").length == 3);
    }

    @Test
    void statsTakesWhatToAskFor() {
        assertThat(CommandRun.of("stats", "settings", "--servers", one.address())
                        .lines())
                .contains(one.address() + "\ttcpport\t" + one.port());
        assertThat(CommandRun.of("stats", "settings", "--json", "--servers", both)
                        .lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"node\":\"127.0.0.1:") && line.contains(",\"stats\":{\""));
    }

    @Test
    void numbersAreNumbersInJson() {
        assertThat(CommandRun.of("stats", "--json", "--servers", two.address()).out())
                .contains("\"pointer_size\":64,", "\"version\":\"1.6.18\",")
                .containsPattern("\"rusage_user\":\\d+\\.\\d+,");
    }

    @Test
    void aSummaryHasTenLinesForEachServerAndForAll() {
        try (Memjay memjay = Memjay.builder().servers(one.address()).build()) {
            memjay.strings().set("summary", "v");
            memjay.strings().get("summary");
        }
        List<String> lines =
                CommandRun.of("stats", "--summary", "--servers", both).lines();
        assertThat(lines).hasSize(30).allMatch(line -> line.split("\t").length == 3);
        for (String node : List.of(one.address(), two.address(), "total")) {
            assertThat(lines.stream()
                            .filter(line -> line.startsWith(node + "\t"))
                            .map(line -> line.split("\t")[1]))
                    .containsExactly(
                            "version",
                            "uptime",
                            "connections",
                            "items",
                            "memory",
                            "evictions",
                            "gets",
                            "hit rate",
                            "sets",
                            "network");
        }
        assertThat(lines)
                .contains("total\tversion\t1.6.45, 1.6.18")
                .anyMatch(line -> line.matches("total\tmemory\t\\S+ (B|KiB) of 128\\.0 MiB, \\d\\.\\d%"))
                .anyMatch(line -> line.matches("total\thit rate\t\\d+\\.\\d%"));
        assertThat(CommandRun.of("stats", "--summary", "--json", "--servers", both)
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.matches(
                        "\\{\"node\":\"[^\"]+\",\"version\":\"[^\"]+\",\"uptime\":\\d+,.*\"written\":\\d+}"));
        assertThat(CommandRun.of("stats", "items", "--summary", "--servers", both)
                        .status())
                .isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void ctrlCPrintsWhatWasCounted() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (Memjay memjay =
                        Memjay.builder().servers(one.address(), two.address()).build();
                ChildProcess hot = new ChildProcess(List.of(), "hot", "--for", "1h", "--servers", both)) {
            Thread user = new Thread(() -> {
                while (!over.get()) {
                    memjay.strings().get("hot");
                }
            });
            user.start();
            try {
                // told of by both servers: then it is watching, and has something to print
                while (memjay.admin().stats().results().values().stream()
                        .anyMatch(stats -> stats.number("log_watchers").orElse(0) == 0)) {
                    Thread.onSpinWait();
                }
                hot.interrupt();
                List<String> lines = hot.readAll();
                assertThat(lines).hasSize(3);
                assertThat(lines.get(2)).matches("\\d+\t\\d+\\.\\d\\d%\t127.0.0.1:\\d+\thot");
                assertThat(hot.await()).isZero();
            } finally {
                over.set(true);
                user.join();
            }
        }
    }

    @Test
    void hotPrintsTheServersAndTheKeysThatWereUsedMost() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread user = new Thread(() -> {
            try (Memjay memjay =
                    CommandRun.patient().servers(one.address(), two.address()).build()) {
                while (!over.get()) {
                    for (int i = 0; i < 20; i++) {
                        memjay.strings().get("hot");
                        memjay.strings().get("cold:" + i);
                    }
                }
            }
        });
        user.start();
        try {
            CommandRun run = CommandRun.of("hot", "--for", "1s", "--top", "3", "--servers", both);
            assertThat(run.status()).isZero();
            assertThat(run.lines()).hasSize(5);
            assertThat(run.lines().subList(0, 2))
                    .allMatch(line -> line.matches("\\d+\t\\d+\\.\\d\\d%\t127.0.0.1:\\d+"));
            assertThat(run.lines().get(2)).matches("\\d+\t\\d+\\.\\d\\d%\t127.0.0.1:\\d+\thot");
            assertThat(CommandRun.of("hot", "--for", "500ms", "--top", "1", "--json", "--servers", both)
                            .lines()
                            .get(2))
                    .matches(
                            "\\{\"key\":\"hot\",\"node\":\"127.0.0.1:\\d+\",\"uses\":\\d+,\"error\":0,\"share\":0\\.\\d{4}}");
            assertThat(CommandRun.of("hot", "--top", "0", "--servers", both).status())
                    .isEqualTo(2);
        } finally {
            over.set(true);
            user.join();
        }
    }

    @Test
    void settingsTellWhereTheyCameFrom() {
        CommandRun run = CommandRun.of(
                "settings", "--servers", "memcached://h1,h2/p:?ttl=10m", "--timeout", "50ms", "--protocol", "classic");
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .contains(
                        "servers\th1:11211,h2:11211\turi",
                        "prefix\tp:\turi",
                        "ttl\t10m\turi",
                        "timeout\t50ms\tbuilder",
                        "protocol\tclassic\tbuilder",
                        "failurePolicy\tthrow\tdefault",
                        "connectionsPerServer\t2 connections\tdefault");
        assertThat(CommandRun.of("settings", "--json").lines())
                .contains("{\"name\":\"noDelay\",\"value\":\"true\",\"unit\":\"\",\"origin\":\"default\"}");
    }
}
