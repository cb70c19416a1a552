package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Compression;
import dev.memjay.error.CodecException;
import dev.memjay.server.MemcachedServer;
import java.lang.management.ManagementFactory;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A get of text is read out of the connection's buffer: it costs a String more than one of bytes, not a second copy. */
class TextAllocationTest {
    private static final int GETS = 200;
    private static final long MOST_MORE = 64;

    @Test
    void textOf100CharactersTakesAtMost64BytesMoreThanItsBytes() {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.connect("memcached://127.0.0.1:" + server.port() + "?timeout=30s")) {
            memjay.strings().set("key", "v".repeat(100));

            long bytes = perGet(memjay.bytes());
            long strings = perGet(memjay.strings());

            assertThat(strings - bytes)
                    .as("%d bytes for text, %d for bytes", strings, bytes)
                    .isLessThanOrEqualTo(MOST_MORE);
        }
    }

    /** The least of many rounds: what only some gets pay, such as a wait, is no part of it. */
    private static long perGet(Keyspace<String, ?> keyspace) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 40; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < GETS; i++) {
                if (keyspace.get("key") == null) {
                    throw new AssertionError();
                }
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / GETS);
        }
        return least;
    }

    /** What cannot be taken out of the buffer as it is takes the long way, to the same end. */
    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic"})
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
