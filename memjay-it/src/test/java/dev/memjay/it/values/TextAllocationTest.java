package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Compression;
import dev.memjay.error.CodecException;
import dev.memjay.server.MemcachedServer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A get of text is read out of the connection's buffer: it costs a String more than one of bytes, not a second copy. */
class TextAllocationTest {
    private static final int GETS = 200;
    private static final int ROUNDS = 40;
    private static final int MAX_ROUNDS = 2_000;
    private static final long MAX_MORE = 64;
    private static final int MANY = 100;
    private static final int MANY_GETS = 10;

    /** A read of one value, or of many. */
    private interface Read {
        @Nullable
        Object by(Keyspace<String, ?> keyspace);
    }

    /** A process of its own: in the others' the compiler has seen other codecs, and spares less. */
    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "binary"})
    void textTakesAtMost64BytesMoreThanItsBytes(String protocol) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        protocol)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines;
        try {
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
            lines = said.lines().toList();
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(lines).hasSize(5).allSatisfy(line -> {
            String[] words = line.split(" ");
            assertThat(Long.parseLong(words[2]) - Long.parseLong(words[1]))
                    .as("%s: bytes for bytes, and for text", line)
                    .isLessThanOrEqualTo(MAX_MORE);
        });
    }

    /** Prints for each read its name and the bytes that it takes as bytes and as text. */
    static final class Child {
        public static void main(String[] args) {
            try (MemcachedServer server = MemcachedServer.start();
                    Memjay memjay = Memjay.create("memcached://127.0.0.1:" + server.port()
                            + "?timeout=30s&connectTimeout=30s&protocol=" + args[0])) {
                List<String> keys =
                        IntStream.range(0, MANY).mapToObj(i -> "key" + i).toList();
                keys.forEach(key -> memjay.strings().set(key, "v".repeat(100)));
                print(memjay, "get", keyspace -> keyspace.get("key0"), GETS, 1);
                print(memjay, "gets", keyspace -> keyspace.gets("key0"), GETS, 1);
                print(memjay, "gat", keyspace -> keyspace.gat("key0", Duration.ofHours(1)), GETS, 1);
                print(memjay, "gats", keyspace -> keyspace.gats("key0", Duration.ofHours(1)), GETS, 1);
                print(memjay, "getAll", keyspace -> keyspace.getAll(keys), MANY_GETS, MANY);
            }
        }

        private static void print(Memjay memjay, String name, Read read, int reads, int values) {
            long bytes = perRead(memjay.bytes(), read, reads, 0) / values;
            long text = perRead(memjay.strings(), read, reads, (bytes + MAX_MORE) * values) / values;
            System.out.println(name + ' ' + bytes + ' ' + text);
        }
    }

    /**
     * The least of many rounds: what only some reads pay, such as a wait, is no part of it. It goes on for a while until it is
     * little enough, since the compiler takes its time to see what need not be allocated.
     */
    private static long perRead(Keyspace<String, ?> keyspace, Read read, int reads, long enough) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS || least > enough && round < MAX_ROUNDS && enough > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < reads; i++) {
                if (read.by(keyspace) == null) {
                    throw new AssertionError();
                }
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / reads);
        }
        return least;
    }

    /** What cannot be taken out of the buffer as it is takes the long way, to the same end. */
    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "binary"})
    void textIsTheSameWhateverWayItTakes(String protocol) {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.create("memcached://127.0.0.1:" + server.port()
                        + "?timeout=30s&connectTimeout=30s&protocol=" + protocol)) {
            Keyspace<String, String> texts = memjay.strings();
            for (String text : new String[] {
                "",
                "a",
                "Zo\u00eb \u65e5\u672c \ud83d\ude00",
                "\ufffd",
                "x\r\ny",
                "l".repeat(900_000),
                "\u00eb".repeat(300_000)
            }) {
                texts.set("key", text);
                assertThat(texts.get("key")).isEqualTo(text);
                assertThat(texts.async().get("key").join()).isEqualTo(text);
                assertThat(texts.getOrDefault("key", "another")).isEqualTo(text);
                assertThat(texts.gets("key").value()).isEqualTo(text);
                assertThat(texts.gat("key", Duration.ofHours(1))).isEqualTo(text);
                assertThat(texts.gats("key", Duration.ofHours(1)).value()).isEqualTo(text);
                assertThat(texts.getAll(List.of("none", "key"))).containsExactly(Map.entry("key", text));
                assertThat(texts.getsAll(List.of("key")).get("key").value()).isEqualTo(text);
                texts.withCompression(Compression.zlib().minLength(1)).set("key", text);
                assertThat(texts.get("key")).isEqualTo(text);
            }
            memjay.objects().set("key", "by its flags");
            assertThat(texts.get("key")).isEqualTo("by its flags");
            memjay.bytes().set("key", new byte[] {'a', -1});
            Assertions.assertThatThrownBy(() -> texts.get("key")).isInstanceOf(CodecException.class);
            memjay.objects().set("key", 42);
            Assertions.assertThatThrownBy(() -> texts.get("key")).isInstanceOf(CodecException.class);
        }
    }
}
