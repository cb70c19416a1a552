package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Generations;
import dev.memjay.Keyspace;
import dev.memjay.LargeValues;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.junit.RealMemcached;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values beyond the item size, in chunks; and parts of a keyspace that are emptied at once. */
class LargeValuesTest {
    private static final int CHUNK = 10_000;

    private RealMemcached server;
    private Memjay memjay;
    private LargeValues<byte[]> large;

    @BeforeEach
    void start() {
        server = RealMemcached.start("-m", "256");
        memjay = Memjay.connect("memcached://127.0.0.1:" + server.port() + "?timeout=60s");
        large = LargeValues.of(memjay.bytes().prefixed("large:"), Codec.bytes());
    }

    @AfterEach
    void stop() {
        memjay.close();
        server.close();
    }

    private static byte[] noise(int length, int seed) {
        byte[] data = new byte[length];
        new Random(seed).nextBytes(data);
        return data;
    }

    @Test
    void withoutChunksTheLimitIsTold() {
        assertThatThrownBy(() -> memjay.bytes().set("k", noise(3 << 20, 1)))
                .isInstanceOfSatisfying(
                        ValueTooLargeException.class,
                        error -> assertThat(error.limit()).hasValue(1 << 20))
                .hasMessageContaining("1048576");
    }

    @Test
    void valuesBeyondTheItemSizeAreStored() {
        byte[] data = noise(10 << 20, 1);

        assertThat(large.set("k", data)).isTrue();

        assertThat(large.get("k")).isEqualTo(data);
        assertThat(large.delete("k")).isTrue();
        assertThat(large.get("k")).isNull();
        assertThat(large.delete("k")).isFalse();
    }

    @Test
    void lengthsAtTheEdgesOfChunksAreKept() {
        LargeValues<byte[]> cut = large.chunkLength(CHUNK);
        for (int length : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 17 * CHUNK, 33 * CHUNK + 1}) {
            byte[] data = noise(length, length);
            assertThat(cut.set("k", data)).isTrue();
            assertThat(large.get("k")).as("%d bytes", length).isEqualTo(data);
        }
    }

    @Test
    void shortValuesAreOrdinaryItems() {
        large.set("k", new byte[] {1, 2});

        assertThat(memjay.bytes().get("large:k")).containsExactly(1, 2);
        memjay.bytes().prefixed("large:").compressed(Compression.zlib()).set("k", new byte[5_000]);
        assertThat(large.get("k")).isEqualTo(new byte[5_000]);
    }

    @Test
    void aManifestIsRefusedByOtherViews() {
        large.chunkLength(CHUNK).set("k", noise(3 * CHUNK, 1));

        assertThatThrownBy(() -> memjay.bytes().get("large:k")).isInstanceOf(CodecException.class);
    }

    @Test
    void theCodecsFlagsAndItsCompressionAreKept() {
        LargeValues<Object> objects = LargeValues.of(
                        memjay.bytes(), Codec.objects().compressed(Compression.gzip()))
                .chunkLength(2_000);
        String text = noiseText();

        objects.set("text", text);

        assertThat(objects.get("text")).isEqualTo(text);
    }

    private static String noiseText() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(4);
        for (int i = 0; i < 5_000; i++) {
            text.append(random.nextInt());
        }
        return text.toString();
    }

    @Test
    void aMissingChunkIsAMissAndADamagedOneAnError() {
        LargeValues<byte[]> cut = large.chunkLength(CHUNK);
        Keyspace<String, Encoded> raw = memjay.keyspace(Codec.encoded()).prefixed("large:");
        cut.set("k", noise(3 * CHUNK, 1));
        byte[] manifest = raw.get("k").data();
        java.nio.ByteBuffer id = java.nio.ByteBuffer.wrap(manifest, 1, 16);
        String chunk = "~chunk~" + new java.util.UUID(id.getLong(), id.getLong()) + "~1";

        Encoded good = raw.get(chunk);
        byte[] bad = good.data().clone();
        bad[77] ^= 1;
        raw.set(chunk, Encoded.of(bad));
        assertThatThrownBy(() -> cut.get("k")).isInstanceOf(CodecException.class);

        raw.delete(chunk);
        assertThat(cut.get("k")).isNull();
    }

    @Test
    void boundsAreKept() {
        assertThatThrownBy(() -> large.maxLength(100).set("k", new byte[101])).isInstanceOf(CodecException.class);
        large.chunkLength(CHUNK).set("k", noise(3 * CHUNK, 1));
        assertThatThrownBy(() -> large.maxLength(CHUNK).get("k")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> large.chunkLength(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> large.chunkLength(2 << 20).set("k", noise(3 << 20, 1)))
                .isInstanceOf(ValueTooLargeException.class);
    }

    /** Writers replace one value by another all the time; a reader sees one of them whole. */
    @Test
    void noReaderSeesPartsOfTwoWrites() throws Exception {
        LargeValues<byte[]> cut = large.chunkLength(CHUNK);
        cut.set("k", filled(0));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                int first = writer * 100;
                running.add(threads.submit(() -> {
                    for (int i = first; i < first + 60; i++) {
                        cut.set("k", filled(i));
                    }
                }));
            }
            for (int reader = 0; reader < 2; reader++) {
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        byte[] value = cut.get("k");
                        assertThat(value).isNotNull().isEqualTo(filled(value[0]));
                    }
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static byte[] filled(int value) {
        byte[] data = new byte[5 * CHUNK + 3];
        Arrays.fill(data, (byte) value);
        return data;
    }

    // Generations

    @Test
    void aPartIsEmptiedAtOnce() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");
        Keyspace<String, String> before = users.current();
        before.set("1", "Ada");
        Generations.of(memjay.strings(), "carts").current().set("1", "a cart");

        assertThat(users.current().get("1")).isEqualTo("Ada");
        users.empty();

        assertThat(users.current().get("1")).isNull();
        assertThat(before.get("1")).as("who kept the view goes on").isEqualTo("Ada");
        assertThat(Generations.of(memjay.strings(), "carts").current().get("1")).isEqualTo("a cart");
    }

    /** A generation that was lost must not bring back what an older one stored. */
    @Test
    void aLostGenerationEmptiesToo() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");
        users.current().set("1", "Ada");

        memjay.strings().delete("users~generation");

        assertThat(users.current().get("1")).isNull();
    }
}
