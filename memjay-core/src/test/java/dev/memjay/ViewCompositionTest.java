package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Views: whatever the order they are composed in, the same bytes go out. */
class ViewCompositionTest {
    private final FakeEngine engine = new FakeEngine();

    private static final List<UnaryOperator<Keyspace<String, String>>> STEPS = List.of(
            view -> view.withPrefix("p:"),
            view -> view.withTtl(Duration.ofMinutes(10)),
            view -> view.withTimeout(Duration.ofMillis(50)),
            view -> view.withFailurePolicy(FailurePolicy.MISS),
            view -> view.withKeyPolicy(KeyPolicy.BINARY),
            view -> view.withCompression(Compression.zlib().minLength(1)),
            view -> view.withCodec(Codec.strings()),
            view -> view.withKeyCodec(KeyCodec.text(key -> key + "!")));

    @Test
    void theOrderMakesNoDifference() {
        permutations(STEPS.size()).forEach(order -> {
            Keyspace<String, String> view = Views.strings(engine);
            for (int step : order) {
                view = STEPS.get(step).apply(view);
            }
            view.set("plain", "v".repeat(50));
            view.setAll(Map.of("é", "v"));
            view.get("plain");
        });

        assertThat(engine.sent.stream().distinct()).hasSize(3);
        assertThat(engine.sent.get(0)).startsWith("ms p:plain! 12 F8 T600 ");
        assertThat(engine.timeoutNanos).isEqualTo(50_000_000);
    }

    /** All orders that differ from the natural one by moving one step, and their mirror images: enough to meet every pair. */
    private static List<List<Integer>> permutations(int size) {
        List<List<Integer>> orders = new ArrayList<>();
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                List<Integer> order = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    order.add(i);
                }
                order.add(to, order.remove(from));
                orders.add(order);
                List<Integer> mirrored = new ArrayList<>(order);
                Collections.reverse(mirrored);
                orders.add(mirrored);
            }
        }
        return orders;
    }

    @Test
    void aViewLeavesTheOneItIsMadeFromAsItIs() {
        Keyspace<String, String> plain = Views.strings(engine);
        STEPS.forEach(step -> step.apply(plain));
        plain.set("k", "v");

        assertThat(engine.sent).singleElement().asString().startsWith("ms k 1 O");
    }

    @Test
    void prefixesStandOuterFirstAndAreAbsentFromResults() {
        engine.rowFinds("a:b:k", "v", 0);

        assertThat(Views.strings(engine).withPrefix("a:").withPrefix("b:").getAll(List.of("k")))
                .containsOnlyKeys("k");
    }

    @Test
    void keysOfOtherTypes() {
        engine.finds("v", 0).finds("v", 0).finds("v", 0);
        Keyspace<String, String> strings = Views.strings(engine).withPrefix("p:");
        strings.<Integer>withKeyCodec(KeyCodec.text()).get(42);
        strings.<Key>withKeyCodec(KeyCodec.keys()).get(Key.of("k").routedBy("r"));
        strings.withKeyCodec(KeyCodec.bytes()).get(new byte[] {0});

        assertThat(engine.sent.get(0)).startsWith("mg p:42 ");
        assertThat(engine.routes).containsExactly("-", "r", "p:\0");
        assertThat(engine.sent.get(2)).startsWith("mg cDoA b ");
    }

    @Test
    void countersAreDecimalTextAndNeverCompressed() {
        Keyspace<String, String> strings = Views.strings(engine);
        Compression all = Compression.zlib().minLength(1);
        strings.withCompression(all).counters().set("k", 1111111111111111111L);
        strings.counters().withCompression(all).set("k", 1111111111111111111L);

        assertThat(engine.sent).hasSize(2).allMatch(request -> request.endsWith("\r\n1111111111111111111\r\n"));
        engine.finds("9 ", 0);
        assertThat(strings.counters().get("k")).isEqualTo(9L);
    }

    @Test
    void rawValuesAreNeverCompressedNorExpanded() {
        Encoded raw = Encoded.of("x".repeat(1_000).getBytes(StandardCharsets.UTF_8), 8);
        Keyspace<String, Encoded> view =
                Views.strings(engine).withCompression(Compression.zlib()).withCodec(Codec.encoded());
        view.set("k", raw);
        engine.finds("x", 8);

        assertThat(engine.sent.get(0)).startsWith("ms k 1000 ");
        assertThat(view.get("k")).isEqualTo(Encoded.of(new byte[] {'x'}, 8));
    }

    @Test
    void compressedValuesAreReadableByEveryView() {
        Keyspace<String, String> compressing =
                Views.strings(engine).withCompression(Compression.zlib().minLength(1));
        compressing.set("k", "abc".repeat(100));
        String request = engine.sent.get(0);
        String data = request.substring(request.indexOf("\r\n") + 2, request.length() - 2);
        engine.finds(data, 8).finds(data, 8);

        assertThat(Views.strings(engine).get("k")).isEqualTo("abc".repeat(100));
        assertThat(Views.of(engine, Codec.objects()).get("k")).isInstanceOf(byte[].class);
    }

    @Test
    void appendAndPrependNeedValuesThatCanBeJoined() {
        Keyspace<String, String> strings = Views.strings(engine);

        assertThatThrownBy(() -> strings.withCompression(Compression.zlib()).append("k", "v"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("compressed");
        assertThatThrownBy(() -> strings.counters().prepend("k", 1L)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> strings.withCodec(Codec.objects()).noreply().append("k", "v"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Codec.objects()");
        assertThat(engine.sent).isEmpty();
    }

    @Test
    void viewsRefuseWhatIsOutOfBounds() {
        Keyspace<String, String> view = Views.strings(engine);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.withTimeout(Duration.ZERO))
                .withMessageContaining("timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.withTimeout(Memjay.NEVER))
                .withMessageContaining("1h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.withTtl(Duration.ZERO))
                .withMessageContaining("delete")
                .withMessageContaining("Memjay.NEVER");
        assertThatNullPointerException().isThrownBy(() -> view.withPrefix(null)).withMessage("prefix");
        assertThatNullPointerException().isThrownBy(() -> view.withCodec(null)).withMessage("codec");
    }

    @Test
    void aPrefixIsCheckedWithTheKey() {
        Keyspace<String, String> view = Views.strings(engine).withPrefix("a b");

        assertThatThrownBy(() -> view.get("k")).isInstanceOf(IllegalKeyException.class);
        view.withKeyPolicy(KeyPolicy.BINARY).get("k");
        assertThat(engine.sent).hasSize(1);
    }
}
