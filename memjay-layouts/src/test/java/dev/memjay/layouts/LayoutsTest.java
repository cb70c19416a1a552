package dev.memjay.layouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.ExpansionBudget;
import dev.memjay.error.CodecException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The layouts by themselves; memjay-it proves them against the clients. */
class LayoutsTest {
    private static final int ROUNDS = 20_000;
    private static final String LONG = "the same words again and again, ".repeat(1_000);

    private static List<Codec<?>> codecs() {
        return List.of(
                Layouts.spymemcached(),
                Layouts.xmemcached().zip(),
                Layouts.folsom(),
                Layouts.dalli(),
                Layouts.dalliSerialized(Codec.bytes()),
                Layouts.php());
    }

    @Test
    void numbersArePackedWithoutLeadingZeros() {
        assertThat(Layouts.spymemcached().encode(0)).isEqualTo(Encoded.of(new byte[0], 0x200));
        assertThat(Layouts.spymemcached().encode(258L)).isEqualTo(Encoded.of(new byte[] {1, 2}, 0x300));
        assertThat(Layouts.spymemcached().encode(-1)).isEqualTo(Encoded.of(new byte[] {-1, -1, -1, -1}, 0x200));
        assertThat(Layouts.spymemcached().decode(Encoded.of(new byte[] {1, 2}, 0x400)))
                .isEqualTo(Instant.ofEpochMilli(258));
    }

    @Test
    void longValuesAreCompressedAndRead() {
        for (Codec<Object> codec : List.<Codec<Object>>of(
                Layouts.spymemcached(), Layouts.xmemcached().zip())) {
            Encoded encoded = codec.encode(LONG);
            assertThat(encoded.length()).isLessThan(1_000);
            assertThat(encoded.flags()).isEqualTo(2);
            assertThat(codec.decode(encoded)).isEqualTo(LONG);
        }
    }

    @Test
    void foreignFlagsAreRefusedByName() {
        for (int flags : new int[] {4, 0x900, 1 << 20}) {
            assertThatThrownBy(() -> Layouts.spymemcached().decode(Encoded.of(new byte[1], flags)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("flags " + flags);
        }
        assertThatThrownBy(() -> Layouts.dalli().decode(Encoded.of(new byte[1], 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("dalliSerialized");
        assertThatThrownBy(() -> Layouts.php().decode(Encoded.of(new byte[1], 5)))
                .isInstanceOf(CodecException.class);
    }

    /** Says that a few bytes of fastlz expand to four gigabytes, or to 64 megabytes. */
    @Test
    void announcedLengthsTakeNoMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (byte[] header : new byte[][] {{-1, -1, -1, -1, 0, 0}, {0, 0, 0, 4, 0, 0}}) {
            Encoded bomb = Encoded.of(header, 16 | 64);
            assertThatThrownBy(() -> Layouts.php().decode(bomb)).isInstanceOf(CodecException.class);
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> Layouts.php().decode(bomb)).isInstanceOf(CodecException.class);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
        }
    }

    /** Says 10 bytes, and gives 60 megabytes. */
    @Test
    void phpsZlibGivesWhatItsHeaderSays() {
        byte[] stream =
                Compression.zlib().compress(Encoded.of(new byte[60 << 20])).data();
        byte[] bomb = new byte[stream.length + 4];
        System.arraycopy(stream, 0, bomb, 4, stream.length);
        bomb[0] = 10;

        assertThatThrownBy(() -> Layouts.php().decode(Encoded.of(bomb, 16 | 32)))
                .isInstanceOf(CodecException.class);
        byte[] text = "text".repeat(10).getBytes(StandardCharsets.UTF_8);
        byte[] small =
                Compression.zlib().minLength(1).compress(Encoded.of(text)).data();
        byte[] good = new byte[small.length + 4];
        System.arraycopy(small, 0, good, 4, small.length);
        for (int said : new int[] {39, 40, 41}) {
            good[0] = (byte) said;
            if (said == 40) {
                assertThat(Layouts.php().decode(Encoded.of(good, 16 | 32))).isEqualTo("text".repeat(10));
            } else {
                assertThatThrownBy(() -> Layouts.php().decode(Encoded.of(good, 16 | 32)))
                        .isInstanceOf(CodecException.class);
            }
        }
    }

    /** All that a call reads counts, whatever expands it. */
    @Test
    void whatLayoutsExpandCounts() {
        String text = "x".repeat(60_000);
        Encoded php = Encoded.of(new byte[] {12, 0, 0, 0, 2, 'a', 'b', 'c', -32, 0, 2}, 16 | 64);
        Encoded spy = Layouts.spymemcached().encode(text);
        Encoded dalli = Layouts.dalli().encode(text);

        try (ExpansionBudget budget = ExpansionBudget.open(120_030)) {
            assertThat(budget).isNotNull();
            assertThat(Layouts.spymemcached().decode(spy)).isEqualTo(text);
            assertThat(Layouts.dalli().decode(dalli)).isEqualTo(text);
            assertThatThrownBy(() -> Layouts.dalli().decode(dalli)).hasMessageContaining("maxExpandedBytes");
            assertThat(Layouts.php().decode(php)).isEqualTo("abcabcabcabc");
            assertThat(Layouts.php().decode(php)).isEqualTo("abcabcabcabc");
            assertThatThrownBy(() -> Layouts.php().decode(php)).hasMessageContaining("maxExpandedBytes");
        }
    }

    @Test
    void whatIsDamagedGivesAValueOrACodecException() {
        List<Encoded> stored = new ArrayList<>();
        for (Object value : new Object[] {1, 2L, 1.5, 2.5f, true, "text", LONG, new byte[3], Instant.EPOCH}) {
            stored.add(Layouts.spymemcached().encode(value));
        }
        stored.add(Layouts.dalli().encode(LONG));
        stored.add(Encoded.of(new byte[] {14, 0, 0, 0, 2, 'a', 'b', 'c', -32, 2, 2}, 16 | 64));
        Random random = new Random(9);
        for (int round = 0; round < ROUNDS; round++) {
            Encoded good = stored.get(random.nextInt(stored.size()));
            byte[] data = Arrays.copyOf(good.data(), random.nextInt(good.length() + 2));
            for (int change = random.nextInt(4); change > 0 && data.length > 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            int flags = random.nextInt(4) == 0 ? random.nextInt(0x1000) : good.flags();
            for (Codec<?> codec : codecs()) {
                try {
                    assertThat((Object) codec.decode(Encoded.of(data, flags))).isNotNull();
                } catch (CodecException e) {
                    assertThat(e).hasMessageNotContaining("again and again");
                }
            }
        }
    }

    /** Three letters, and nine more from three before. */
    @Test
    void fastLzCopiesOverItself() {
        byte[] data = {12, 0, 0, 0, 2, 'a', 'b', 'c', -32, 0, 2};

        assertThat(Layouts.php().decode(Encoded.of(data, 16 | 64))).isEqualTo("abcabcabcabc");
        assertThat(Layouts.php().encode("x")).isEqualTo(Encoded.of("x".getBytes(StandardCharsets.UTF_8)));
    }
}
