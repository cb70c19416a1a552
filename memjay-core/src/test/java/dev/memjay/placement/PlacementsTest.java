package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.model.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all placements, and what their names give. */
class PlacementsTest {
    private static final List<String> KEYS = Golden.keys(Golden.file("placement.json"), true);

    static List<String> names() {
        return Placements.names();
    }

    @Test
    void namesAreThoseOfTheCommand() {
        assertThat(Placements.names())
                .containsExactly(
                        "modula",
                        "consistent",
                        "ketama",
                        "ketama-weighted",
                        "ketama-spy",
                        "virtual-bucket",
                        "random",
                        "rendezvous",
                        "spymemcached-ketama",
                        "spymemcached-array",
                        "xmemcached-array",
                        "xmemcached-ketama",
                        "folsom",
                        "twemproxy-ketama",
                        "dalli");
    }

    @ParameterizedTest
    @MethodSource("names")
    void hasItsName(String name) {
        assertThat(Placements.byName(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void oneNodeHasAllKeys(String name) {
        for (Node node : List.of(Node.of("mc1", 11211).weight(3), Node.unix("/tmp/a.sock"), Node.of("::1", 11211))) {
            Placement.Ring ring = Placements.byName(name).ring(List.of(node));

            assertThat(KEYS).allSatisfy(key -> assertThat(ring.indexOf(key)).isZero());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void givesKeysToAllNodesOfWhateverKind(String name) {
        List<Node> nodes = List.of(
                Node.of("10.0.0.1", 11211),
                Node.unix("/tmp/a.sock"),
                Node.of("2001:db8::1", 11212).weight(2),
                Node.of("localhost", 11213));
        Placement.Ring ring = Placements.byName(name).ring(nodes);
        Set<Integer> seen = new HashSet<>();
        KEYS.forEach(key -> seen.add(ring.indexOf(key)));

        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource("names")
    void nodesThatAreOutGetNoKeys(String name) {
        if (name.equals("virtual-bucket")) {
            return; // its table is not to be changed
        }
        List<Node> nodes = many(5);
        BitSet live = new BitSet();
        live.set(1);
        live.set(4);
        Placement.Ring ring = Placements.byName(name).ring(nodes, live);

        assertThat(KEYS).allSatisfy(key -> assertThat(ring.indexOf(key)).isIn(1, 4));
        Placement.Ring none = Placements.byName(name).ring(nodes, new BitSet());
        assertThat(KEYS).allSatisfy(key -> assertThat(none.indexOf(key)).isBetween(0, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ketama",
                "ketama-weighted",
                "ketama-spy",
                "rendezvous",
                "spymemcached-ketama",
                "xmemcached-ketama",
                "folsom",
                "twemproxy-ketama",
                "dalli"
            })
    void oneNodeOfFiveHundredMovesItsOwnKeysOnly(String name) {
        int keys = 40_000;
        int count = 500;
        // folsom and libmemcached without weights have a hundred points a node, so shares differ by a tenth
        List<Node> nodes = many(count);
        Placement placement = Placements.byName(name);
        Placement.Ring before = placement.ring(nodes);
        List<Node> fewer = new ArrayList<>(nodes);
        fewer.remove(123);
        Placement.Ring after = placement.ring(fewer);
        int moved = 0;
        for (int i = 0; i < keys; i++) {
            String key = "user:" + i * 7919 + ":profile";
            moved += nodes.get(before.indexOf(key)).equals(fewer.get(after.indexOf(key))) ? 0 : 1;
        }

        assertThat(moved).isPositive().isLessThanOrEqualTo(keys * 3 / 2 / count);
    }

    @Test
    void aTagDecidesAloneIfThereIsOne() {
        List<String> asked = new ArrayList<>();
        Placement recorder = Placements.tagged(Placements.modula(key -> {
            asked.add(key);
            return 0;
        }));
        Placement.Ring ring = recorder.ring(many(3));
        List.of("user:{42}:name", "{a}{b}", "a{}b{c}", "a}b{c}", "{{x}}", "{open", "plain")
                .forEach(ring::indexOf);

        assertThat(asked).containsExactly("42", "a", "a{}b{c}", "c", "{x", "{open", "plain");
        assertThat(recorder.name()).isEqualTo("tagged(modula)");
    }

    @Test
    void weightedKetamaHashesByMd5AndTheOthersOneAtATime() {
        List<Node> nodes = many(5);

        assertThat(places(Placements.byName("ketama-weighted"), nodes))
                .isEqualTo(places(Placements.ketamaWeighted(KeyHash.md5()), nodes))
                .isEqualTo(places(
                        Placements.libmemcached().ketamaWeighted(true).servers().placement(), nodes));
        assertThat(places(Placements.byName("modula"), nodes))
                .isEqualTo(places(Placements.modula(KeyHash.oneAtATime()), nodes))
                .isEqualTo(places(Placements.libmemcached().servers().placement(), nodes));
        assertThat(places(Placements.byName("ketama"), nodes))
                .isEqualTo(
                        places(Placements.libmemcached().ketama(true).servers().placement(), nodes))
                .isNotEqualTo(places(Placements.ketama(KeyHash.md5()), nodes));
        assertThat(places(Placements.byName("consistent", KeyHash.md5()), nodes))
                .isEqualTo(places(Placements.ketama(KeyHash.md5()), nodes));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Placements.byName("katama"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'katama'")
                .hasMessageContaining("ketama-weighted");
        assertThatThrownBy(() -> Placements.byName("dalli", KeyHash.md5()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("comes with its hash");
        assertThatThrownBy(() -> Placements.virtualBucket(KeyHash.md5(), 0, 3).ring(many(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node 3");
    }

    private static String places(Placement placement, List<Node> nodes) {
        return Golden.places(placement.ring(nodes), KEYS);
    }

    private static List<Node> many(int count) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(Node.of("10.0." + i / 250 + "." + i % 250, 11211));
        }
        return nodes;
    }

    @Test
    void copiesGoRoundInTheOrderOfTheListUnlessThePlacementSortsIt() {
        List<Node> nodes = List.of(Node.of("b", 1), Node.of("a", 2), Node.of("c", 1), Node.of("a", 1));
        Placement sorted = Placements.libmemcached().sortHosts(true).servers().placement();

        assertThat(Placements.ketama().order(nodes)).containsExactly(0, 1, 2, 3);
        assertThat(sorted.order(nodes)).containsExactly(3, 1, 0, 2);
        assertThat(Placements.tagged(sorted).order(nodes)).containsExactly(3, 1, 0, 2);
    }
}
