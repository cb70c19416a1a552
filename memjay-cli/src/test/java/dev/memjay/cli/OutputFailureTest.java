package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.Console;
import dev.memjay.server.MemcachedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be written is an error; a closed pipe ends the command quietly. */
final class OutputFailureTest {
    private static final int OUTPUT = 74; // EX_IOERR of sysexits.h
    private static final int CLOSED_PIPE = 141; // 128 and SIGPIPE, as shells have it

    private static MemcachedServer server;

    @BeforeAll
    static void start() {
        server = MemcachedServer.start();
        for (String key : List.of("k", "l")) {
            assertThat(CommandRun.of("set", key, "v", "--servers", server.address())
                            .status())
                    .isZero();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get k",
                "get k l",
                "get k --json",
                "get k --json --protocol classic",
                "get k --codec bytes",
                "get k nope",
                "gat k 60",
                "incr nope --initial 1",
                "set k v --json",
                "delete nope --json",
                "stats",
                "stats --json",
                "version",
                "ping",
                "settings",
                "nodes",
                "nodes k",
                "nodes --balance",
                "hot --for 100ms",
                "--help",
                "get --help",
                "--version"
            })
    void aFullDeviceIsAnError(String line) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = run("No space left on device", err, line);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .endsWith("memjay: standard output cannot be written: No space left on device\n")
                .containsOnlyOnce("standard output");
        assertThat(status).isEqualTo(OUTPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get k", "stats", "stats --json", "nodes --balance", "--help"})
    void aClosedPipeEndsItQuietly(String line) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = run("Broken pipe", err, line);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(status).isEqualTo(CLOSED_PIPE);
    }

    @Test
    void theDeviceThatIsAlwaysFull() throws IOException, InterruptedException {
        ProcessBuilder get = process("get", "k").redirectOutput(new File("/dev/full"));
        Process process = get.start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(err).isEqualTo(OUTPUT);
        assertThat(err)
                .startsWith("memjay: standard output cannot be written: ")
                .containsOnlyOnce("\n");
    }

    @Test
    void aDictionaryThatCannotBeWritten(@TempDir Path folder) throws IOException {
        String samples = "{\"name\":\"Ada\",\"born\":1815}\n".repeat(100);
        for (String file :
                List.of("/dev/full", folder.resolve("none").resolve("d").toString())) {
            CommandRun run = CommandRun.withInput(
                    samples.getBytes(StandardCharsets.UTF_8), "train-dictionary", file, "--lines-of", "-");
            assertThat(run.err())
                    .startsWith("memjay: cannot write " + file + ": ")
                    .containsOnlyOnce("\n");
            assertThat(run.status()).isEqualTo(OUTPUT);
        }
    }

    @Test
    void aReaderThatWentAwayEndsItQuietly() throws IOException, InterruptedException {
        Process process = process("nodes", "--keys-from", "-").start();
        process.getInputStream().close();
        try (OutputStream keys = process.getOutputStream()) {
            // more than a pipe holds, so a writer that ignores the closed pipe would never end
            for (int i = 0; i < 20_000; i++) {
                keys.write(("key:" + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException ended) {
            // it has ended by then, which is what it should
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.exitValue()).isEqualTo(CLOSED_PIPE);
    }

    private static ProcessBuilder process(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.memjay.cli.MemjayCommand",
                "--servers",
                server.address()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static int run(String reason, OutputStream err, String line) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
        String[] arguments = (line + " --servers " + server.address()).split(" ");
        return MemjayCommand.run(new Console(new ByteArrayInputStream(new byte[0]), broken, err), arguments);
    }
}
