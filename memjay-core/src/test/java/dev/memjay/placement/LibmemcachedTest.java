package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import dev.memjay.placement.Libmemcached.Distribution;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** libmemcached's placement, against where it placed keys; memjay-python has the same for pylibmc's. */
class LibmemcachedTest {
    private static final int MAX_KEY = 250;

    private static final Map<String, Object> FILE = Golden.file("placement.json");
    private static final List<String> KEYS = Golden.keys(FILE, true);

    @Test
    void placesAsLibmemcachedAfterTheSameSteps() {
        List<Object> cases = Golden.list(FILE.get("cases"));
        assertThat(cases).hasSize(1336);
        for (Object each : cases) {
            Map<String, Object> golden = Golden.map(each);
            List<String> steps = Golden.list(golden.get("steps"));
            List<Node> nodes = Golden.nodes(Golden.map(FILE.get("server_lists")).get((String) golden.get("servers")));
            Placement.Ring ring = steps(steps).placement().ring(nodes);
            int[] names = hosts(nodes, golden.get("hosts"));

            assertThat(Golden.places(route -> names[ring.indexOf(route)], routes(golden, steps)))
                    .as("%s %s", golden.get("servers"), steps)
                    .isEqualTo(golden.get("place"));
        }
    }

    @Test
    void placesAsLibmemcachedOnceANodeIsEjected() {
        List<Object> cases = Golden.list(FILE.get("ejection"));
        assertThat(cases).hasSize(8);
        for (Object each : cases) {
            Map<String, Object> golden = Golden.map(each);
            List<String> steps = Golden.list(golden.get("steps"));
            List<Node> nodes = Golden.<String>list(golden.get("servers")).stream()
                    .map(server -> Golden.node(server, true))
                    .toList();
            Placement placement = steps(steps).placement();
            BitSet live = new BitSet();
            live.set(0, nodes.size());
            live.clear(((Long) golden.get("dead")).intValue());
            // libmemcached never ejects under modula
            Placement.Ring after =
                    placement.name().equals("modula") ? placement.ring(nodes) : placement.ring(nodes, live);

            assertThat(Golden.places(placement.ring(nodes), KEYS))
                    .as("%s before", golden)
                    .isEqualTo(golden.get("before"));
            assertThat(Golden.places(after, KEYS)).as("%s after", golden).isEqualTo(golden.get("after"));
        }
    }

    @Test
    void staysWeightedWhenTheHeavyNodeIsOut() {
        List<Node> nodes =
                List.of(Node.of("a", 1), Node.of("b", 1), Node.of("c", 1).weight(3));
        BitSet live = new BitSet();
        live.set(0, 2);
        Placement.Ring all = Placements.ketama().ring(nodes);
        Placement.Ring rest = Placements.ketama().ring(nodes, live);
        Placement.Ring weighted =
                Placements.ketamaWeighted(KeyHash.oneAtATime()).ring(nodes.subList(0, 2));

        assertThat(KEYS).allSatisfy(key -> assertThat(rest.indexOf(key)).isEqualTo(weighted.indexOf(key)));
        assertThat(KEYS.stream().filter(key -> all.indexOf(key) < 2))
                .isNotEmpty()
                .filteredOn(key -> all.indexOf(key) != rest.indexOf(key))
                .hasSizeLessThan(20);
    }

    private static Libmemcached steps(List<String> steps) {
        Libmemcached libmemcached = Placements.libmemcached();
        for (String step : steps) {
            String[] words = step.split(" ");
            switch (words[0]) {
                case "+servers" -> libmemcached.servers();
                case "hash" -> libmemcached.hash(ofLegalKeys(KeyHash.byName(words[1])));
                case "distribution" ->
                    libmemcached.distribution(Distribution.valueOf(words[1].toUpperCase(Locale.ROOT)));
                case "ketama" -> libmemcached.ketama(words[1].equals("1"));
                case "ketama_weighted" -> libmemcached.ketamaWeighted(words[1].equals("1"));
                case "sort_hosts" -> libmemcached.sortHosts(words[1].equals("1"));
                case "bucket" ->
                    libmemcached.buckets(IntStream.range(2, words.length)
                            .map(i -> Integer.parseInt(words[i]))
                            .toArray());
                case "ketama_hash", "hash_with_prefix_key" -> {
                    // the one has no effect, the other is the builder's
                }
                default -> throw new IllegalStateException("unknown step " + step);
            }
        }
        return libmemcached;
    }

    /** libmemcached has no hash for what is too long with its namespace; Memjay never gets so far with it. */
    private static KeyHash ofLegalKeys(KeyHash hash) {
        return key -> key.length() > MAX_KEY ? 0 : hash.hash(key);
    }

    /** What is hashed: the key, with the namespace if it takes part. */
    private static List<String> routes(Map<String, Object> golden, List<String> steps) {
        return steps.contains("hash_with_prefix_key 1")
                ? KEYS.stream().map(key -> golden.get("namespace") + key).toList()
                : KEYS;
    }

    /** The number that the golden data give each node: its index in its own list of hosts if it has one. */
    private static int[] hosts(List<Node> nodes, @Nullable Object hosts) {
        return hosts == null
                ? IntStream.range(0, nodes.size()).toArray()
                : nodes.stream()
                        .mapToInt(node -> Golden.<String>list(hosts).indexOf(node.host() + ":" + node.port()))
                        .toArray();
    }
}
