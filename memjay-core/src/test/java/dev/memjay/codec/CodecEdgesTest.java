package dev.memjay.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.CodecException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the codecs are called, what they say of foreign flags, and the longest and shortest that they read. */
class CodecEdgesTest {
    private static Encoded stored(String text) {
        return Encoded.of(text.getBytes(UTF_8));
    }

    @Test
    void theStandardCodecsAreCalledAsTheyAreWritten() {
        assertThat(List.of(
                        Codec.bytes(),
                        Codec.strings(),
                        Codec.longs(),
                        Codec.ints(),
                        Codec.bigIntegers(),
                        Codec.booleans(),
                        Codec.doubles(),
                        Codec.uuids(),
                        Codec.instants(),
                        Codec.encoded(),
                        Codec.objects(),
                        Codec.objects(Codec.objects())))
                .extracting(Object::toString)
                .containsExactly(
                        "Codec.bytes()",
                        "Codec.strings()",
                        "Codec.longs()",
                        "Codec.ints()",
                        "Codec.bigIntegers()",
                        "Codec.booleans()",
                        "Codec.doubles()",
                        "Codec.uuids()",
                        "Codec.instants()",
                        "Codec.encoded()",
                        "Codec.objects()",
                        "Codec.objects(Codec.objects())");
    }

    @Test
    void codecsMadeOfOthersTellOfWhat() {
        assertThat(Codec.longs().map(Long::intValue, Integer::longValue)).hasToString("Codec.longs() mapped");
        assertThat(Codec.strings().compressed(Compression.standard()))
                .hasToString("Codec.strings().compressed(zlib also reading gzip)");
        assertThat(SerializationCodec.allowing(String.class)).hasToString("SerializationCodec.of(java.lang.String)");
    }

    @Test
    void onlyCountersAreKeptFromCompression() {
        assertThat(Codec.ints().isCompressible()).isFalse();
        assertThat(Codec.bigIntegers().isCompressible()).isFalse();
        assertThat(Codec.doubles().isCompressible()).isTrue();
        assertThat(Codec.bytes().isCompressible()).isTrue();
        assertThat(Codec.strings().map(text -> text, text -> text).isCompressible())
                .isTrue();
    }

    @Test
    void codecsMadeOfOthersHandTheKeyOn() {
        List<String> keys = new ArrayList<>();
        Codec<String> noting = new Codec<>() {
            @Override
            public Encoded encode(String value) {
                return stored(value);
            }

            @Override
            public String decode(Encoded encoded) {
                return new String(encoded.data(), UTF_8);
            }

            @Override
            public Encoded encode(String key, String value) {
                keys.add(key);
                return encode(value);
            }

            @Override
            public String decode(String key, Encoded encoded) {
                keys.add(key);
                return decode(encoded);
            }
        };
        Codec<Integer> mapped = noting.map(Integer::valueOf, Object::toString);
        Codec<String> compressed = noting.compressed(Compression.zlib());

        assertThat(mapped.decode("a", mapped.encode("b", 7))).isEqualTo(7);
        assertThat(compressed.decode("c", compressed.encode("d", "text"))).isEqualTo("text");
        assertThat(keys).containsExactly("b", "a", "d", "c");
    }

    @Test
    void bytesAreWrittenAsTheyAre() {
        assertThat(Codec.bytes().encode(new byte[] {1, 2})).isEqualTo(Encoded.of(new byte[] {1, 2}));
    }

    @ParameterizedTest
    @CsvSource({
        "9, 'compressed, where pymemcache or pylibmc wrote it'",
        "16777216, compressed by gzip",
        "33554432, compressed by zstd",
        "67108864, compressed by lz4",
        "134217728, compressed by snappy",
        "256, 'a number, a date or a truth value'",
        "2304, unknown",
        "2295, 'a number, a date or a truth value'",
        "255, compressed",
        "247, unknown",
        "-2147483648, unknown",
    })
    void foreignFlagsAreExplained(int flags, String meaning) {
        assertThatThrownBy(() -> Codec.strings().decode(Encoded.of(new byte[1], flags)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "256, Layouts.spymemcached()",
        "2303, Layouts.spymemcached()",
        "2304, Codec.objects(fallback)",
        "255, Codec.objects(fallback)",
        "0x1000000, a view made by withCompression(...)",
    })
    void foreignFlagsComeWithWhoReadsThem(String flags, String reader) {
        assertThatThrownBy(() -> Codec.strings().decode(Encoded.of(new byte[1], Integer.decode(flags))))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(reader);
    }

    @Test
    void flagsOfBytesAndTextAreExplainedToCodecsThatReadNeither() {
        Codec<String> none = Codec.ofBytes(String::getBytes, String::new);

        assertThatThrownBy(() -> none.decode(Encoded.of(new byte[1], 16))).hasMessageContaining("(text)");
        assertThatThrownBy(() -> none.decode(Encoded.of(new byte[1], 2))).hasMessageContaining("(an integer");
    }

    @Test
    void theLongestNumberMayHaveASignAndBlanks() {
        String digits = "9".repeat(4_300);

        assertThat(Codec.bigIntegers().decode(stored("-" + digits))).isEqualTo(new BigInteger("-" + digits));
        assertThat(Codec.bigIntegers().decode(stored(digits + " ".repeat(100)))).isEqualTo(new BigInteger(digits));
        assertThatThrownBy(() -> Codec.bigIntegers().decode(stored(digits + " ".repeat(101))))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void signsWithoutDigitsAreNoNumbers() {
        for (String text : List.of("-", "+", "--1", "1-", "/", ":")) {
            assertThatThrownBy(() -> Codec.longs().decode(stored(text))).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void allDigitsAreOfNumbersWithAFraction() {
        assertThat(Codec.doubles().decode(stored("1023456789.5E-9"))).isEqualTo(1.0234567895);
    }

    @Test
    void badBytesAreSeenAtTheBeginningToo() {
        assertThatThrownBy(() -> Codec.strings().decode(Encoded.of(new byte[] {(byte) 0xC3})))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void valuesThatDifferHaveHashesThatDiffer() {
        long hashes = IntStream.range(0, 256 * 31)
                .map(i -> Encoded.of(new byte[] {(byte) (i / 31)}, i % 31).hashCode())
                .distinct()
                .count();

        assertThat(hashes).isEqualTo(256 * 31);
    }

    @Test
    void anInterruptionWithinAPairOfFunctionsIsKept() {
        Codec<String> interrupted = Codec.ofBytes(
                value -> {
                    throw new InterruptedException();
                },
                bytes -> {
                    throw new IllegalStateException();
                });

        assertThatThrownBy(() -> interrupted.decode(stored("x"))).isInstanceOf(CodecException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThatThrownBy(() -> interrupted.encode("x"))
                .isInstanceOf(CodecException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void textOfOtherCharsetsAndTypesComesBack() {
        assertThat(Codec.strings(ISO_8859_1).decode(Codec.strings(ISO_8859_1).encode("zoë")))
                .isEqualTo("zoë");
        assertThat(Codec.booleans().encode(true)).isEqualTo(stored("1"));
        assertThat(Codec.uuids().decode(stored("00000000-0000-0001-0000-000000000002")))
                .isEqualTo(new UUID(1, 2));
        assertThat(Codec.instants().decode(stored("1970-01-01T00:00:01Z"))).isEqualTo(Instant.ofEpochSecond(1));
    }
}
