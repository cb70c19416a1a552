package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that write: what they store, seen by a client. */
final class WriteCommandsTest {
    private static MemcachedServer server;
    private static Memjay memjay;
    private static Keyspace<String, String> texts;

    @BeforeAll
    static void start() {
        server = MemcachedServer.start();
        memjay = CommandRun.patient().servers(server.address()).build();
        texts = memjay.strings();
    }

    @AfterAll
    static void stop() {
        memjay.close();
        server.close();
    }

    @Test
    void setStoresTheArgumentAsItIs() {
        for (String value : new String[] {"w\u00f6rt", "", "${sys:user.name}", "\"quoted\"", " a b ", "a=b"}) {
            assertThat(run("set", "set", value).status()).isZero();
            assertThat(texts.get("set")).isEqualTo(value);
        }
        assertThat(run("set", "set", "--", "-5").status()).isZero();
        assertThat(texts.get("set")).isEqualTo("-5");
        assertThat(run("set", "set", "--json", "v").out()).isEqualTo("{\"key\":\"set\",\"stored\":true}\n");
    }

    @Test
    void anArgumentThatNamesAFileIsNotReadFromIt(@TempDir Path folder) throws IOException {
        String value = "@" + Files.writeString(folder.resolve("file"), "content");
        assertThat(run("set", "at", value).status()).isZero();
        assertThat(texts.get("at")).isEqualTo(value);
    }

    @Test
    void dashReadsStandardInput() {
        byte[] bytes = {0, -1, 10};
        String[] arguments = {"set", "stdin", "-", "--servers", server.address()};
        assertThat(CommandRun.withInput(bytes, arguments).status()).isZero();
        assertThat(memjay.bytes().get("stdin")).isEqualTo(bytes);
    }

    @Test
    void ttlIsSetOrLeftAsTheUriSays() {
        assertThat(run("set", "ttl", "v", "--ttl", "10m").status()).isZero();
        assertThat(ttl("ttl")).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThat(CommandRun.of("set", "ttl", "v", "--servers", "memcached://" + server.address() + "?ttl=1h")
                        .status())
                .isZero();
        assertThat(ttl("ttl")).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(run("set", "ttl", "v").status()).isZero();
        assertThat(memjay.strings().inspect("ttl").orElseThrow().ttl()).isEmpty();
    }

    @Test
    void addAndReplaceLookFirst() {
        assertThat(run("replace", "look", "v").status()).isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(run("add", "look", "first", "--ttl", "1h").status()).isZero();
        assertThat(run("add", "look", "second", "--json"))
                .satisfies(run -> assertThat(run.out()).isEqualTo("{\"key\":\"look\",\"stored\":false}\n"))
                .satisfies(run -> assertThat(run.status()).isEqualTo(ExitStatus.NOT_FOUND));
        assertThat(texts.get("look")).isEqualTo("first");
        assertThat(run("replace", "look", "third").status()).isZero();
        assertThat(texts.get("look")).isEqualTo("third");
    }

    @Test
    void appendAndPrependJoin() {
        texts.set("join", "b");
        assertThat(run("append", "join", "c").status()).isZero();
        assertThat(run("prepend", "join", "a").status()).isZero();
        assertThat(texts.get("join")).isEqualTo("abc");
        assertThat(run("append", "join", "x", "--codec", "json").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void casStoresIfNobodyChangedTheItem() {
        texts.set("cas", "v");
        long cas = texts.gets("cas").cas();
        assertThat(run("cas", "cas", "w", Long.toString(cas), "--ttl", "1h").status())
                .isZero();
        assertThat(texts.get("cas")).isEqualTo("w");
        assertThat(ttl("cas")).isGreaterThan(Duration.ofMinutes(59));
        assertThat(run("cas", "cas", "x", Long.toString(cas), "--json"))
                .satisfies(run -> assertThat(run.out()).isEqualTo("{\"key\":\"cas\",\"result\":\"EXISTS\"}\n"))
                .satisfies(run -> assertThat(run.status()).isEqualTo(ExitStatus.NOT_FOUND));
        assertThat(texts.get("cas")).isEqualTo("w");
        assertThat(run("delete", "cas", "--cas", Long.toString(cas)).status()).isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(run("delete", "cas", "--cas", Long.toString(texts.gets("cas").cas()))
                        .status())
                .isZero();
        assertThat(texts.get("cas")).isNull();
    }

    @Test
    void deleteTakesSeveralKeys() {
        texts.set("delete:1", "v");
        texts.set("delete:2", "v");
        CommandRun run = run("delete", "delete:1", "delete:x", "delete:2", "--json");
        assertThat(run.out())
                .isEqualTo("{\"key\":\"delete:1\",\"deleted\":true}\n{\"key\":\"delete:x\",\"deleted\":false}\n"
                        + "{\"key\":\"delete:2\",\"deleted\":true}\n");
        assertThat(run.status()).isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(texts.get("delete:2")).isNull();
    }

    @Test
    void countersCount() {
        assertThat(run("incr", "count").status()).isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(run("incr", "count", "--initial", "10", "--ttl", "1h").out()).isEqualTo("10\n");
        assertThat(ttl("count")).isGreaterThan(Duration.ofMinutes(59));
        assertThat(run("incr", "count").out()).isEqualTo("11\n");
        assertThat(run("incr", "count", "5").out()).isEqualTo("16\n");
        assertThat(run("decr", "count", "--json").out()).isEqualTo("{\"key\":\"count\",\"value\":15}\n");
        assertThat(run("decr", "count", "100").out()).isEqualTo("0\n");
        assertThat(run("incr", "count", "9", "--initial", "1").out()).isEqualTo("9\n");
        assertThat(run("decr", "unsigned", "--initial", "18446744073709551615").out())
                .isEqualTo("18446744073709551615\n");
    }

    @Test
    void touchSetsANewTimeToLive() {
        texts.set("touch", "v");
        assertThat(run("touch", "touch", "60").status()).isZero();
        assertThat(ttl("touch")).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
        assertThat(run("touch", "touch", "--ttl", "1h").status()).isZero();
        assertThat(ttl("touch")).isGreaterThan(Duration.ofMinutes(59));
    }

    @Test
    void codecsSetTheFlags() {
        Keyspace<String, Encoded> encoded = memjay.keyspace(Codec.encoded());
        run("set", "codec", "42");
        assertThat(encoded.get("codec").flags()).isZero();
        run("set", "codec", "42", "--codec", "objects");
        assertThat(encoded.get("codec").flags()).isEqualTo(2);
        run("set", "codec", "042", "--codec", "objects");
        assertThat(encoded.get("codec").flags()).isEqualTo(16);
        run("set", "codec", "{ \"a\" : 1 }", "--codec", "json");
        assertThat(texts.get("codec")).isEqualTo("{\"a\":1}");
        assertThat(run("set", "codec", "{", "--codec", "json").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void noreplyWritesAndIsSilent() {
        assertThat(run("set", "quiet", "v", "--noreply", "--ttl", "1h").out()).isEmpty();
        assertThat(texts.get("quiet")).isEqualTo("v");
        assertThat(ttl("quiet")).isGreaterThan(Duration.ofMinutes(59));
        run("append", "quiet", "w", "--noreply");
        run("prepend", "quiet", "u", "--noreply");
        assertThat(texts.get("quiet")).isEqualTo("uvw");
        run("replace", "quiet", "5", "--noreply");
        run("incr", "quiet", "2", "--noreply");
        run("decr", "quiet", "--noreply");
        assertThat(texts.get("quiet")).isEqualTo("6");
        run("cas", "quiet", "c", Long.toString(texts.gets("quiet").cas()), "--noreply");
        assertThat(texts.get("quiet")).isEqualTo("c");
        run("touch", "quiet", "never", "--noreply");
        assertThat(texts.inspect("quiet").orElseThrow().ttl()).isEmpty();
        assertThat(run("delete", "quiet", "nobody", "--noreply").status()).isZero();
        assertThat(texts.get("quiet")).isNull();
        run("incr", "quiet", "--initial", "7", "--noreply");
        run("add", "quiet", "no", "--noreply");
        assertThat(texts.get("quiet")).isEqualTo("7");
    }

    private static Duration ttl(String key) {
        return texts.inspect(key).orElseThrow().ttl().orElseThrow();
    }

    private static CommandRun run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        if (Arrays.asList(arguments).contains("--")) {
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            all[0] = "--servers";
            all[1] = server.address();
        } else {
            all[arguments.length] = "--servers";
            all[arguments.length + 1] = server.address();
        }
        return CommandRun.of(all);
    }
}
