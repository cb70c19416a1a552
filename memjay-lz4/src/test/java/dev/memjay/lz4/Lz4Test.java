package dev.memjay.lz4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.MarkedCompression;
import dev.memjay.error.CodecException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What Lz4 makes smaller it gives back, and nothing that is damaged or a bomb gets through. */
class Lz4Test {
    private static final int BOMB = 1 << 17;
    private static final Encoded TEXT =
            Encoded.of("the same words again and again, ".repeat(100).getBytes(StandardCharsets.UTF_8), 16);

    @Test
    void whatIsCompressedIsGivenBack() {
        MarkedCompression compression = Lz4.compression();

        Encoded compressed = compression.compress(TEXT);

        assertThat(compressed.flags()).isEqualTo(16 | Compression.LZ4_FLAG);
        assertThat(compressed.length()).isLessThan(TEXT.length() / 4);
        assertThat(compression.isMarked(compressed.flags())).isTrue();
        assertThat(compression.expand(compressed)).isEqualTo(TEXT);
        assertThat(Codec.strings().compressed(compression).decode(compression.compress(Encoded.of(TEXT.data()))))
                .startsWith("the same words");
    }

    @Test
    void whatDoesNotPayIsLeft() {
        byte[] noise = new byte[1_000];
        new Random(1).nextBytes(noise);
        Encoded small = Encoded.of(new byte[399]);
        Encoded incompressible = Encoded.of(noise);

        assertThat(Lz4.compression().compress(small)).isSameAs(small);
        assertThat(Lz4.compression().compress(incompressible)).isSameAs(incompressible);
        assertThat(Lz4.compression().minLength(100).compress(small)).isNotSameAs(small);
    }

    @Test
    void aBombIsRefused() {
        byte[] data = new byte[BOMB];
        new Random(1).nextBytes(data);
        Arrays.fill(data, 500, BOMB, (byte) 0);
        Encoded bomb = Lz4.compression().compress(Encoded.of(data));

        assertThat(bomb.length()).isLessThan(BOMB / 15);
        assertThatThrownBy(() -> Lz4.compression().maxExpanded(1 << 16).expand(bomb))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> Lz4.compression().maxRatio(10).expand(bomb))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxRatio 10");
    }

    /** A block of 61 KB that says it has 60 MB. */
    @Test
    void whatIsDeclaredTakesNoMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] data = new byte[61_000];
        data[3] = 3;
        Encoded bomb = Encoded.of(data, Compression.LZ4_FLAG);
        assertThatThrownBy(() -> Lz4.compression().expand(bomb)).isInstanceOf(CodecException.class);

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> Lz4.compression().expand(bomb)).isInstanceOf(CodecException.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }

    @Test
    void damagedDataGivesACodecException() {
        byte[] good = Lz4.compression().compress(TEXT).data();
        Random random = new Random(3);
        for (int round = 0; round < 5_000; round++) {
            byte[] data = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int change = random.nextInt(4); change > 0 && data.length > 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Lz4.compression().expand(Encoded.of(data, Compression.LZ4_FLAG)))
                        .isNotNull();
            } catch (CodecException e) {
                assertThat(e).hasMessageContaining("lz4");
            }
        }
    }

    @Test
    void levelsAreChecked() {
        assertThat(Lz4.compression(17).compress(TEXT).length()).isLessThan(TEXT.length());
        for (int level : new int[] {0, 18}) {
            assertThatThrownBy(() -> Lz4.compression(level))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("level is " + level);
        }
    }
}
