package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.FailurePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views composed in any order put the same bytes on the wire; only prefixes keep their order. */
class ComposedViewsTest {
    private static final int ORDERS = 120;

    private static final List<UnaryOperator<Keyspace<String, String>>> VIEWS = List.of(
            view -> view.withTtl(Duration.ofMinutes(7)),
            view -> view.withTimeout(Duration.ofSeconds(9)),
            view -> view.withFailurePolicy(FailurePolicy.MISS_READS),
            view -> view.withKeyPolicy(KeyPolicy.UTF8),
            view -> view.withCodec(Codec.strings().map(text -> text, text -> text + "!")),
            view -> view.withCompression(Compression.zlib().minLength(50)),
            view -> view.withKeyCodec(KeyCodec.text(key -> key + "-key")));

    private static final UnaryOperator<Keyspace<String, String>> OUTER = view -> view.withPrefix("outer:");
    private static final UnaryOperator<Keyspace<String, String>> INNER = view -> view.withPrefix("inner:");

    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic"})
    void theOrderOfViewsMakesNoDifferenceOnTheWire(String protocol) {
        Random random = new Random(42);
        try (TestServer server = TestServer.embedded();
                FaultRelay relay = FaultRelay.to(server.port()).record();
                Memjay memjay = Patient.builder()
                        .servers(relay.address())
                        .protocol(protocol)
                        .build()) {
            Soon.until(() -> memjay.strings().get("stats-are-read") == null
                    && !relay.recorded().isEmpty());
            String expected = "";
            for (int i = 0; i < ORDERS; i++) {
                List<UnaryOperator<Keyspace<String, String>>> order = order(random);
                Keyspace<String, String> view = memjay.strings();
                for (UnaryOperator<Keyspace<String, String>> next : order) {
                    view = next.apply(view);
                }
                memjay.strings().get("before");
                relay.recorded();
                say(view);
                String said = withoutOpaques(relay.recorded());
                expected = expected.isEmpty() ? said : expected;
                assertThat(said).isEqualTo(expected);
            }
            assertThat(expected)
                    .contains("outer:inner:k\u00c3\u00a9-key", "outer:inner:a-key", "420") // 7 minutes
                    .doesNotContain("inner:outer:");
        }
    }

    /** All views in random order, the outer prefix somewhere before the inner one. */
    private static List<UnaryOperator<Keyspace<String, String>>> order(Random random) {
        List<UnaryOperator<Keyspace<String, String>>> order = new ArrayList<>(VIEWS);
        Collections.shuffle(order, random);
        int outer = random.nextInt(order.size() + 1);
        order.add(outer, OUTER);
        order.add(outer + 1 + random.nextInt(order.size() - outer), INNER);
        return order;
    }

    private static void say(Keyspace<String, String> view) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("a", "1");
        values.put("b", "large ".repeat(50));
        view.set("ké", "value");
        view.set("c", "large ".repeat(50), Duration.ofMinutes(3));
        view.get("ké");
        view.gets("a");
        view.setAll(values);
        view.getAll(List.of("a", "b", "none"));
        view.lookupAll(List.of("a", "none"));
        view.async().touch("a", Duration.ofHours(1)).join();
        view.counters().set("n", 5L);
        view.counters().incr("n", 2);
        view.noreply().add("posted", "value");
        view.deleteAll(List.of("a", "b"));
    }

    /** Opaques count on from call to call. */
    private static String withoutOpaques(String requests) {
        return requests.replaceAll(" O[!-~]+", " O*");
    }
}
