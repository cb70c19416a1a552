package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.cli.console.TerminalSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help and version on everything, and messages that name what would do. */
final class HelpTest {
    static List<String> commands() {
        return Subcommands.NAMES;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpAndVersion(String command) {
        CommandRun help = CommandRun.of(command, "--help");
        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.lines().get(0)).startsWith("Usage: memjay " + command + " ");
        assertThat(help.out()).contains("--help");
        assertThat(CommandRun.of(command, "--version").out()).startsWith("memjay ");
        assertThat(CommandRun.of(command, "-h").out()).isEqualTo(help.out());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsExplained(String command) {
        assertThat(CommandRun.of("--help").lines())
                .filteredOn(line -> line.matches("  " + command + " +[A-Z].*"))
                .hasSize(1);
    }

    @Test
    void helpOfTheWholeNamesOptionsAndStatuses() {
        CommandRun help = CommandRun.of("--help", "get");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("--servers", "--placement", "--hash", "--protocol", "--codec", "--timeout", "--noreply")
                .contains("ketama-weighted, ", "fnv1a_32, ")
                .contains("Exit status:\n0 done or found, 1 not found or not stored, 2 usage")
                .contains("  serve ");
        assertThat(CommandRun.of("--version").out()).startsWith("memjay ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpBeforeACommandIsTheSameAsBehindIt(String command) {
        CommandRun help = CommandRun.of("help", command);
        assertThat(help.status()).isZero();
        assertThat(help.out()).isEqualTo(CommandRun.of(command, "--help").out());
    }

    @Test
    void helpAloneListsAll() {
        assertThat(CommandRun.of("help").out())
                .isEqualTo(CommandRun.of("--help").out());
        CommandRun unknown = CommandRun.of("help", "gte");
        assertThat(unknown.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(unknown.err()).contains("gte", "get, gat, set").containsOnlyOnce("\n");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everySentenceIsWholeAndNoLineIsLongerThanATerminal(String command) {
        CommandRun help = CommandRun.of(command, "--help");
        // a server's options are laid out by hand, as memcached's are
        if (!command.equals("serve")) {
            assertThat(help.lines()).allMatch(line -> line.length() <= 80);
        }
        String[] sentences = MemjayCommand.commandLine(
                        new Console(
                                InputStream.nullInputStream(),
                                OutputStream.nullOutputStream(),
                                OutputStream.nullOutputStream()),
                        Set.of(command))
                .getSubcommands()
                .get(command)
                .getCommandSpec()
                .usageMessage()
                .description();
        assertThat(sentences).isNotEmpty().allMatch(text -> text.matches("[A-Z-].*[.:]"));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 110})
    void itIsAsWideAsTheTerminal(int columns, @TempDir Path folder) throws Exception {
        try (PtySession help = new PtySession(folder, 120, columns, "help", "hot")) {
            assertThat(help.awaitEnd()).isZero();
            assertThat(help.screen().text()).startsWith("Usage: memjay hot ");
            assertThat(help.screen().lines().stream()
                            .mapToInt(String::length)
                            .max()
                            .orElseThrow())
                    .isBetween(columns - 12, columns);
        }
    }

    @Test
    void theWidthOfATerminalHasBounds() {
        assertThat(TerminalSize.parsed("24 132\n")).isEqualTo(new TerminalSize(24, 132));
        for (String text : List.of("", "0 0\n", "24", "24 x", "-1 80", "stty: no", "24 99999999999")) {
            assertThat(TerminalSize.parsed(text)).as(text).isEqualTo(new TerminalSize(24, 80));
        }
    }

    @Test
    void clientOptionsAreNoneOfTheServer() {
        assertThat(CommandRun.of("serve", "--help").out())
                .contains("-p, --port", "--memory")
                .doesNotContain("--noreply", "--servers");
    }

    @Test
    void unknownNamesAreRefusedWithThoseThatAreKnown() {
        assertThat(CommandRun.of("get", "k", "--codec", "yaml").err())
                .contains("'yaml'", "text", "bytes", "json", "objects", "raw");
        assertThat(CommandRun.of("get", "k", "--placement", "circle").err())
                .contains("'circle'", "modula", "ketama-weighted", "dalli");
        assertThat(CommandRun.of("get", "k", "--hash", "sha1").err()).contains("'sha1'", "default", "md5", "jenkins");
        assertThat(CommandRun.of("get", "k", "--protocol", "udp").err()).contains("'udp'", "meta", "classic");
        assertThat(CommandRun.of("gte", "k").err()).contains("gte", "get, gat, set");
        assertThat(CommandRun.of("get", "k", "--codecc", "text").err()).contains("--codecc", "memjay help get");
    }

    @Test
    void argumentsThatTheLocaleGarbledAreKnown() {
        assertThat(MemjayCommand.isGarbled("w\uFFFD\uFFFDrt", "ANSI_X3.4-1968")).isTrue();
        assertThat(MemjayCommand.isGarbled("w\uFFFD\uFFFDrt", "UTF-8")).isFalse();
        assertThat(MemjayCommand.isGarbled("word", "ANSI_X3.4-1968")).isFalse();
    }
}
