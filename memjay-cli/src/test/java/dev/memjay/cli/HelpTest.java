package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
                .contains("Exit status: 0 done or found, 1 not found or not stored, 2 usage")
                .contains("  serve ");
        assertThat(CommandRun.of("--version").out()).startsWith("memjay ");
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
        assertThat(CommandRun.of("get", "k", "--codecc", "text").err()).contains("--codecc", "./memjay get --help");
    }

    @Test
    void argumentsThatTheLocaleGarbledAreKnown() {
        assertThat(MemjayCommand.isGarbled("w\uFFFD\uFFFDrt", "ANSI_X3.4-1968")).isTrue();
        assertThat(MemjayCommand.isGarbled("w\uFFFD\uFFFDrt", "UTF-8")).isFalse();
        assertThat(MemjayCommand.isGarbled("word", "ANSI_X3.4-1968")).isFalse();
    }
}
