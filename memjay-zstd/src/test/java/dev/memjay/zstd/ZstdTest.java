package dev.memjay.zstd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.MarkedCompression;
import dev.memjay.error.CodecException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Zstd makes smaller it gives back, and nothing that is damaged or a bomb gets through. */
class ZstdTest {
    private static final int BOMB = 1 << 17;
    private static final Encoded TEXT =
            Encoded.of("the same words again and again, ".repeat(100).getBytes(StandardCharsets.UTF_8), 16);

    @Test
    void whatIsCompressedIsGivenBack() {
        MarkedCompression compression = Zstd.compression();

        Encoded compressed = compression.compress(TEXT);

        assertThat(compressed.flags()).isEqualTo(16 | Compression.ZSTD_FLAG);
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

        assertThat(Zstd.compression().compress(small)).isSameAs(small);
        assertThat(Zstd.compression().compress(incompressible)).isSameAs(incompressible);
        assertThat(Zstd.compression().minLength(100).compress(small)).isNotSameAs(small);
    }

    @Test
    void aBombIsRefused() {
        byte[] data = new byte[BOMB];
        new Random(1).nextBytes(data);
        Arrays.fill(data, 500, BOMB, (byte) 0);
        Encoded bomb = Zstd.compression().compress(Encoded.of(data));

        assertThat(bomb.length()).isLessThan(BOMB / 15);
        assertThatThrownBy(() -> Zstd.compression().maxExpanded(1 << 16).expand(bomb))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> Zstd.compression().maxRatio(10).expand(bomb))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxRatio 10");
    }

    @Test
    void damagedDataGivesACodecException() throws IOException {
        damage(Zstd.compression().compress(TEXT).data());
        damage(streamed(TEXT.data(), 3, null).data());
    }

    private static void damage(byte[] good) {
        Random random = new Random(3);
        for (int round = 0; round < 5_000; round++) {
            byte[] data = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int change = random.nextInt(4); change > 0 && data.length > 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Zstd.compression().expand(Encoded.of(data, Compression.ZSTD_FLAG)))
                        .isNotNull();
            } catch (CodecException e) {
                assertThat(e).hasMessageContaining("zstd");
            }
        }
    }

    /** A frame as programs write it that compress a stream, without its length in the header. */
    private static Encoded streamed(byte[] data, int level, byte @Nullable [] dictionary) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(bytes, level)) {
            if (dictionary != null) {
                out.setDict(dictionary);
            }
            out.write(data);
        }
        assertThat(com.github.luben.zstd.Zstd.getFrameContentSize(bytes.toByteArray()))
                .isEqualTo(-1);
        return Encoded.of(bytes.toByteArray(), Compression.ZSTD_FLAG);
    }

    @Test
    void framesWithoutTheirLengthAreRead() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);

        assertThat(Zstd.compression().expand(streamed(TEXT.data(), 3, null)).data())
                .isEqualTo(TEXT.data());
        assertThat(Zstd.compression().expand(streamed(TEXT.data(), 19, null)).data())
                .isEqualTo(TEXT.data());
        assertThat(Zstd.compression().expand(streamed(noise, 3, null)).data()).isEqualTo(noise);
    }

    @Test
    void framesWithoutTheirLengthKeepToTheBound() throws IOException {
        byte[] data = new byte[BOMB];
        new Random(1).nextBytes(data);
        Arrays.fill(data, 500, BOMB, (byte) 0);
        Encoded bomb = streamed(data, 3, null);

        assertThat(Zstd.compression().maxExpanded(BOMB).expand(bomb).data()).isEqualTo(data);
        assertThatThrownBy(() -> Zstd.compression().maxExpanded(BOMB - 1).expand(bomb))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxExpanded " + (BOMB - 1));
        assertThatThrownBy(() -> Zstd.compression().maxRatio(10).expand(bomb))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("maxRatio 10");
    }

    /** The memory that reading takes is named in the header, so a header alone could ask for gigabytes. */
    @Test
    void aWindowBeyond8MiBIsRefused() throws IOException {
        byte[] frame = streamed(TEXT.data(), 3, null).data();
        int exponentAt23 = 23 - 10 << 3;
        frame[5] = (byte) exponentAt23;
        assertThat(Zstd.compression()
                        .expand(Encoded.of(frame, Compression.ZSTD_FLAG))
                        .data())
                .isEqualTo(TEXT.data());

        frame[5] = (byte) (exponentAt23 + 8);
        assertThatThrownBy(() -> Zstd.compression().expand(Encoded.of(frame, Compression.ZSTD_FLAG)))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void framesThatAreCutOffOrDamagedAreRefused() throws IOException {
        byte[] good = streamed(TEXT.data(), 3, null).data();
        for (int length = 1; length < good.length; length++) {
            Encoded cut = Encoded.of(Arrays.copyOf(good, length), Compression.ZSTD_FLAG);
            assertThatThrownBy(() -> Zstd.compression().expand(cut)).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void framesWithoutTheirLengthMayHaveADictionary() throws IOException {
        ZstdDictionary dictionary = ZstdDictionary.train(users(0, 2_000), 8_192);
        byte[] user = users(9_999, 1).get(0);
        Encoded streamed = streamed(user, 3, dictionary.bytes());

        assertThat(Zstd.compression(3, dictionary).expand(streamed).data()).isEqualTo(user);
        assertThatThrownBy(() -> Zstd.compression().expand(streamed))
                .isInstanceOf(CodecException.class)
                .hasStackTraceContaining("dictionary " + dictionary.id());
    }

    @Test
    void levelsAreChecked() {
        assertThat(Zstd.compression(22).compress(TEXT).length()).isLessThan(TEXT.length());
        for (int level : new int[] {0, 23}) {
            assertThatThrownBy(() -> Zstd.compression(level))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("level is " + level);
        }
    }

    private static List<byte[]> users(int from, int count) {
        List<byte[]> users = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            users.add(("{\"id\":" + i * 7919 + ",\"name\":\"user-" + i + "\",\"address\":{\"street\":\"Main Street " + i
                            + "\",\"city\":\"Springfield\"},\"roles\":[\"reader\",\"writer\"]}")
                    .getBytes(StandardCharsets.UTF_8));
        }
        return users;
    }

    @Test
    void aDictionaryMakesShortValuesSmallerAndOlderOnesStayReadable() {
        ZstdDictionary first = ZstdDictionary.train(users(0, 2_000), 8_192);
        ZstdDictionary second = ZstdDictionary.train(users(50_000, 2_000), 4_096);
        MarkedCompression old = Zstd.compression(3, first).minLength(1);
        MarkedCompression now =
                Zstd.compression(3, second, ZstdDictionary.of(first.bytes())).minLength(1);
        Encoded user = Encoded.of(users(9_999, 1).get(0));

        Encoded byOld = old.compress(user);

        assertThat(byOld.length())
                .isLessThan(Zstd.compression().minLength(1).compress(user).length() / 2);
        assertThat(now.expand(byOld)).isEqualTo(user);
        assertThat(now.expand(now.compress(user))).isEqualTo(user);
        assertThatThrownBy(() -> Zstd.compression().expand(byOld))
                .isInstanceOf(CodecException.class)
                .hasStackTraceContaining("dictionary " + first.id());
    }

    @Test
    void whatIsNoDictionaryIsRefused() {
        assertThatThrownBy(() -> ZstdDictionary.of(new byte[100])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ZstdDictionary.train(users(0, 3), 4_096)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ZstdDictionary.train(users(0, 20), 100)).isInstanceOf(IllegalArgumentException.class);
    }
}
