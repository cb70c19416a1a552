package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rings of Java's clients as they were when memjay-it compared them, with more keys, with these clients' own jars. */
class JavaClientsPlacementTest {
    private static final List<Node> FIVE = IntStream.rangeClosed(1, 5)
            .mapToObj(i -> Node.of("10.0.0." + i, 11211))
            .toList();

    private static String places(Placement placement, List<Node> nodes) {
        Placement.Ring ring = placement.ring(nodes);
        return IntStream.range(0, 60)
                .mapToObj(i -> Integer.toString(ring.indexOf("key:" + i)))
                .collect(Collectors.joining());
    }

    @Test
    void folsom() {
        assertThat(places(Placements.folsom(), FIVE))
                .isEqualTo("030101240131013213033332221421140321433202243230342300430340");
    }

    @Test
    void spymemcachedWithLibmemcachedsNamesIsLibmemcachedsWeightedRing() {
        String places = "110213444041112120414403220400323200223043032031201024211413";

        assertThat(places(Placements.spymemcachedKetamaOfHosts(), FIVE)).isEqualTo(places);
        assertThat(places(Placements.ketamaWeighted(), FIVE)).isEqualTo(places);
    }

    /** Of 25 nodes each has 160 points without weights, and 156 by the arithmetic of weights. */
    @Test
    void withoutWeightsSpymemcachedCountsNoShares() {
        List<Node> plain = IntStream.rangeClosed(1, 25)
                .mapToObj(i -> Node.of("10.0.0." + i, 11211))
                .toList();
        List<Node> twos = plain.stream().map(node -> node.weight(2)).toList();

        String places = places(Placements.spymemcachedKetamaOfHosts(), plain);
        assertThat(places).isNotEqualTo(places(Placements.ketamaWeighted(), plain));
        assertThat(places(Placements.spymemcachedKetamaOfHosts(), twos))
                .isEqualTo(places(Placements.ketamaWeighted(), plain))
                .isNotEqualTo(places);
    }

    /** The hash codes of "a", "b" and "d" are 97, 98 and 100. */
    @Test
    void arraysAreByHashCodeAndOnlyXmemcachedsByWeight() {
        List<Node> plain = FIVE.subList(0, 2);
        List<Node> unequal = List.of(plain.get(0), plain.get(1).weight(3));
        List<Node> threes = List.of(plain.get(0).weight(3), plain.get(1).weight(3));

        assertThat(ofLetters(Placements.spymemcachedArray(), unequal)).containsExactly(1, 0, 0);
        assertThat(ofLetters(Placements.xmemcachedArray(), plain)).containsExactly(1, 0, 0);
        assertThat(ofLetters(Placements.xmemcachedArray(), unequal)).containsExactly(1, 1, 0);
        assertThat(ofLetters(Placements.xmemcachedArray(), threes)).containsExactly(0, 0, 1);
    }

    private static List<Integer> ofLetters(Placement placement, List<Node> nodes) {
        Placement.Ring ring = placement.ring(nodes);
        return List.of(ring.indexOf("a"), ring.indexOf("b"), ring.indexOf("d"));
    }

    @Test
    void withoutAHashTheOneOfTheirNameIsTaken() {
        assertThat(places(Placements.modula(), FIVE)).isEqualTo(places(Placements.modula(KeyHash.oneAtATime()), FIVE));
        assertThat(places(Placements.ketamaSpy(), FIVE))
                .isEqualTo(places(Placements.ketamaSpy(KeyHash.oneAtATime()), FIVE))
                .isNotEqualTo(places(Placements.ketamaSpy(KeyHash.md5()), FIVE));
    }

    @Test
    void libmemcachedsNamesHaveAPortWhereItIsNotTheUsual() {
        assertThat(SpymemcachedKetama.libmemcachedName(Node.of("mc1", 11211))).isEqualTo("mc1");
        assertThat(SpymemcachedKetama.libmemcachedName(Node.of("mc1", 11212))).isEqualTo("mc1:11212");
        assertThat(SpymemcachedKetama.libmemcachedName(Node.unix("/tmp/a.sock")))
                .isEqualTo("/tmp/a.sock");
        assertThat(SpymemcachedKetama.spymemcachedName("/10.0.0.1:1")).isEqualTo("10.0.0.1:1");
        assertThat(SpymemcachedKetama.spymemcachedName("mc1/10.0.0.1:1")).isEqualTo("mc1/10.0.0.1:1");
    }

    @Test
    void weightsGiveSpymemcachedsRingMoreNames() {
        List<Node> unequal = List.of(FIVE.get(0).weight(9), FIVE.get(1));
        String places = places(Placements.spymemcachedKetamaOfHosts(), unequal);

        assertThat(places).isEqualTo(places(Placements.ketamaWeighted(), unequal));
        assertThat(places.chars().filter(node -> node == '0').count()).isGreaterThan(45);
    }
}
