package dev.memjay.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.CodecException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The last value that a bound of compression lets through, and the first that it does not. */
class CompressionBoundsTest {
    /** An algorithm that makes ten bytes of everything. */
    private static final BlockCompressor TEN = new BlockCompressor() {
        @Override
        public byte[] compress(byte[] data) {
            return new byte[10];
        }

        @Override
        public byte[] expand(byte[] data, int limit) {
            return new byte[limit];
        }
    };

    private static final MarkedCompression MARKED =
            MarkedCompression.of("ten", 1 << 30, TEN).minLength(1);

    private static boolean isCompressed(Compression compression, int length) {
        return compression.isMarked(
                compression.compress(Encoded.of(new byte[length])).flags());
    }

    @Test
    void lengthsAreBoundedOnBothSides() {
        assertThat(isCompressed(MARKED.minLength(50), 49)).isFalse();
        assertThat(isCompressed(MARKED.minLength(50), 50)).isTrue();
        assertThat(isCompressed(MARKED.maxExpanded(50), 50)).isTrue();
        assertThat(isCompressed(MARKED.maxExpanded(50), 51)).isFalse();
        assertThat(isCompressed(Compression.zlib().maxExpanded(500), 500)).isTrue();
        assertThat(isCompressed(Compression.zlib().maxExpanded(500), 501)).isFalse();
    }

    @Test
    void onlyWhatBecomesSmallerByNoMoreThanTheRatioIsCompressed() {
        assertThat(isCompressed(MARKED, 10)).isFalse();
        assertThat(isCompressed(MARKED, 11)).isTrue();
        assertThat(isCompressed(MARKED.maxRatio(3), 30)).isTrue();
        assertThat(isCompressed(MARKED.maxRatio(3), 31)).isFalse();
        assertThat(MARKED.maxRatio(3).expand(Encoded.of(new byte[10], 1 << 30)).length())
                .isEqualTo(30);
    }

    static Stream<IntFunction<Compression>> byRatio() {
        return Stream.of(
                ratio -> Compression.zlib().maxRatio(ratio),
                ratio -> Compression.gzip().maxRatio(ratio));
    }

    /** The length of a compressed value is the algorithm's own, so a length is looked for that it divides. */
    @ParameterizedTest
    @MethodSource("byRatio")
    void theRatioItselfIsAllowed(IntFunction<Compression> byRatio) {
        int length = 400;
        int compressed =
                byRatio.apply(1_100).compress(Encoded.of(new byte[length])).length();
        while (length % compressed != 0) {
            length++;
            compressed =
                    byRatio.apply(1_100).compress(Encoded.of(new byte[length])).length();
        }
        Compression exact = byRatio.apply(length / compressed);

        assertThat(isCompressed(exact, length)).isTrue();
        assertThat(exact.expand(exact.compress(Encoded.of(new byte[length]))).length())
                .isEqualTo(length);
        assertThat(isCompressed(byRatio.apply(length / compressed - 1), length)).isFalse();
    }

    /** Noise with some order behind it: lengths go over, meet and go under the compressed one. */
    @Test
    void aValueThatStaysAsLongIsLeftAsItIs() {
        byte[] noise = new byte[64];
        new Random(3).nextBytes(noise);
        for (int zeros = 0; zeros < 40; zeros++) {
            Encoded plain = Encoded.of(Arrays.copyOf(noise, noise.length + zeros));
            Encoded stored = Compression.zlib().minLength(1).compress(plain);

            assertThat(stored.length()).isLessThan(stored.flags() == 0 ? plain.length() + 1 : plain.length());
        }
    }

    /** A stream may go on without a further byte of the value: with an empty block, here. */
    @Test
    void whatFillsItsLimitMayEndWithAnEmptyBlock() {
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[600]);
        byte[] buffer = new byte[100];
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH));
        deflater.finish();
        stream.write(buffer, 0, deflater.deflate(buffer));
        deflater.end();
        Encoded flushed = Encoded.of(stream.toByteArray(), 8);

        assertThat(Compression.zlib().maxExpanded(600).expand(flushed)).isEqualTo(Encoded.of(new byte[600]));
        assertThatThrownBy(() -> Compression.zlib().maxExpanded(599).expand(flushed))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxExpanded 599");
    }

    @Test
    void aStreamThatIsCutAtItsLimitIsRefused() {
        Encoded whole = Compression.zlib().compress(Encoded.of(new byte[600]));
        Encoded cut = Encoded.of(Arrays.copyOf(whole.data(), whole.length() - 4), 8);

        assertThatThrownBy(() -> Compression.zlib().maxExpanded(600).expand(cut))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void errorsTellWhatIsMissing() {
        Deflater deflater = new Deflater();
        deflater.setDictionary("dictionary".getBytes(UTF_8));
        deflater.setInput("dictionary".getBytes(UTF_8));
        deflater.finish();
        byte[] buffer = new byte[100];
        int length = deflater.deflate(buffer);
        deflater.end();
        Encoded inNeed = Encoded.of(Arrays.copyOf(buffer, length), 8);
        Encoded whole = Compression.zlib().compress(Encoded.of(new byte[600]));

        assertThatThrownBy(() -> Compression.zlib().expand(inNeed)).hasMessageContaining("needs a dictionary");
        assertThatThrownBy(() -> Compression.zlib().expand(Encoded.of(Arrays.copyOf(whole.data(), 9), 8)))
                .hasMessageContaining("is cut off");
        assertThatThrownBy(() -> MARKED.expand(Encoded.of(new byte[0], 1 << 30)))
                .hasMessageContaining("the flags say ten, but there is no data");
    }

    /** A buffer of gzip's first size that has grown by one byte, up to the limit, is not the end of the stream. */
    @Test
    void gzipLooksBeyondTheLimit() {
        Encoded compressed = Compression.gzip().compress(Encoded.of(new byte[514]));

        assertThat(Compression.gzip().maxExpanded(514).expand(compressed).length())
                .isEqualTo(514);
        assertThatThrownBy(() -> Compression.gzip().maxExpanded(513).expand(compressed))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxExpanded 513");
    }

    @Test
    void gzipHasLevels() {
        byte[] text = new byte[20_000];
        Random random = new Random(4);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(4) * random.nextInt(4));
        }
        Encoded plain = Encoded.of(text);

        int fast = Compression.gzip(1).compress(plain).length();
        int usual = Compression.gzip().compress(plain).length();
        assertThat(Compression.gzip(9).compress(plain).length()).isLessThan(fast);
        assertThat(usual)
                .isEqualTo(Compression.gzip(6).compress(plain).length())
                .isLessThan(fast);
    }

    @Test
    void boundsOfOneAreTheLeast() {
        assertThat(Compression.gzip().minLength(1).maxExpanded(1).maxRatio(1)).hasToString("gzip");
        assertThatThrownBy(() -> Compression.gzip().minLength(0)).hasMessageContaining("minLength is 0");
        assertThatThrownBy(() -> MarkedCompression.of("two bits", 3, TEN)).hasMessageContaining("flag is 3");
    }

    @Test
    void theSecondOfTwoCompressionsIsRead() {
        Encoded plain = Encoded.of(new byte[600]);
        Compression both = Compression.gzip().alsoReading(Compression.zlib());

        assertThat(both.expand(Compression.zlib().compress(plain))).isEqualTo(plain);
        assertThat(both.compress(plain).flags()).isEqualTo(Compression.GZIP_FLAG);
        assertThat(Compression.standard().compress(plain).flags()).isEqualTo(8);
    }
}
