package dev.memjay.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.CodecException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When zlib compresses, what it marks, and how it guards against what others wrote. */
class ZlibCompressionTest {
    private static final Encoded PLAIN = Encoded.of("abc".repeat(1_000).getBytes(UTF_8), 16);

    @Test
    void compressesAndMarksAndComesBack() {
        Encoded compressed = Compression.zlib().compress(PLAIN);

        assertThat(compressed.length()).isLessThan(100);
        assertThat(compressed.flags()).isEqualTo(16 | 8);
        assertThat(Compression.zlib().isMarked(compressed.flags())).isTrue();
        assertThat(Compression.zlib().expand(compressed)).isEqualTo(PLAIN);
    }

    @Test
    void whatWouldNotShrinkStaysAsItIs() {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        Encoded plain = Encoded.of(noise);

        assertThat(Compression.zlib().compress(plain)).isSameAs(plain);
        Encoded tiny = Encoded.of(new byte[1]);
        assertThat(Compression.zlib().minLength(1).compress(tiny)).isSameAs(tiny);
    }

    @Test
    void shortValuesStayAsTheyAre() {
        Encoded below = Encoded.of(new byte[399]);
        Encoded at = Encoded.of(new byte[400]);

        assertThat(Compression.zlib().compress(below)).isSameAs(below);
        assertThat(Compression.zlib().compress(at).flags()).isEqualTo(8);
        assertThat(Compression.zlib().minLength(399).compress(below).flags()).isEqualTo(8);
    }

    @Test
    void levelZeroCompressesNothing() {
        assertThat(Compression.zlib().level(0).compress(PLAIN)).isSameAs(PLAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 6, 9})
    void everyOtherLevelIsReadableByAll(int level) {
        Encoded compressed = Compression.zlib().level(level).compress(PLAIN);

        assertThat(compressed.flags()).isEqualTo(24);
        assertThat(Compression.zlib().expand(compressed)).isEqualTo(PLAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 10})
    void otherLevelsAreRefused(int level) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compression.zlib().level(level))
                .withMessageContaining("level is " + level)
                .withMessageContaining("1 to 9");
        assertThatIllegalArgumentException().isThrownBy(() -> Compression.zlib().minLength(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Compression.zlib().maxExpanded(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Compression.zlib().maxRatio(0));
    }

    @Test
    void anHonestValueOfTheHighestRatioComesBack() {
        Encoded zeros = Encoded.of(new byte[8 << 20]);
        Encoded compressed = Compression.zlib().level(9).compress(zeros);

        assertThat(compressed.length()).isLessThan(10_000);
        assertThat(Compression.zlib().expand(compressed)).isEqualTo(zeros);
    }

    @Test
    void whatWouldExpandTooFarIsRefused() {
        Encoded compressed = Compression.zlib().compress(Encoded.of(new byte[100_000]));

        assertThat(Compression.zlib().maxExpanded(100_000).expand(compressed).length())
                .isEqualTo(100_000);
        assertThatThrownBy(() -> Compression.zlib().maxExpanded(99_999).expand(compressed))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("99999");
        assertThatThrownBy(() -> Compression.zlib().maxRatio(10).expand(compressed))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxRatio 10");
    }

    @Test
    void nothingIsWrittenThatTheSameSettingsWouldNotRead() {
        Encoded zeros = Encoded.of(new byte[100_000]);

        assertThat(Compression.zlib().maxRatio(10).compress(zeros)).isSameAs(zeros);
        assertThat(Compression.zlib().maxExpanded(99_999).compress(zeros)).isSameAs(zeros);
    }

    @Test
    void damagedDataIsRefused() {
        Encoded compressed = Compression.zlib().compress(PLAIN);
        byte[] cut = Arrays.copyOf(compressed.data(), compressed.length() - 5);
        byte[] flipped = compressed.data().clone();
        flipped[flipped.length - 1] ^= 1;

        for (byte[] bad : new byte[][] {{}, {1, 2, 3}, cut, flipped, "plain text".getBytes(UTF_8)}) {
            assertThatThrownBy(() -> Compression.zlib().expand(Encoded.of(bad, 8)))
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void anEmptyValueComesBack() {
        // The eight bytes of an empty zlib stream, as Python's zlib.compress(b"") gives them.
        byte[] empty = {0x78, (byte) 0x9C, 0x03, 0, 0, 0, 0, 1};

        assertThat(Compression.zlib().expand(Encoded.of(empty, 8))).isEqualTo(Encoded.of(new byte[0]));
    }
}
