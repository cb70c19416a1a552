package dev.memjay.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.CacheMissException;
import dev.memjay.error.CodecException;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The standard codecs beyond bytes and strings: what they write, what they read, and that nothing else comes out. */
class MoreCodecsTest {
    static Stream<Arguments> writings() {
        return Stream.of(
                Arguments.of(Codec.ints(), Integer.MIN_VALUE, "-2147483648"),
                Arguments.of(Codec.ints(), 7, "7"),
                Arguments.of(Codec.bigIntegers(), BigInteger.ONE.shiftLeft(80), "1208925819614629174706176"),
                Arguments.of(Codec.booleans(), true, "1"),
                Arguments.of(Codec.booleans(), false, "0"),
                Arguments.of(Codec.doubles(), -0.1, "-0.1"),
                Arguments.of(Codec.doubles(), Double.NaN, "NaN"),
                Arguments.of(Codec.doubles(), Double.NEGATIVE_INFINITY, "-Infinity"),
                Arguments.of(Codec.uuids(), new UUID(1, 2), "00000000-0000-0001-0000-000000000002"),
                Arguments.of(Codec.instants(), Instant.ofEpochSecond(-1, 5), "1969-12-31T23:59:59.000000005Z"),
                Arguments.of(Codec.strings(ISO_8859_1), "Zo\u00eb", "Zo\u00eb"),
                Arguments.of(Codec.ofBytes((String text) -> text.getBytes(US_ASCII), String::new), "x", "x"));
    }

    @ParameterizedTest
    @MethodSource("writings")
    <V> void whatIsWrittenIsReadableAndReadBack(Codec<V> codec, V value, String text) {
        Encoded encoded = codec.encode(value);

        assertThat(encoded).isEqualTo(Encoded.of(text.getBytes(ISO_8859_1)));
        assertThat(codec.decode(encoded)).isEqualTo(value);
        assertThat(codec.toString()).startsWith("Codec.");
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                Arguments.of(Codec.ints(), " 12 ", 2, 12),
                Arguments.of(Codec.ints(), "9  ", 4, 9),
                Arguments.of(Codec.booleans(), "1", 2, true),
                Arguments.of(Codec.booleans(), "False", 16, false),
                Arguments.of(Codec.doubles(), "inf", 16, Double.POSITIVE_INFINITY),
                Arguments.of(Codec.doubles(), "1e+300", 0, 1e300),
                Arguments.of(Codec.bigIntegers(), "+5", 0, BigInteger.valueOf(5)));
    }

    @ParameterizedTest
    @MethodSource("readings")
    <V> void othersSpellingsAreRead(Codec<V> codec, String text, int flags, V value) {
        assertThat(codec.decode(Encoded.of(text.getBytes(UTF_8), flags))).isEqualTo(value);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(Codec.ints(), "2147483648", 0),
                Arguments.of(Codec.ints(), "", 0),
                Arguments.of(Codec.ints(), "1", 1),
                Arguments.of(Codec.booleans(), "yes", 0),
                Arguments.of(Codec.doubles(), "0x1p3", 0),
                Arguments.of(Codec.doubles(), "1f", 0),
                Arguments.of(Codec.doubles(), "1", 2),
                Arguments.of(Codec.uuids(), "1-1-1-1-1", 0),
                Arguments.of(Codec.instants(), "yesterday", 0),
                Arguments.of(Codec.bigIntegers(), "1".repeat(5_000), 0),
                Arguments.of(Codec.strings(US_ASCII), "\u00eb", 0),
                Arguments.of(Codec.strings(ISO_8859_1), "x", 16),
                Arguments.of(Codec.ofBytes(String::getBytes, String::new), "x", 16));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void othersAreRefusedWithoutTheValue(Codec<?> codec, String text, int flags) {
        Encoded encoded = Encoded.of(text.getBytes(UTF_8), flags);

        assertThatThrownBy(() -> codec.decode(encoded))
                .isInstanceOf(CodecException.class)
                .hasMessageNotContaining("yesterday")
                .hasMessageNotContaining("2147483648");
    }

    @Test
    void charsetsRefuseWhatTheyCannotSay() {
        assertThatThrownBy(() -> Codec.strings(US_ASCII).encode("\u00eb")).isInstanceOf(CodecException.class);
        assertThat(Codec.strings(UTF_8)).isSameAs(Codec.strings());
        assertThat(Codec.strings(UTF_16BE).encode("\u00eb")).isEqualTo(Encoded.of(new byte[] {0, (byte) 0xeb}));
    }

    @Test
    void unknownFlagsAreNamedWithTheCodecsThatKnowThem() {
        assertThatThrownBy(() -> Codec.objects().decode(Encoded.of(new byte[1], 1)))
                .hasMessageContaining("flags 1")
                .hasMessageContaining("PymemcacheCodec");
        assertThatThrownBy(() -> Codec.strings().decode(Encoded.of(new byte[1], 0x200)))
                .hasMessageContaining("flags 512")
                .hasMessageContaining("Layouts.spymemcached()");
        assertThatThrownBy(() -> Codec.strings().decode(Encoded.of(new byte[1], Compression.ZSTD_FLAG)))
                .hasMessageContaining("zstd");
    }

    /** What generated messages of Protobuf have. */
    record Message(String text) {
        byte[] toByteArray() {
            return text.getBytes(UTF_8);
        }

        static Message parseFrom(byte[] bytes) throws IOException {
            if (bytes.length == 0) {
                throw new IOException("truncated");
            }
            return new Message(new String(bytes, UTF_8));
        }
    }

    @Test
    void aPairOfFunctionsIsACodec() {
        Codec<Message> codec = Codec.ofBytes(Message::toByteArray, Message::parseFrom);

        assertThat(codec.decode(codec.encode(new Message("x")))).isEqualTo(new Message("x"));
        assertThatThrownBy(() -> codec.decode(Encoded.of(new byte[0])))
                .isInstanceOf(CodecException.class)
                .hasCauseInstanceOf(IOException.class);
        Codec<Message> missing = Codec.ofBytes(Message::toByteArray, bytes -> {
            throw new CacheMissException("an old format");
        });
        assertThatThrownBy(() -> missing.decode(Encoded.of(new byte[0]))).isInstanceOf(CacheMissException.class);
    }

    // Java's serialization

    private static final class Payload implements Serializable {
        private static final long serialVersionUID = 1L;
        private static boolean wasRead;

        private void readObject(java.io.ObjectInputStream in) throws IOException {
            wasRead = true;
        }
    }

    @Test
    void serializationReadsOnlyTheClassesOfItsList() {
        SerializationCodec<ArrayList<?>> lists = lists("java.lang.Integer");
        Encoded payload = SerializationCodec.allowing(Payload.class).encode(new Payload());
        Encoded withPayload = lists.encode(new ArrayList<>(List.of(new Payload())));
        Encoded maps = SerializationCodec.allowing(HashMap.class).encode(new HashMap<>(Map.of("a", 1)));

        assertThat(lists.decode(lists.encode(new ArrayList<>(List.of(1, 2))))).isEqualTo(List.of(1, 2));
        for (Encoded hostile : List.of(payload, withPayload, maps)) {
            assertThatThrownBy(() -> lists.decode(hostile)).isInstanceOf(CodecException.class);
        }
        assertThat(Payload.wasRead).isFalse();
        assertThatThrownBy(() -> SerializationCodec.allowing(Payload.class, "*"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void serializationReadsTheArraysOfPrimitivesThatListedClassesAreMadeOf() {
        SerializationCodec<ArrayList<?>> lists = lists("java.math.*");
        List<Object> values = List.of(BigInteger.TEN, new java.math.BigDecimal("1.25"), new int[] {1, 2});

        List<?> read = lists.decode(lists.encode(new ArrayList<>(values)));

        assertThat(read.subList(0, 2)).isEqualTo(values.subList(0, 2));
        assertThat((int[]) read.get(2)).containsExactly(1, 2);
        Encoded texts = lists.encode(new ArrayList<>(Arrays.asList(new java.util.Date[0], 1)));
        assertThatThrownBy(() -> lists.decode(texts)).isInstanceOf(CodecException.class);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there is no class literal of a list of something
    private static SerializationCodec<ArrayList<?>> lists(String... patterns) {
        return (SerializationCodec) SerializationCodec.allowing(ArrayList.class, patterns);
    }

    /** Lists that hold one another twice: the hash of the outermost takes for ever. */
    @Test
    void serializationIsBounded() {
        ArrayList<Object> deep = new ArrayList<>();
        ArrayList<Object> inner = deep;
        for (int i = 0; i < 40; i++) {
            ArrayList<Object> next = new ArrayList<>();
            inner.add(next);
            inner = next;
        }
        SerializationCodec<ArrayList<?>> lists = lists();
        Encoded encoded = lists.encode(deep);

        assertThatThrownBy(() -> lists.decode(encoded)).isInstanceOf(CodecException.class);
    }

    // Compression

    static Stream<Compression> compressions() {
        return Stream.of(
                Compression.zlib(),
                Compression.gzip(),
                Compression.gzip(9),
                Compression.gzip().alsoReading(Compression.zlib()),
                Compression.standard());
    }

    @ParameterizedTest
    @MethodSource("compressions")
    void aCodecMayBeCompressedByItself(Compression compression) {
        String text = "the same words again and again, ".repeat(50);
        Codec<String> codec = Codec.strings().compressed(compression);

        Encoded encoded = codec.encode(text);

        assertThat(encoded.length()).isLessThan(200);
        assertThat(compression.isMarked(encoded.flags())).isTrue();
        assertThat(codec.decode(encoded)).isEqualTo(text);
        assertThat(codec.decode(Codec.strings().encode(text))).isEqualTo(text);
        assertThat(codec.encode("short")).isEqualTo(Codec.strings().encode("short"));
        assertThat(codec.isCompressible()).isFalse();
    }

    @Test
    void gzipRefusesBombsAndOtherLevels() {
        byte[] data = new byte[1 << 20];
        new Random(1).nextBytes(data);
        Arrays.fill(data, 2_000, data.length, (byte) 0);
        Encoded bomb = Compression.gzip().compress(Encoded.of(data));

        assertThat(Compression.gzip().expand(bomb)).isEqualTo(Encoded.of(data));
        assertThat(Compression.gzip().maxExpanded(1 << 20).expand(bomb)).isEqualTo(Encoded.of(data));
        assertThatThrownBy(() -> Compression.gzip().maxExpanded((1 << 20) - 1).expand(bomb))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxExpanded");
        assertThatThrownBy(() -> Compression.gzip().maxRatio(20).expand(bomb)).isInstanceOf(CodecException.class);
        for (int level : new int[] {-2, 0, 10}) {
            assertThatThrownBy(() -> Compression.gzip(level))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("level is " + level);
        }
    }

    @Test
    void damagedStreamsGiveACodecException() {
        Random random = new Random(2);
        Encoded text = Encoded.of("the same words again and again, ".repeat(50).getBytes(UTF_8));
        for (Compression compression : List.of(Compression.gzip(), Compression.zlib())) {
            Encoded good = compression.compress(text);
            for (int round = 0; round < 5_000; round++) {
                byte[] data = Arrays.copyOf(good.data(), random.nextInt(good.length() + 1));
                for (int change = random.nextInt(4); change > 0 && data.length > 0; change--) {
                    data[random.nextInt(data.length)] = (byte) random.nextInt(256);
                }
                try {
                    assertThat(compression.expand(Encoded.of(data, good.flags())))
                            .isNotNull();
                } catch (CodecException e) {
                    assertThat(e).hasMessageContaining(compression.toString());
                }
            }
        }
    }
}
