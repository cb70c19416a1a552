package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.AsyncLargeValues;
import dev.memjay.Keyspace;
import dev.memjay.LargeValues;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CacheMissException;
import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.junit.RealMemcached;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Values beyond the item size, in chunks, through both faces. */
@ParameterizedClass
@EnumSource(Face.class)
class LargeValuesTest {
    private static final int CHUNK = 10_000;

    @Parameter
    private Face face;

    private RealMemcached server;
    private Memjay memjay;
    private LargeValues<byte[]> large;

    @BeforeEach
    void start() {
        server = RealMemcached.start("-m", "256");
        memjay = Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=60s&connectTimeout=60s");
        large = LargeValues.of(memjay.bytes().withPrefix("large:"), Codec.bytes());
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

        assertThat(face.set(large, "k", data)).isTrue();

        assertThat(face.get(large, "k")).isEqualTo(data);
        assertThat(face.delete(large, "k")).isTrue();
        assertThat(face.get(large, "k")).isNull();
        assertThat(face.delete(large, "k")).isFalse();
    }

    @Test
    void lengthsAtTheEdgesOfChunksAreKept() {
        LargeValues<byte[]> cut = large.chunkLength(CHUNK);
        for (int length : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 17 * CHUNK, 33 * CHUNK + 1}) {
            byte[] data = noise(length, length);
            assertThat(face.set(cut, "k", data)).isTrue();
            assertThat(face.get(large, "k")).as("%d bytes", length).isEqualTo(data);
        }
    }

    @Test
    void shortValuesAreOrdinaryItems() {
        face.set(large, "k", new byte[] {1, 2});

        assertThat(memjay.bytes().get("large:k")).containsExactly(1, 2);
        memjay.bytes().withPrefix("large:").withCompression(Compression.zlib()).set("k", new byte[5_000]);
        assertThat(face.get(large, "k")).isEqualTo(new byte[5_000]);
    }

    @Test
    void aManifestIsRefusedByOtherViews() {
        face.set(large.chunkLength(CHUNK), "k", noise(3 * CHUNK, 1));

        assertThatThrownBy(() -> memjay.bytes().get("large:k"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("LargeValues reads them");
    }

    @Test
    void theCodecsFlagsAndItsCompressionAreKept() {
        LargeValues<Object> objects = LargeValues.of(
                        memjay.bytes(), Codec.objects().compressed(Compression.gzip()))
                .chunkLength(2_000);
        String text = noiseText();

        face.set(objects, "text", text);

        assertThat(face.get(objects, "text")).isEqualTo(text);
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
        Keyspace<String, Encoded> raw = memjay.keyspace(Codec.encoded()).withPrefix("large:");
        face.set(cut, "k", noise(3 * CHUNK, 1));
        String chunk = chunkKey(1);

        Encoded good = raw.get(chunk);
        byte[] bad = good.data().clone();
        bad[77] ^= 1;
        raw.set(chunk, Encoded.of(bad));
        assertThatThrownBy(() -> face.get(cut, "k")).isInstanceOf(CodecException.class);

        raw.delete(chunk);
        assertThat(face.get(cut, "k")).isNull();
    }

    @Test
    void boundsAreKept() {
        assertThatThrownBy(() -> face.set(large.maxLength(100), "k", new byte[101]))
                .isInstanceOf(CodecException.class);
        face.set(large.chunkLength(CHUNK), "k", noise(3 * CHUNK, 1));
        assertThatThrownBy(() -> face.get(large.maxLength(CHUNK), "k")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> large.chunkLength(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> face.set(large.chunkLength(2 << 20), "k", noise(3 << 20, 1)))
                .isInstanceOf(ValueTooLargeException.class);
    }

    /** Writers replace one value by another all the time; a reader sees one of them whole. */
    @Test
    void noReaderSeesPartsOfTwoWrites() throws Exception {
        LargeValues<byte[]> cut = large.chunkLength(CHUNK);
        face.set(cut, "k", filled(0));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                int first = writer * 100;
                running.add(threads.submit(() -> {
                    for (int i = first; i < first + 60; i++) {
                        face.set(cut, "k", filled(i));
                    }
                }));
            }
            for (int reader = 0; reader < 2; reader++) {
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        byte[] value = face.get(cut, "k");
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

    @Test
    void bothFacesReadWhatEitherStored() {
        byte[] data = noise(3 * CHUNK, 1);
        face.set(large.chunkLength(CHUNK), "k", data);

        assertThat(large.get("k")).isEqualTo(data);
        assertThat(large.async().get("k").join()).isEqualTo(data);
    }

    @Test
    void chunksAndManifestGetTheTimeToLive() {
        face.set(large.chunkLength(CHUNK), "k", noise(3 * CHUNK, 1), Duration.ofHours(1));

        Keyspace<String, byte[]> raw = memjay.bytes().withPrefix("large:");
        assertThat(raw.inspect("k").orElseThrow().ttl()).isPresent();
        assertThat(raw.inspect(chunkKey(1)).orElseThrow().ttl()).isPresent();
    }

    @Test
    void anIllegalKeyIsRefusedBeforeAChunkIsSent() {
        assertThatThrownBy(() -> face.set(large.chunkLength(CHUNK), "a b", noise(3 * CHUNK, 1)))
                .isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> large.async().set("a b", new byte[1])).isInstanceOf(IllegalKeyException.class);

        assertThat(memjay.admin().stats(memjay.nodes().get(0)).number("cmd_set"))
                .hasValue(0);
    }

    @Test
    void whatACodecThrowsIsAMissOrACodecException() {
        face.set(large, "k", new byte[] {1});
        Codec<byte[]> misses = Codec.bytes()
                .map(
                        stored -> {
                            throw new CacheMissException("an old format");
                        },
                        value -> value);
        Codec<byte[]> fails = Codec.bytes()
                .map(
                        stored -> {
                            throw new IllegalStateException("a codec's own");
                        },
                        value -> value);

        assertThat(face.get(LargeValues.of(memjay.bytes().withPrefix("large:"), misses), "k"))
                .isNull();
        assertThatThrownBy(() -> face.get(LargeValues.of(memjay.bytes().withPrefix("large:"), fails), "k"))
                .isInstanceOf(CodecException.class);
    }

    /** Whoever can write to memcached must not have a reader make millions of keys. */
    @Test
    void aForgedManifestIsRefused() {
        ByteBuffer forged = ByteBuffer.allocate(33).put((byte) 1).putLong(1).putLong(2);
        forged.putInt(60 << 20).putInt(1).putInt(0).putInt(0);
        memjay.keyspace(Codec.encoded()).set("large:k", Encoded.of(forged.array(), 1 << 28));

        assertThatThrownBy(() -> face.get(large, "k"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("lengths");
    }

    /** What is on its way belongs to no caller any more, the later chunks of an asynchronous write above all. */
    @Test
    void anArrayMayBeChangedWhileItIsWritten() {
        byte[] data = noise(40 * CHUNK, 1);
        byte[] before = data.clone();

        CompletableFuture<Boolean> written = large.chunkLength(CHUNK).async().set("k", data);
        Arrays.fill(data, (byte) 0);

        assertThat(written.join()).isTrue();
        assertThat(face.get(large, "k")).isEqualTo(before);
    }

    @Test
    void callbacksOnTheEventLoopMayReadAndWrite() {
        AsyncLargeValues<byte[]> async = large.chunkLength(CHUNK).async();
        byte[] data = noise(40 * CHUNK, 1);

        byte[] read = memjay.bytes()
                .async()
                .get("none")
                .thenCompose(nothing -> async.set("k", data))
                .thenCompose(stored -> async.get("k"))
                .join();

        assertThat(read).isEqualTo(data);
    }

    /** The key of a chunk of what stands under "k". */
    private String chunkKey(int index) {
        ByteBuffer id =
                ByteBuffer.wrap(memjay.keyspace(Codec.encoded()).get("large:k").data(), 1, 16);
        return "~chunk~" + new UUID(id.getLong(), id.getLong()) + "~" + index;
    }

    private static byte[] filled(int value) {
        byte[] data = new byte[5 * CHUNK + 3];
        Arrays.fill(data, (byte) value);
        return data;
    }
}
