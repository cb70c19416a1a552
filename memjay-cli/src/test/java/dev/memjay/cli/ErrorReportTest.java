package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of servers and keys that failed: each node and each cause once, and a line of JSON for all that was asked. */
final class ErrorReportTest {
    private static final String[] KEYS = "abcdefghijklmnopqrstuvwxyz".split("");

    private static MemcachedServer server;
    private static final String DEAD = DeadServer.ADDRESS;
    private static String both;
    /** A key of the live server that is stored, one of it that is not, and one of the dead server. */
    private static String stored;

    private static String missing;
    private static String lost;

    @BeforeAll
    static void start() {
        server = MemcachedServer.start();
        both = server.address() + "," + DEAD;
        List<String> live = keysOf(server.address());
        stored = live.get(0);
        missing = live.get(1);
        lost = keysOf(DEAD).get(0);
    }

    @BeforeEach
    void store() {
        assertThat(run("set", stored, "v")).matches(set -> set.status() == 0);
    }

    private static List<String> keysOf(String node) {
        String[] arguments = Arrays.copyOf(KEYS, KEYS.length + 1);
        System.arraycopy(KEYS, 0, arguments, 1, KEYS.length);
        arguments[0] = "nodes";
        return run(arguments).lines().stream()
                .filter(line -> line.endsWith("\t" + node))
                .map(line -> line.substring(0, 1))
                .toList();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "version", "stats", "flush --yes", "hot --for 100ms"})
    void nodeAndCauseStandOnceInTheError(String command) {
        CommandRun run = run(command.split(" "));
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(run.err())
                .startsWith("memjay: " + DEAD + ": ")
                .containsOnlyOnce(DEAD)
                .containsOnlyOnce("refused")
                .doesNotContain("admin", "cannot connect: cannot connect")
                .containsOnlyOnce("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "version", "stats", "flush --yes", "hot --for 100ms"})
    void jsonHasALineForEachServer(String command) {
        CommandRun run = run((command + " --json").split(" "));
        assertThat(run.lines()).anyMatch(line -> line.startsWith("{\"node\":\"" + server.address() + "\","));
        assertThat(run.lines())
                .filteredOn(line -> line.contains(DEAD))
                .hasSize(1)
                .allMatch(line -> line.matches("\\{\"node\":\"" + DEAD
                        + "\",\"state\":\"failed\",\"error\":\"[^\"]*cannot connect: Connection refused[^\"]*\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"get k", "set k v", "delete k", "incr k", "touch k 60", "gat k 60", "cas k v 1", "append k v"})
    void nodeAndCauseStandOnceForAKey(String command) {
        CommandRun run = CommandRun.of((command + " --servers " + DEAD).split(" "));
        assertThat(run.status()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(run.err())
                .contains(" on " + DEAD + ": ")
                .containsOnlyOnce(DEAD)
                .containsOnlyOnce("refused")
                .containsOnlyOnce("\n");
        CommandRun json = CommandRun.of((command + " --json --servers " + DEAD).split(" "));
        assertThat(json.out())
                .matches("\\{\"key\":\"k\",\"state\":\"failed\",\"node\":\"" + DEAD + "\",\"error\":\"[^\"]+\"}\n");
        assertThat(json.status()).isEqualTo(ExitStatus.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "binary"})
    void aBulkGetNamesTheKeysThatFailed(String protocol) {
        List<String> all = keysOf(DEAD);
        String[] arguments = new String[KEYS.length + 3];
        arguments[0] = "get";
        System.arraycopy(KEYS, 0, arguments, 1, KEYS.length);
        arguments[KEYS.length + 1] = "--protocol";
        arguments[KEYS.length + 2] = protocol;
        CommandRun run = run(arguments);
        assertThat(run.out()).isEqualTo(stored + "\tv\n");
        assertThat(run.err().lines())
                .filteredOn(line -> line.contains(DEAD))
                .hasSize(1)
                .allMatch(line -> line.startsWith("memjay: " + String.join(", ", all) + ": get on " + DEAD + ": "));
        assertThat(run.err()).contains("memjay: " + missing + ": not found\n").containsOnlyOnce("refused");
        assertThat(run.status()).isEqualTo(ExitStatus.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "classic", "binary"})
    void jsonHasALineForEachKeyInTheOrderAsked(String protocol) {
        List<String> lines = run("get", lost, stored, missing, "--json", "--protocol", protocol)
                .lines();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .matches("\\{\"key\":\"" + lost + "\",\"state\":\"failed\",\"node\":\"" + DEAD
                        + "\",\"error\":\"[^\"]*refused[^\"]*\"}");
        assertThat(lines.get(1)).startsWith("{\"key\":\"" + stored + "\",\"value\":\"v\",");
        assertThat(lines.get(2)).isEqualTo("{\"key\":\"" + missing + "\",\"state\":\"missing\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get nope", "gat nope 60", "incr nope", "decr nope", "get nope --protocol classic"})
    void jsonHasALineForAKeyThatIsMissing(String command) {
        CommandRun run = CommandRun.of((command + " --json --servers " + server.address()).split(" "));
        assertThat(run.out()).isEqualTo("{\"key\":\"nope\",\"state\":\"missing\"}\n");
        assertThat(run.err()).isEqualTo("memjay: nope: not found\n");
        assertThat(run.status()).isEqualTo(ExitStatus.NOT_FOUND);
    }

    @Test
    void aDeleteOfSeveralKeysTellsOfThoseThatDidNotFail() {
        assertThat(run("set", missing, "v").status()).isZero();
        CommandRun run = run("delete", lost, missing, "--json");
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0)).startsWith("{\"key\":\"" + lost + "\",\"state\":\"failed\",\"node\":\"" + DEAD);
        assertThat(run.lines().get(1)).isEqualTo("{\"key\":\"" + missing + "\",\"deleted\":true}");
        assertThat(run.err())
                .startsWith("memjay: " + lost + ": delete on " + DEAD + ": ")
                .containsOnlyOnce("\n");
        assertThat(run.status()).isEqualTo(ExitStatus.UNREACHABLE);
    }

    @Test
    void nothingIsLoggedBetweenTheLines() throws IOException, InterruptedException {
        try (ChildProcess hot = new ChildProcess(List.of(), "hot", "--for", "500ms", "--servers", both)) {
            assertThat(hot.readAll()).hasSize(2).noneMatch(line -> line.contains("WARNING"));
            assertThat(hot.await()).isEqualTo(ExitStatus.UNREACHABLE);
        }
    }

    @Test
    void theAddressOfAHostStandsWithoutItsNameAgain() {
        String port = DEAD.substring(DEAD.indexOf(':'));
        CommandRun run = CommandRun.of("version", "--servers", "localhost" + port);
        assertThat(run.err()).startsWith("memjay: localhost" + port + ": ").containsOnlyOnce("localhost");
    }

    private static CommandRun run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 4);
        all[arguments.length] = "--servers";
        all[arguments.length + 1] = both;
        all[arguments.length + 2] = "--timeout"; // a busy machine takes its time; a refused connection does not
        all[arguments.length + 3] = "20s";
        return CommandRun.of(all);
    }
}
