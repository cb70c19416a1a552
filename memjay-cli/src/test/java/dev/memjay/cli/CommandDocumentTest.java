package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.Console;
import dev.memjay.server.MemcachedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/command.md, run in their order: they print what stands there. */
final class CommandDocumentTest {
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern ANSWER =
            Pattern.compile("^\\| [^|]+\\? \\| `\\./memjay ([^`]+)` \\|$", Pattern.MULTILINE);
    private static final String COMMAND = "$ ./memjay ";

    private final List<String> printed = new ArrayList<>();
    private int status;

    @Test
    void everyExamplePrintsWhatStandsThere() throws IOException {
        List<String> documented = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(document());
        while (blocks.find()) {
            blocks.group(1).lines().forEach(documented::add);
        }
        assertThat(documented).hasSizeGreaterThan(40);
        try (MemcachedServer server = MemcachedServer.start()) {
            for (String line : documented) {
                if (line.startsWith("$ ")) {
                    printed.add(line);
                    run(line, server.address());
                }
            }
        }
        assertThat(String.join("\n", printed)).isEqualTo(String.join("\n", documented));
    }

    private static String document() throws IOException {
        // The default of Maven is the module's folder; other runners start in the root.
        Path document = Path.of("../docs/command.md");
        return Files.readString(Files.exists(document) ? document : Path.of("docs/command.md"));
    }

    /** Twenty questions of an operator have a line each, and each line is a command that answers. */
    @Test
    void everyAnswerOfTheListIsACommand(@TempDir Path folder) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.txt"), "user:42\n");
        List<String> answers =
                ANSWER.matcher(document()).results().map(row -> row.group(1)).toList();
        assertThat(answers).hasSize(20).doesNotHaveDuplicates();
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start()) {
            String servers = one.address() + "," + two.address();
            assertThat(CommandRun.of("set", "user:42", "v", "--servers", servers)
                            .status())
                    .isZero();
            for (String answer : answers) {
                // as they stand, but for what would not end, or asks
                String line = answer.replace("keys.txt", keys.toString())
                        .replaceAll("^top$", "top --once")
                        .replaceAll("^flush$", "flush --yes")
                        .replace("10s", "100ms");
                CommandRun run = CommandRun.of(("--servers " + servers + " " + line).split(" "));
                assertThat(run.err()).as(answer).isEmpty();
                assertThat(run.status()).as(answer).isZero();
                if (!line.contains("reset") && !line.startsWith("delete") && !line.startsWith("flush")) {
                    assertThat(run.out()).as(answer).isNotBlank();
                }
            }
        }
    }

    private void run(String line, String address) {
        if (line.equals("$ echo $?")) {
            printed.add(Integer.toString(status));
            return;
        }
        assertThat(line).startsWith(COMMAND);
        List<String> words = new ArrayList<>(List.of("--servers", address));
        Matcher matcher = WORD.matcher(line.substring(COMMAND.length()));
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), terminal, terminal);
        status = MemjayCommand.run(console, words.toArray(String[]::new));
        String output = terminal.toString(StandardCharsets.UTF_8)
                .replace(address, "127.0.0.1:11211")
                .replaceAll("\\d+(\\.\\d\\d)? ms", "N ms");
        printed.addAll(Arrays.asList(output.split("\n")));
        printed.removeIf(String::isEmpty);
    }
}
