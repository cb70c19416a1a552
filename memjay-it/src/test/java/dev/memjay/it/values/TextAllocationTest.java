package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Compression;
import dev.memjay.error.CodecException;
import dev.memjay.server.MemcachedServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A get of text is read out of the connection's buffer: it costs a String more than one of bytes, not a second copy. */
class TextAllocationTest {
    private static final int GETS = 200;
    private static final int ROUNDS = 40;
    private static final int MOST_ROUNDS = 2_000;
    /**
     * A second copy takes 168 bytes or more. The benchmark has 24 bytes more; here others' profiles in the same JVM add some.
     */
    private static final long MOST_MORE = 100;

    private static final int MANY = 100;
    private static final int MANY_GETS = 10;

    /** A read of one value under the key "key", or of many. */
    private interface Read {
        @Nullable
        Object by(Keyspace<String, ?> keyspace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "binary"})
    void textOf100CharactersIsNotCopiedTwice(String protocol) {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.connect(
                        "memcached://127.0.0.1:" + server.port() + "?timeout=30s&protocol=" + protocol)) {
            Map<String, Read> reads = new LinkedHashMap<>();
            reads.put("get", keyspace -> keyspace.get("key"));
            reads.put("gets", keyspace -> keyspace.gets("key"));
            reads.put("gat", keyspace -> keyspace.gat("key", Duration.ofHours(1)));
            reads.put("gats", keyspace -> keyspace.gats("key", Duration.ofHours(1)));
            memjay.strings().set("key", "v".repeat(100));

            reads.forEach((name, read) -> {
                long bytes = perGet(memjay.bytes(), read, GETS, 0);
                long strings = perGet(memjay.strings(), read, GETS, bytes + MOST_MORE);
                assertThat(strings - bytes)
                        .as("%s by %s: %d bytes for text, %d for bytes", name, protocol, strings, bytes)
                        .isLessThanOrEqualTo(MOST_MORE);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "binary"})
    void noneOfManyTextsIsCopiedTwice(String protocol) {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.connect(
                        "memcached://127.0.0.1:" + server.port() + "?timeout=30s&protocol=" + protocol)) {
            List<String> keys =
                    IntStream.range(0, MANY).mapToObj(i -> "key" + i).toList();
            keys.forEach(key -> memjay.strings().set(key, "v".repeat(100)));

            Read all = keyspace -> keyspace.getAll(keys);
            long bytes = perGet(memjay.bytes(), all, MANY_GETS, 0) / MANY;
            long strings = perGet(memjay.strings(), all, MANY_GETS, (bytes + MOST_MORE) * MANY) / MANY;

            assertThat(memjay.strings().getAll(keys)).hasSize(MANY).containsValue("v".repeat(100));
            assertThat(strings - bytes)
                    .as("getAll by %s: %d bytes for each text, %d for bytes", protocol, strings, bytes)
                    .isLessThanOrEqualTo(MOST_MORE);
        }
    }

    /**
     * The least of many rounds: what only some gets pay, such as a wait, is no part of it. It goes on for a while until it is
     * little enough, since the compiler takes its time to see what need not be allocated.
     */
    private static long perGet(Keyspace<String, ?> keyspace, Read read, int gets, long enough) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS || least > enough && round < MOST_ROUNDS && enough > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < gets; i++) {
                if (read.by(keyspace) == null) {
                    throw new AssertionError();
                }
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / gets);
        }
        return least;
    }

    /** What cannot be taken out of the buffer as it is takes the long way, to the same end. */
    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "binary"})
    void textIsTheSameWhateverWayItTakes(String protocol) {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.connect(
                        "memcached://127.0.0.1:" + server.port() + "?timeout=30s&protocol=" + protocol)) {
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
                texts.compressed(Compression.zlib().minLength(1)).set("key", text);
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
