package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts of the command {@code completion}, run by the shells that they are for. */
final class CompletionTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "memjay ge, get",
        "memjay train, train-dictionary",
        "memjay stats --sum, --summary",
        "memjay get k --keys, --keys-from",
        "memjay get --codec pyl, pylibmc",
        "memjay get --protocol bin, binary",
        "memjay nodes --placement rendez, rendezvous",
        "memjay nodes --hash fnv1a_6, fnv1a_64"
    })
    void bashCompletes(String line, String expected) throws IOException, InterruptedException {
        Path script = script("bash");
        String[] words = line.split(" ");
        String ask =
                "source " + script + "; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1) + "; COMP_LINE='"
                        + line + "'; COMP_POINT=" + line.length()
                        + "; _complete_memjay 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
        assertThat(shell("bash", "--norc", "-c", ask)).extracting(String::strip).containsExactly(expected);
    }

    @Test
    void bashCompletesFiles() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("keys.txt"));
        bashCompletes(
                "memjay get --keys-from " + folder.resolve("key"),
                folder.resolve("keys.txt").toString());
    }

    @Test
    void zshTakesTheScript() throws IOException, InterruptedException {
        Path script = script("zsh");
        String ask = "source " + script + "; print -r -- ${_comps[memjay]}; whence -w _complete_memjay";
        List<String> lines = shell("zsh", "-f", "-c", ask);
        assertThat(lines)
                .containsExactly("_bash_complete -F _complete_memjay -o default", "_complete_memjay: function");
    }

    @Test
    void anotherShellIsRefused() {
        assertThat(CommandRun.of("completion", "fish").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(CommandRun.of("completion").status()).isEqualTo(ExitStatus.USAGE);
    }

    private Path script(String shell) throws IOException {
        CommandRun run = CommandRun.of("completion", shell);
        assertThat(run.status()).as(run.err()).isZero();
        return Files.write(folder.resolve("memjay." + shell), run.bytes());
    }

    private List<String> shell(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return out.lines().toList();
    }
}
