package dev.memjay.internal.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.internal.wire.Allocation;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A value of chunks takes memory for the chunks that came, not for what its manifest says. */
class JoinedValueTest {
    private static final LargeValueCoder<byte[]> CODER = new LargeValueCoder<>(Codec.bytes()).withChunkLength(100_000);

    private static Encoded manifest(int length) {
        return new ChunkManifest(new UUID(1, 2), length, 100_000, 0, 0).encoded();
    }

    @Test
    void aManifestTakesNoMemory() {
        Encoded manifest = manifest(64 << 20);

        assertThat(manifest.length()).isEqualTo(33);
        assertThat(Allocation.during(() -> assertThat(CODER.joined(manifest)).isNotNull()))
                .isLessThan(1 << 20);
        assertThatThrownBy(() -> CODER.joined(manifest((64 << 20) + 1))).isInstanceOf(CodecException.class);
    }

    @Test
    void aMissingChunkTakesMemoryForThoseBefore() {
        JoinedValue joined = CODER.joined(manifest(64 << 20));
        Map<String, Encoded> chunks = new HashMap<>();
        chunks.put(joined.next().get(0), Encoded.of(new byte[100_000]));

        assertThat(Allocation.during(() -> assertThat(joined.take(chunks)).isFalse()))
                .isLessThan(1 << 20);
    }

    @Test
    void allChunksMakeTheValue() {
        byte[] data = new byte[4_321_001];
        new Random(3).nextBytes(data);
        CutValue cut = CODER.cut(Encoded.of(data));
        Map<String, Encoded> chunks = new HashMap<>();
        while (cut.hasNext()) {
            chunks.putAll(cut.next());
        }

        JoinedValue joined = CODER.joined(cut.manifest());
        while (joined.hasNext()) {
            joined.next();
            assertThat(joined.take(chunks)).isTrue();
        }
        assertThat(joined.whole().data()).isEqualTo(data);
    }
}
