package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.it.Patient;
import dev.memjay.it.Soon;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Node;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who holds copies is not asked for the right to load: what such a lease leaves there nobody would fill. */
class ReplicaLeasesTest {
    private static final List<String> KEYS =
            IntStream.range(0, 20).mapToObj(i -> "key" + i).toList();
    private static final LoadPolicy POLICY = LoadPolicy.standard().ttl(Duration.ofSeconds(100));

    @Test
    void aLoadOfManyKeysLeavesItsValuesAndNoPlaceholderWithAllHolders() {
        try (RealMemcached one = RealMemcached.start();
                RealMemcached two = RealMemcached.start();
                Memjay memjay = Patient.builder()
                        .nodes(List.of(node(one), node(two)))
                        .downNodePolicy(DownNodePolicy.REPLICA)
                        .build()) {
            Map<String, String> loaded = memjay.strings().getAllOrCompute(KEYS, ReplicaLeasesTest::load, POLICY);

            assertThat(loaded).hasSize(KEYS.size());
            for (RealMemcached each : List.of(one, two)) {
                try (Memjay alone = Patient.builder().nodes(List.of(node(each))).build()) {
                    Soon.until(() -> alone.strings().getAll(KEYS).equals(loaded));
                }
                assertThat(memjay.admin().stats(node(each)).number("curr_items"))
                        .hasValue(KEYS.size());
            }
        }
    }

    private static Node node(RealMemcached server) {
        return Node.of("127.0.0.1", server.port());
    }

    private static Map<String, String> load(Iterable<? extends String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, "v"));
        return values;
    }
}
