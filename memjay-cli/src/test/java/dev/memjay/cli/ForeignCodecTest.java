package dev.memjay.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.layouts.Layouts;
import dev.memjay.python.PymemcacheCodec;
import dev.memjay.python.Tuple;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The codecs that are named after other clients: what they show of what is stored, and what they store of what is typed. */
final class ForeignCodecTest {
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

    private static CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--servers", server.address()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    /** The argument, the flags and data that it becomes, and what get prints of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pymemcache | hello | 16 | hello | hello",
                "pymemcache | 42 | 2 | 42 | 42",
                "pymemcache | 007 | 16 | 007 | 007",
                "pymemcache | \"42\" | 16 | 42 | 42",
                "pylibmc | 42 | 4 | 42 | 42",
                "pylibmc | true | 2 | 1 | 1",
                "python-memcached | 42 | 2 | 42 | 42",
                "spymemcached | hello | 0 | hello | hello",
                "spymemcached | 65 | 512 | A | 65",
                "spymemcached | true | 256 | 1 | true",
                "spymemcached | {\"a\":1} | 0 | {\"a\":1} | {\"a\":1}",
                "xmemcached | 65 | 512 | A | 65",
                "folsom | 42 | 0 | 42 | 42",
                "dalli | 42 | 0 | 42 | 42",
                "dalli | [1,null,\"x\"] | 1 | [1,null,\"x\"] | [1,null,\"x\"]",
                "php | 42 | 1 | 42 | 42",
                "php | 1.5 | 2 | 1.5 | 1.5",
                "php | true | 3 | 1 | true",
                "dalli | null | 1 | null | null",
                "php | null | 6 | null | null",
                "php | {\"a\":[1.5]} | 6 | {\"a\":[1.5]} | {\"a\":[1.5]}",
            })
    void whatIsTypedIsStoredAsTheOtherClientWould(String codec, String typed, int flags, String data, String shown) {
        assertThat(run("set", "typed", typed, "--codec", codec).status()).isZero();

        assertThat(memjay.keyspace(Codec.encoded()).get("typed"))
                .isEqualTo(Encoded.of(data.getBytes(ISO_8859_1), flags));
        assertThat(run("get", "typed", "--codec", codec).out()).isEqualTo(shown + "\n");
    }

    @Test
    void picklesAreShownAsJson() {
        Map<Object, Object> value = new LinkedHashMap<>();
        value.put("tuple", Tuple.of(1, 2.5, "x"));
        value.put(7, LocalDate.of(2024, 2, 29));
        value.put("bytes", "hi".getBytes(UTF_8));
        value.put("nan", Double.NaN);
        memjay.keyspace(PymemcacheCodec.of())
                .withCompression(Compression.zlib().minLength(1))
                .set("pickled", value);

        assertThat(run("get", "pickled", "--codec", "pymemcache", "--json").out())
                .startsWith("{\"key\":\"pickled\",\"value\":{\"tuple\":[1,2.5,\"x\"],\"7\":\"2024-02-29\","
                        + "\"bytes\":{\"base64\":\"aGk=\"},\"nan\":\"NaN\"},\"flags\":");
        assertThat(run("get", "pickled", "--codec", "text").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void listsAndNothingArePickledForPython() {
        assertThat(run("set", "list", "[1, true, null, {\"a\": \"b\"}]", "--codec", "pymemcache")
                        .status())
                .isZero();
        assertThat(run("set", "none", "null", "--codec", "pylibmc").status()).isZero();

        assertThat(memjay.keyspace(Codec.encoded()).get("list").flags()).isEqualTo(1);
        assertThat(run("get", "list", "--codec", "pylibmc").out()).isEqualTo("[1,true,null,{\"a\":\"b\"}]\n");
        assertThat(run("get", "none", "--codec", "pymemcache").out()).isEqualTo("null\n");
    }

    @Test
    void datesOfJavaClientsAreShown() {
        memjay.keyspace(Layouts.spymemcached()).set("date", java.time.Instant.EPOCH);

        assertThat(run("get", "date", "--codec", "xmemcached", "--json").out())
                .startsWith("{\"key\":\"date\",\"value\":\"1970-01-01T00:00:00Z\",\"flags\":1024");
    }

    @Test
    void anUnknownCodecIsRefusedWithThoseThatAreKnown() {
        CommandRun run = run("get", "x", "--codec", "cobol");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err())
                .contains("pymemcache, pylibmc, python-memcached, spymemcached, xmemcached, folsom, dalli, php");
    }

    @Test
    void aDictionaryIsTrainedOfStoredValuesAndOfLines(@TempDir Path folder) throws IOException {
        StringBuilder keys = new StringBuilder();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            String user = "{\"id\":" + i * 7919 + ",\"name\":\"user-" + i
                    + "\",\"city\":\"Springfield\",\"roles\":[\"reader\"]}";
            memjay.strings().set("user:" + i, user);
            keys.append("user:").append(i).append('\n');
            lines.append(user).append('\n');
        }
        Path ofKeys = folder.resolve("keys.dict");
        Path ofLines = folder.resolve("lines.dict");
        Path keyFile = Files.writeString(folder.resolve("keys"), keys);
        Path lineFile = Files.writeString(folder.resolve("lines"), lines);

        assertThat(run("train-dictionary", ofKeys.toString(), "--keys-from", keyFile.toString(), "--size", "2048")
                        .out())
                .contains("of 1000 samples");
        assertThat(run("train-dictionary", ofLines.toString(), "--lines-of", lineFile.toString(), "--json")
                        .out())
                .contains("\"samples\":1000");
        assertThat(Files.size(ofKeys)).isBetween(256L, 2_048L);
        assertThat(Files.readAllBytes(ofLines)).startsWith(0x37, 0xa4, 0x30, 0xec);
        assertThat(run("train-dictionary", ofKeys.toString()).status()).isEqualTo(ExitStatus.USAGE);
    }
}
