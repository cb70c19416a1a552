package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code flush}, which nobody runs by mistake. */
final class FlushCommandTest {
    private MemcachedServer one;
    private MemcachedServer two;
    private Memjay memjay;
    private String both;

    @BeforeEach
    void start() {
        one = MemcachedServer.start();
        two = MemcachedServer.start();
        both = one.address() + "," + two.address();
        memjay = Memjay.builder().servers(both).build();
        for (int i = 0; i < 20; i++) {
            memjay.strings().set("k" + i, "v");
        }
    }

    @AfterEach
    void stop() {
        memjay.close();
        one.close();
        two.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush", "flush --delay 1s", "flush --json"})
    void withoutATerminalItWantsYes(String command) {
        CommandRun run = run(command + " --servers " + both);
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err())
                .isEqualTo("memjay: flush would empty 2 servers (" + one.address() + ", " + two.address()
                        + ") and cannot ask, since this is no terminal; add --yes if you mean it\n");
        assertThat(run.out()).isEmpty();
        assertThat(left()).isEqualTo(20);
    }

    @Test
    void withYesItEmptiesEveryServerAndPrintsNothing() {
        CommandRun run = run("flush --yes --servers " + both);
        assertThat(run).isEqualTo(new CommandRun(0, run.bytes(), ""));
        assertThat(run.out()).isEmpty();
        assertThat(left()).isZero();
    }

    @Test
    void jsonHasALineForEachServer() {
        assertThat(run("flush --yes --json --servers " + both).lines())
                .containsExactly(
                        "{\"node\":\"" + one.address() + "\",\"flushed\":true}",
                        "{\"node\":\"" + two.address() + "\",\"flushed\":true}");
    }

    @Test
    void aDelayLeavesTheItemsUntilThen() {
        assertThat(run("flush --yes --delay 1h --servers " + both).status()).isZero();
        assertThat(left()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"y\n", "yes\n", "YES\n"})
    void onATerminalItAsks(String answer) {
        CommandRun run = onTerminal(answer, "flush", "--servers", both);
        assertThat(run.err()).isEqualTo("Empty 2 servers, " + one.address() + ", " + two.address() + "? [y/N] ");
        assertThat(run.status()).isZero();
        assertThat(left()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "n\n", "", "yess\n", "what\n"})
    void anyOtherAnswerLeavesAll(String answer) {
        CommandRun run = onTerminal(answer, "flush", "--servers", one.address());
        assertThat(run.err()).isEqualTo("Empty 1 server, " + one.address() + "? [y/N] memjay: nothing was flushed\n");
        assertThat(run.status()).isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(left()).isEqualTo(20);
    }

    @Test
    void inARealTerminal(@TempDir Path folder) throws Exception {
        try (PtySession flush = new PtySession(folder, 24, 80, "flush", "--servers", both)) {
            flush.awaitText("\\[y/N\\]");
            flush.press("y\n");
            assertThat(flush.awaitEnd()).isZero();
            assertThat(left()).isZero();
        }
    }

    private static CommandRun run(String line) {
        return CommandRun.of(line.split(" "));
    }

    private static CommandRun onTerminal(String answer, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayInputStream in = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
        int status = MemjayCommand.run(new Console(in, out, err, stream -> true), arguments);
        return new CommandRun(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    private int left() {
        return memjay.strings()
                .getAll(IntStream.range(0, 20).mapToObj(i -> "k" + i).toList())
                .size();
    }
}
