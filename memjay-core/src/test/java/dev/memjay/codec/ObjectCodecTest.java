package dev.memjay.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.CodecException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values by the flags of pymemcache and pylibmc, checked against what these two stored. */
class ObjectCodecTest {
    /** One stored value: data and flags as the Python client wrote them, and what they mean. */
    record Sample(String name, Encoded stored, Object value) {
        @Override
        public String toString() {
            return name + " with flags " + stored.flags();
        }
    }

    static List<Sample> storedByPython() throws IOException {
        return samples("python-values.tsv");
    }

    static List<Sample> storedByPymemcache() throws IOException {
        return samples("pymemcache-encoding.tsv");
    }

    private static List<Sample> samples(String file) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(ObjectCodecTest.class.getResourceAsStream(file), UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> sample(line.split("\t", -1)))
                    .toList();
        }
    }

    private static Sample sample(String[] columns) {
        Encoded stored = Encoded.of(Base64.getDecoder().decode(columns[2]), Integer.parseInt(columns[1]));
        Object value = switch (columns[3]) {
            case "bytes" -> Base64.getDecoder().decode(columns[4]);
            case "text" -> new String(Base64.getDecoder().decode(columns[4]), UTF_8);
            default -> smallest(new BigInteger(columns[4]));
        };
        return new Sample(columns[0], stored, value);
    }

    private static Object smallest(BigInteger number) {
        if (number.bitLength() < 32) {
            return number.intValueExact();
        }
        return number.bitLength() < 64 ? (Object) number.longValueExact() : number;
    }

    @ParameterizedTest
    @MethodSource("storedByPython")
    void readsWhatPythonStored(Sample sample) {
        Encoded plain = Compression.zlib().isMarked(sample.stored().flags())
                ? Compression.zlib().expand(sample.stored())
                : sample.stored();

        assertThat(Codec.objects().decode(plain)).isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource("storedByPymemcache")
    void writesWhatPymemcacheWrites(Sample sample) {
        assertThat(Codec.objects().encode(sample.value())).isEqualTo(sample.stored());
    }

    @Test
    void integersComeInTheSmallestTypeThatHoldsThem() {
        assertThat(Codec.objects().decode(number("2147483647"))).isEqualTo(Integer.MAX_VALUE);
        assertThat(Codec.objects().decode(number("2147483648"))).isEqualTo(2_147_483_648L);
        assertThat(Codec.objects().decode(number("9223372036854775808")))
                .isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(Codec.objects().decode(number(" -7 "))).isEqualTo(-7);
    }

    @Test
    void longIntegersAreBoundedSinceParsingThemTakesQuadraticTime() {
        assertThat(Codec.objects().decode(number("1".repeat(4_300)))).isInstanceOf(BigInteger.class);
        assertThatThrownBy(() -> Codec.objects().decode(number("1".repeat(4_301))))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void otherTypesNeedAFallback() {
        for (Object value : List.of(true, 1.5, List.of(), (short) 1)) {
            assertThatThrownBy(() -> Codec.objects().encode(value))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining(value.getClass().getName())
                    .hasMessageContaining("Codec.objects(fallback)");
        }
        assertThatThrownBy(() -> Codec.objects().decode(Encoded.of(new byte[1], 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("flags 1");
    }

    @Test
    void theFallbackTakesTheTypesAndFlagsThatAreLeft() {
        Codec<Object> yesOrNo = new Codec<>() {
            @Override
            public Encoded encode(Object value) {
                return Encoded.of(new byte[] {(byte) ((Boolean) value ? 1 : 0)}, 64);
            }

            @Override
            public Object decode(Encoded encoded) {
                return encoded.data()[0] == 1;
            }
        };
        Codec<Object> codec = Codec.objects(yesOrNo);

        assertThat(codec.encode("k", true)).isEqualTo(Encoded.of(new byte[] {1}, 64));
        assertThat(codec.decode("k", Encoded.of(new byte[] {1}, 64))).isEqualTo(true);
        assertThat(codec.encode("k", "text")).isEqualTo(Encoded.of("text".getBytes(UTF_8), 16));
    }

    @Test
    void aFallbackThatWritesTheFlagsOfOthersIsRefused() {
        Codec<Object> careless = Codec.strings().map(text -> (Object) text, Object::toString);

        assertThatThrownBy(() -> Codec.objects(careless).encode(true))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("fallback");
    }

    private static Encoded number(String digits) {
        return Encoded.of(digits.getBytes(UTF_8), 2);
    }
}
