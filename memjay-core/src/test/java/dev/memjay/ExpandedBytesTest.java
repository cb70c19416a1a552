package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.ExpansionBudget;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.verb.ViewSettings;
import dev.memjay.model.Lookup;
import dev.memjay.model.SettingInfo.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The values of one call expand to no more than maxExpandedBytes, all together. */
@Tag("hostile")
class ExpandedBytesTest {
    private static final int LENGTH = 1 << 20;

    private final FakeEngine engine = new FakeEngine();

    private Keyspace<String, byte[]> view(long maxExpanded) {
        Settings settings = new Settings();
        settings.put(Setting.MAX_EXPANDED_BYTES, maxExpanded, Origin.BUILDER);
        return KeyspaceView.of(engine, ViewSettings.of(settings, Codec.bytes()));
    }

    private List<String> keys(Compression compression, int count) {
        Encoded bomb = compression.compress(Encoded.of(new byte[LENGTH]));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add("k" + i);
            engine.rowFinds("k" + i, new String(bomb.data(), StandardCharsets.ISO_8859_1), bomb.flags());
        }
        return keys;
    }

    static List<Compression> compressions() {
        return List.of(Compression.zlib(), Compression.gzip());
    }

    @ParameterizedTest
    @MethodSource("compressions")
    void valuesBeyondTheSumFail(Compression compression) {
        List<String> keys = keys(compression, 40);
        Keyspace<String, byte[]> view = view(4L * LENGTH + 10);

        BulkException failure = catchThrowableOfType(BulkException.class, () -> view.getAll(keys));
        assertThat(failure.failed()).hasSize(36).containsKey("k39").doesNotContainKey("k3");
        assertThat(failure.failed().get("k4"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("expand to more than " + (4L * LENGTH + 10) + " bytes, by maxExpandedBytes");

        Map<String, Lookup<byte[]>> found = view.lookupAll(keys);
        assertThat(found.values().stream().filter(Lookup::isHit)).hasSize(4);
        assertThat(found.get("k4")).isInstanceOf(Lookup.Failed.class);
    }

    /** All rounds of a load share it. */
    @Test
    void loadsAreBoundedToo() {
        List<String> keys = keys(Compression.zlib(), 40);

        Keyspace<String, byte[]> view = view(4L * LENGTH);

        assertThatThrownBy(() -> view.getAllOrCompute(keys, missing -> Map.of()))
                .isInstanceOf(BulkException.class)
                .hasMessageContaining("36 of 40 keys failed")
                .hasMessageContaining("maxExpandedBytes");
    }

    /** The budget is the call's: the next one has its own. */
    @ParameterizedTest
    @MethodSource("compressions")
    void eachCallHasItsOwn(Compression compression) {
        List<String> keys = keys(compression, 4);
        Keyspace<String, byte[]> view = view(4L * LENGTH);

        for (int call = 0; call < 3; call++) {
            assertThat(view.getAll(keys)).hasSize(4);
        }
        assertThat(ExpansionBudget.limit(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    /** A value is not expanded to its end to find out that it is too long. */
    @Test
    void whatIsLeftBoundsTheMemory() {
        Encoded bomb = Compression.zlib().compress(Encoded.of(new byte[60 << 20]));
        try (ExpansionBudget budget = ExpansionBudget.open(1 << 20)) {
            long taken = dev.memjay.internal.wire.Allocation.during(() ->
                    assertThatThrownBy(() -> Compression.zlib().expand(bomb)).isInstanceOf(CodecException.class));
            assertThat(taken).isLessThan(8 << 20);
        }
    }

    @Test
    void budgetsNest() {
        try (ExpansionBudget outer = ExpansionBudget.open(100)) {
            ExpansionBudget.spend(60);
            try (ExpansionBudget inner = ExpansionBudget.open(1_000)) {
                ExpansionBudget.spend(900);
                assertThat(ExpansionBudget.limit(5_000)).isEqualTo(100);
                assertThat(inner).isNotNull();
            }
            assertThat(ExpansionBudget.limit(5_000)).isEqualTo(40);
            assertThatThrownBy(() -> ExpansionBudget.spend(41)).isInstanceOf(CodecException.class);
            assertThat(outer).isNotNull();
        }
        assertThat(ExpansionBudget.limit(5_000)).isEqualTo(5_000);
    }

    // A codec with a bit of compression

    private static final Codec<String> SEVENTY_SEVEN = new Codec<>() {
        @Override
        public Encoded encode(String value) {
            return Encoded.of(value.getBytes(StandardCharsets.UTF_8), 77);
        }

        @Override
        public String decode(Encoded encoded) {
            return encoded.flags() + " " + new String(encoded.data(), StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "seventy-seven";
        }
    };

    @Test
    void flagsWithABitOfCompressionAreRefusedWhenTheyAreWritten() {
        Keyspace<String, String> plain = Views.of(engine, SEVENTY_SEVEN);
        Codec<String> compressed = SEVENTY_SEVEN.compressed(Compression.zlib());

        assertThatThrownBy(() -> plain.set("k", "v"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("flags 77")
                .hasMessageContaining("isCompressible() false");
        assertThatThrownBy(() -> compressed.encode("v"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("flags 77");
        assertThatThrownBy(() -> compressed.encode("k", "v")).isInstanceOf(CodecException.class);
    }

    @Test
    void flagsWithABitOfCompressionAreExplainedWhenTheyAreRead() {
        engine.rowFinds("k", "stored by another program", 77);

        BulkException failure = catchThrowableOfType(
                BulkException.class, () -> Views.of(engine, SEVENTY_SEVEN).getAll(List.of("k")));
        assertThat(failure.failed().get("k"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("if flags 77 are seventy-seven's own, its isCompressible() has to be false")
                .hasMessageNotContaining("stored by");
    }
}
