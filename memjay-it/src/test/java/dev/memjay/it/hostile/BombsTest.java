package dev.memjay.it.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.LargeValues;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.ExpansionBudget;
import dev.memjay.codec.SerializationCodec;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.jackson.JacksonCodec;
import dev.memjay.kryo.KryoCodec;
import dev.memjay.layouts.Layouts;
import dev.memjay.lz4.Lz4;
import dev.memjay.model.Lookup;
import dev.memjay.python.PylibmcCodec;
import dev.memjay.python.PymemcacheCodec;
import dev.memjay.server.MemcachedServer;
import dev.memjay.snappy.Snappy;
import dev.memjay.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Items of less than a megabyte that would expand to gigabytes, or take for ever to be read: every way to read one ends in a
 * CodecException of its key, and what is beside it is read. The timeout is there for a bound that does not hold.
 */
@Tag("hostile")
@Timeout(60)
class BombsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final int ITEM = 1_000_000;
    private static final long SLOW_NANOS = 100_000_000;
    private static final int PYTHON_PICKLE = 1;
    private static final int PYTHON_ZLIB = 8;
    /** Beyond the 64 MiB that one value may expand to. */
    private static final int TOO_LONG = 200 << 20;

    private static final Codec<Serializable> SERIALIZED =
            SerializationCodec.allowing(Serializable.class, "java.util.*", "java.lang.*");

    private final MemcachedServer server = MemcachedServer.builder().start();
    private final Memjay memjay = Memjay.builder()
            .servers(server.host() + ":" + server.port())
            .timeout(PATIENCE)
            .build();

    @AfterEach
    void close() {
        memjay.close();
        server.close();
    }

    /** An item, and the codec that reads it. */
    record Bomb(String name, Codec<?> codec, Encoded item) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bomb> bombs() {
        return Stream.of(
                new Bomb("zlib", Codec.bytes(), Encoded.of(deflated(TOO_LONG), PYTHON_ZLIB)),
                new Bomb("zlib as text", Codec.strings(), Encoded.of(deflated(TOO_LONG), PYTHON_ZLIB)),
                new Bomb("zlib as a number", Codec.longs(), Encoded.of(deflated(50 << 20), PYTHON_ZLIB)),
                compressed("gzip", Compression.gzip()),
                compressed("zstd", Zstd.compression()),
                compressed("lz4", Lz4.compression()),
                compressed("snappy", Snappy.compression()),
                declared("zstd that declares", Zstd.compression(), "28b52ffda000ffffff7f010000"),
                declared("lz4 that declares", Lz4.compression(), "7fffffff00000000"),
                declared("snappy that declares", Snappy.compression(), "ffffffff07000000"),
                new Bomb("php zlib", Layouts.php(), Encoded.of(declaring(10, deflated(60 << 20)), 16 | 32)),
                new Bomb("php fastlz", Layouts.php(), Encoded.of(new byte[] {-1, -1, -1, 127, 0, 0}, 16 | 64)),
                new Bomb("spymemcached", Layouts.spymemcached(), Encoded.of(gzipped(TOO_LONG), 2)),
                new Bomb("xmemcached", Layouts.xmemcached(), Encoded.of(gzipped(TOO_LONG), 2)),
                new Bomb("dalli", Layouts.dalli(), Encoded.of(deflated(TOO_LONG), 2)),
                new Bomb("long of many digits", Codec.longs(), text("1".repeat(ITEM))),
                new Bomb("big integer of many digits", Codec.bigIntegers(), text("1".repeat(ITEM))),
                new Bomb("instant of many digits", Codec.instants(), text("9".repeat(ITEM))),
                new Bomb(
                        "objects of many digits",
                        Codec.objects(),
                        Encoded.of("1".repeat(ITEM).getBytes(ISO_8859_1), 2)),
                new Bomb("pickle that hashes", PymemcacheCodec.of(), pickle("}" + sharedTuples() + "Ns.")),
                new Bomb("pylibmc's pickle", PylibmcCodec.of(), pickle("}" + sharedTuples() + "Ns.")),
                new Bomb(
                        "pickle that declares",
                        PymemcacheCodec.of(),
                        pickle("\u008e\u00ff\u00ff\u00ff\u007f\0\0\0\0.")),
                new Bomb(
                        "pickle that nests",
                        PymemcacheCodec.of(),
                        pickle("(".repeat(ITEM / 2) + "t".repeat(ITEM / 2) + ".")),
                new Bomb("pickle of digits", PymemcacheCodec.of(), pickle("L" + "7".repeat(ITEM) + "L\n.")),
                new Bomb("serialized sets", SERIALIZED, SERIALIZED.encode(sharedSets(60))),
                new Bomb("serialized array", SERIALIZED, serializedArray()),
                new Bomb("kryo's sets", kryo(HashSet.class), Encoded.of(kryoSets())),
                new Bomb("kryo's length", kryo(String.class), Encoded.of(kryoLength())),
                new Bomb("json that nests", JacksonCodec.of(Object.class), text("[".repeat(ITEM))),
                new Bomb("json of digits", JacksonCodec.of(Object.class), text("7".repeat(ITEM))),
                new Bomb(
                        "json of Jackson 3",
                        dev.memjay.jackson3.JacksonCodec.of(Object.class),
                        text("{\"a\":".repeat(ITEM / 5))));
    }

    private static Encoded text(String text) {
        return Encoded.of(text.getBytes(ISO_8859_1));
    }

    private static Encoded pickle(String afterProtocol) {
        return Encoded.of(("\u0080\u0004" + afterProtocol).getBytes(ISO_8859_1), PYTHON_PICKLE);
    }

    /** Made piece by piece: a test of memory takes little of its own. */
    private static byte[] deflated(int zeros) {
        Deflater deflater = new Deflater(9);
        byte[] piece = new byte[1 << 20];
        byte[] out = new byte[2 << 20];
        int length = 0;
        for (int rest = zeros; rest > 0; rest -= piece.length) {
            deflater.setInput(piece);
            while (!deflater.needsInput()) {
                length += deflater.deflate(out, length, out.length - length);
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            length += deflater.deflate(out, length, out.length - length);
        }
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    private static byte[] gzipped(int zeros) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                byte[] piece = new byte[1 << 20];
                for (int rest = zeros; rest > 0; rest -= piece.length) {
                    gzip.write(piece);
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] declaring(int length, byte[] stream) {
        return ByteBuffer.allocate(4 + stream.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put(stream)
                .array();
    }

    /** Within the bound for one value, so that it is refused as one of many, see {@link Summed}. */
    private static Bomb compressed(String name, Compression compression) {
        byte[] plain = new byte[12 << 20];
        for (int i = 0; i < plain.length; i += 512) {
            plain[i] = (byte) (i >> 17); // else it would be refused for its ratio already
            plain[i + 1] = (byte) (i >> 9);
        }
        Encoded item = compression.compress(Encoded.of(plain));
        Codec<byte[]> codec = Codec.bytes().compressed(compression);
        return new Bomb(name, new Summed(codec), item);
    }

    private static Bomb declared(String name, Compression compression, String hex) {
        int flags = compression.compress(Encoded.of(new byte[10_000])).flags();
        byte[] bytes = HexFormat.of().parseHex(hex);
        return new Bomb(name, Codec.bytes().compressed(compression), Encoded.of(bytes, flags));
    }

    /** Reads an item twenty times into one list, as a call for twenty keys would. */
    private record Summed(Codec<byte[]> codec) implements Codec<List<byte[]>> {
        @Override
        public Encoded encode(List<byte[]> value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<byte[]> decode(Encoded encoded) {
            List<byte[]> all = new ArrayList<>();
            ExpansionBudget budget = ExpansionBudget.open(64 << 20);
            try {
                for (int i = 0; i < 20; i++) {
                    all.add(codec.decode(encoded));
                }
            } finally {
                budget.close();
            }
            return all;
        }

        @Override
        public boolean isCompressible() {
            return false;
        }
    }

    /** Six levels of 250 references each to the level below. */
    private static String sharedTuples() {
        StringBuilder pickle = new StringBuilder("N\u0094");
        for (int level = 0; level < 6; level++) {
            pickle.append("0(").append(("h" + (char) level).repeat(250)).append("t\u0094");
        }
        return pickle.toString();
    }

    private static LinkedHashSet<Object> sharedSets(int depth) {
        LinkedHashSet<Object> top = new LinkedHashSet<>();
        LinkedHashSet<Object> set = top;
        for (int i = 0; i < depth; i++) {
            LinkedHashSet<Object> below = new LinkedHashSet<>();
            ArrayList<Object> list = new ArrayList<>();
            list.add(below);
            set.add(below);
            set.add(list);
            set = below;
        }
        return top;
    }

    /** A byte[] that says it has two billion elements. */
    private static Encoded serializedArray() {
        byte[] stream = SERIALIZED.encode(new long[1]).data().clone();
        ByteBuffer.wrap(stream).putInt(stream.length - 12, Integer.MAX_VALUE - 8);
        return Encoded.of(stream);
    }

    @SuppressWarnings("unchecked")
    private static <V> Codec<V> kryo(Class<?> type) {
        return KryoCodec.of((Class<V>) type, kryo -> {
            kryo.setReferences(true);
            kryo.register(HashSet.class);
            kryo.register(ArrayList.class);
        });
    }

    private static byte[] kryoSets() {
        HashSet<Object> top = new HashSet<>();
        HashSet<Object> set = top;
        for (int i = 0; i < 40; i++) {
            HashSet<Object> below = new HashSet<>();
            set.add(below);
            set.add(new ArrayList<>(List.of(below)));
            set = below;
        }
        Kryo kryo = new Kryo();
        kryo.setReferences(true);
        kryo.register(HashSet.class);
        kryo.register(ArrayList.class);
        Output output = new Output(256, -1);
        kryo.writeObject(output, top);
        return output.toBytes();
    }

    private static byte[] kryoLength() {
        Output length = new Output(64);
        length.writeByte(1);
        length.writeVarIntFlag(true, 2_000_000_000, true);
        return length.toBytes();
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void everyWayToReadItEnds(Bomb bomb) throws Exception {
        assertThat(bomb.item().length()).isLessThanOrEqualTo(ITEM + 10);
        assertThat(memjay.strings().withCodec(Codec.encoded()).set("bomb", bomb.item()))
                .isTrue();
        assertRefused(memjay.strings().withCodec(bomb.codec()));
        memjay.strings().set("beside", "1");
        assertThat(memjay.strings().get("beside")).isEqualTo("1");
        assertThat(memjay.strings().async().get("beside").get(50, TimeUnit.SECONDS))
                .isEqualTo("1");
        assertThat(memjay.metrics().rescues()).isZero();
    }

    private static <V> void assertRefused(Keyspace<String, V> view) {
        AsyncKeyspace<String, V> async = view.async();
        long start = System.nanoTime();
        assertCodecError(() -> view.get("bomb"));
        assertCodecError(() -> async.getAll(List.of("bomb", "absent")).get(50, TimeUnit.SECONDS));
        if (System.nanoTime() - start > SLOW_NANOS) {
            return; // it takes up to its bound of memory each time; the other ways read by the same codec
        }
        assertCodecError(() -> view.gets("bomb"));
        assertCodecError(() -> view.getAll(List.of("bomb", "absent")));
        assertCodecError(() -> async.get("bomb").get(50, TimeUnit.SECONDS));
        assertCodecError(() -> async.update("bomb", value -> value).get(50, TimeUnit.SECONDS));
        assertThat(view.lookup("bomb")).isInstanceOf(Lookup.Failed.class);
        CompletableFuture<Lookup<V>> lookup = async.lookup("bomb");
        assertThat(lookup).succeedsWithin(PATIENCE).isInstanceOf(Lookup.Failed.class);
    }

    private static void assertCodecError(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        Throwable error = thrown instanceof ExecutionException wrapped ? wrapped.getCause() : thrown;
        Throwable own = error instanceof BulkException some ? some.failed().get("bomb") : error;
        assertThat(own).isInstanceOf(CodecException.class);
        assertThat(own.getMessage().length()).isLessThan(1_000);
    }

    /** Each is within its own bound. */
    @Test
    void manyItemsOfOneCallShareABound() {
        Memjay small = memjay.toBuilder().maxExpandedBytes(40 << 20).build();
        try (small) {
            manyItemsShareABound(small);
        }
    }

    private static void manyItemsShareABound(Memjay small) {
        Keyspace<String, byte[]> bytes = small.bytes();
        Keyspace<String, Encoded> raw = small.strings().withCodec(Codec.encoded());
        Encoded item = Encoded.of(deflated(10 << 20), PYTHON_ZLIB);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add("part" + i);
            raw.set("part" + i, item);
        }
        List<Function<List<String>, Map<String, byte[]>>> ways = List.of(
                bytes::getAll,
                some -> bytes.async().getAll(some).join(),
                some -> bytes.getAllOrCompute(some, missing -> Map.of()));
        for (Function<List<String>, Map<String, byte[]>> way : ways) {
            Throwable thrown = catchThrowable(() -> way.apply(keys));
            BulkException failed =
                    (BulkException) (thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown);
            assertThat(failed.failed()).hasSize(36);
            assertThat(failed.failed().values())
                    .allSatisfy(error -> assertThat(error)
                            .isInstanceOf(CodecException.class)
                            .hasMessageContaining("maxExpandedBytes"));
        }
    }

    @Test
    void aManifestThatDeclaresTakesNoMemory() {
        Keyspace<String, Encoded> raw = memjay.strings().withCodec(Codec.encoded());
        for (int length : new int[] {64 << 20, Integer.MAX_VALUE, -1}) {
            ByteBuffer manifest =
                    ByteBuffer.allocate(33).put((byte) 1).putLong(1).putLong(2);
            manifest.putInt(length).putInt(1_024).putInt(0).putInt(0);
            Map<String, Encoded> items = new LinkedHashMap<>();
            items.put("large", Encoded.of(manifest.array(), 1 << 28));
            raw.setAll(items);
            LargeValues<byte[]> large = LargeValues.of(memjay.strings(), Codec.bytes());
            if (length == 64 << 20) {
                assertThat(large.get("large")).isNull();
                assertThat(large.async().get("large")).succeedsWithin(PATIENCE).isNull();
            } else {
                assertThat(catchThrowable(() -> large.get("large"))).isInstanceOf(CodecException.class);
                assertThat(large.async().get("large")).failsWithin(PATIENCE);
            }
        }
    }
}
