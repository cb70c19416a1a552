package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code get} and {@code gat}, byte for byte. */
final class ReadCommandsTest {
    private static MemcachedServer server;
    private static Memjay memjay;

    @BeforeAll
    static void start() {
        server = MemcachedServer.start();
        memjay = CommandRun.patient().servers(server.address()).build();
    }

    @AfterAll
    static void stop() {
        memjay.close();
        server.close();
    }

    @Test
    void oneKeyPrintsItsValueAlone() {
        memjay.strings().set("one", "w\u00f6rt\nzwei");
        assertThat(run("get", "one").out()).isEqualTo("w\u00f6rt\nzwei\n");
    }

    @Test
    void bytesComeWithoutALineEnd() {
        byte[] bytes = {0, -1, 13, 10, 'x'};
        memjay.bytes().set("binary", bytes);
        assertThat(run("get", "binary", "--codec", "bytes").bytes()).isEqualTo(bytes);
        assertThat(run("get", "binary", "--codec", "raw").bytes()).isEqualTo(bytes);
    }

    @Test
    void severalKeysPrintTheirKeys() {
        memjay.strings().set("a", "1");
        memjay.strings().set("b", "2");
        CommandRun run = run("get", "b", "missing", "a", "b");
        assertThat(run.out()).isEqualTo("b\t2\na\t1\n");
        assertThat(run.err()).isEqualTo("memjay: missing: not found\n");
        assertThat(run("get", "a", "b", "--codec", "bytes").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void jsonTellsAllThatIsKnown() {
        memjay.strings().set("json", "a \"quoted\"\nline");
        long cas = memjay.strings().gets("json").cas();
        assertThat(run("get", "json", "--json").out())
                .isEqualTo("{\"key\":\"json\",\"value\":\"a \\\"quoted\\\"\\nline\",\"flags\":0,\"cas\":" + cas
                        + ",\"ttl\":-1}\n");
        memjay.keyspace(Codec.encoded()).set("json", Encoded.of(new byte[] {0, -1}, 16), Duration.ofDays(1));
        assertThat(run("get", "json", "--json").out())
                .startsWith("{\"key\":\"json\",\"base64\":\"AP8=\",\"flags\":16,\"cas\":")
                .containsPattern("\"ttl\":86(400|399)}\n$");
        assertThat(run("get", "json", "missing", "--json"))
                .satisfies(run ->
                        assertThat(run.lines()).hasSize(2).endsWith("{\"key\":\"missing\",\"state\":\"missing\"}"))
                .satisfies(run -> assertThat(run.status()).isEqualTo(ExitStatus.NOT_FOUND));
    }

    @Test
    void classicKnowsNoTimeToLive() {
        memjay.strings().set("classic", "v");
        long cas = memjay.strings().gets("classic").cas();
        assertThat(run("get", "classic", "--json", "--protocol", "classic").out())
                .isEqualTo("{\"key\":\"classic\",\"value\":\"v\",\"flags\":0,\"cas\":" + cas + "}\n");
        assertThat(run("get", "classic", "--protocol", "classic").out()).isEqualTo("v\n");
        String uri = "memcached://" + server.address() + "?protocol=classic";
        assertThat(CommandRun.of("get", "classic", "--json", "--servers", uri).out())
                .endsWith("\"cas\":" + cas + "}\n");
    }

    @Test
    void foreignFlagsAreRefusedAndRawReadsThem() {
        memjay.keyspace(Codec.encoded()).set("pickle", Encoded.of("p".getBytes(StandardCharsets.UTF_8), 1));
        CommandRun refused = run("get", "pickle");
        assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(refused.err()).contains("flags 1").contains("--codec raw");
        assertThat(run("get", "pickle", "--codec", "raw").out()).isEqualTo("p");
    }

    @Test
    void objectsAreShownByTheirFlags() {
        memjay.objects().set("int", 42);
        memjay.objects().set("text", "42");
        assertThat(run("get", "int", "text", "--codec", "objects").out()).isEqualTo("int\t42\ntext\t42\n");
        assertThat(run("get", "int", "--codec", "objects", "--json").out())
                .startsWith("{\"key\":\"int\",\"value\":42,\"flags\":2,");
        assertThat(run("get", "text", "--codec", "objects", "--json").out())
                .startsWith("{\"key\":\"text\",\"value\":\"42\",\"flags\":16,");
    }

    @Test
    void jsonValuesStandInTheLineAsTheyAre() {
        memjay.strings().set("document", "{\"a\": 1.10,\n \"b\": [1, null]}");
        assertThat(run("get", "document", "--codec", "json").out()).isEqualTo("{\"a\":1.10,\"b\":[1,null]}\n");
        assertThat(run("get", "document", "--codec", "json", "--json").out())
                .startsWith("{\"key\":\"document\",\"value\":{\"a\":1.10,\"b\":[1,null]},\"flags\":0,");
        memjay.strings().set("document", "{\"a\":");
        assertThat(run("get", "document", "--codec", "json").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void aTerminalIsSentNothingThatItWouldObey(@TempDir Path folder) throws Exception {
        memjay.strings().set("hostile", "a\u001b[2Jb");
        try (PtySession get = new PtySession(folder, 24, 80, "get", "hostile", "--servers", server.address())) {
            assertThat(get.awaitEnd()).isZero();
            assertThat(get.screen().lines().get(0)).isEqualTo("a\\u001b[2Jb");
        }
    }

    @Test
    void keysComeFromAFileOrStandardInput(@TempDir Path folder) throws IOException {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 1_200; i++) { // more than are read at once
            memjay.strings().set("file:" + i, "v" + i);
            keys.append("file:").append(i).append('\n');
        }
        Path file = Files.writeString(folder.resolve("keys"), keys + "\nnobody\n");
        CommandRun run = run("get", "--keys-from", file.toString());
        assertThat(run.lines()).hasSize(1_200).startsWith("file:0\tv0").endsWith("file:1199\tv1199");
        assertThat(run.err()).isEqualTo("memjay: nobody: not found\n");
        assertThat(run.status()).isEqualTo(ExitStatus.NOT_FOUND);
        CommandRun stdin = CommandRun.withInput(
                "file:7\nnobody".getBytes(StandardCharsets.UTF_8),
                "get",
                "file:8",
                "--keys-from",
                "-",
                "--json",
                "--servers",
                server.address());
        assertThat(stdin.lines()).hasSize(3).endsWith("{\"key\":\"nobody\",\"state\":\"missing\"}");
        assertThat(stdin.lines().get(0)).startsWith("{\"key\":\"file:8\"");
    }

    @Test
    void aFileOfKeysIsRefusedByItsLineOrItsName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "a\nb b\n");
        CommandRun run = run("get", "--keys-from", file.toString());
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("line 2 of ").containsOnlyOnce("\n");
        CommandRun none = run("get", "--keys-from", folder.resolve("none").toString());
        assertThat(none.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(none.err()).contains("there is no such file");
    }

    @Test
    void gatSetsANewTimeToLive() {
        memjay.strings().set("gat", "v");
        assertThat(run("gat", "gat", "1h").out()).isEqualTo("v\n");
        assertThat(memjay.strings().inspect("gat").orElseThrow().ttl().orElseThrow())
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(run("gat", "gat", "--ttl", "never", "--json").out())
                .startsWith("{\"key\":\"gat\",\"value\":\"v\",\"flags\":0,")
                .endsWith(",\"ttl\":-1}\n");
        assertThat(memjay.strings().inspect("gat").orElseThrow().ttl()).isEmpty();
    }

    @Test
    void optionsStandBeforeOrBehindTheCommand() {
        memjay.strings().set("where", "v");
        assertThat(CommandRun.of("--servers", server.address(), "get", "where").out())
                .isEqualTo("v\n");
        assertThat(CommandRun.of("get", "--servers", server.address(), "where").out())
                .isEqualTo("v\n");
        assertThat(CommandRun.of("get", "where", "--servers=memcached://" + server.address())
                        .out())
                .isEqualTo("v\n");
        assertThat(CommandRun.of("--servers", "127.0.0.1:1", "get", "where", "--servers", server.address())
                        .out())
                .as("the last one counts")
                .isEqualTo("v\n");
    }

    @Test
    void keysMayBearTheNamesOfCommands() {
        memjay.strings().set("serve", "v");
        assertThat(run("get", "serve").out()).isEqualTo("v\n");
    }

    private static CommandRun run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--servers";
        all[arguments.length + 1] = server.address();
        return CommandRun.of(all);
    }
}
