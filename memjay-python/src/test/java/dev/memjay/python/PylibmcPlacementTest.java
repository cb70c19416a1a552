package dev.memjay.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memjay.model.Node;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where pylibmc placed keys, and where its behaviors place them here: the golden data of memjay-core. */
class PylibmcPlacementTest {
    private static final List<Node> NODES =
            List.of(Node.of("10.0.0.1", 11211), Node.of("10.0.0.2", 11211), Node.of("10.0.0.3", 11211));

    private static JsonNode file(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PylibmcPlacementTest.class.getResourceAsStream("/vectors/" + name), name)) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void placesAsPylibmcWhoseBehaviorsWereGivenThen() throws IOException {
        JsonNode file = file("placement.json");
        List<String> keys = new ArrayList<>();
        file.get("ascii_keys").forEach(key -> keys.add(key.asText()));
        file.get("binary_keys_hex")
                .forEach(key ->
                        keys.add(new String(HexFormat.of().parseHex(key.asText()), StandardCharsets.ISO_8859_1)));
        assertThat(file.get("pylibmc")).hasSize(272);

        file.get("pylibmc").forEach(golden -> assertPlaces(golden, keys));
    }

    @Test
    void computesWeightsInSinglePrecision() throws IOException {
        List<String> keys = IntStream.range(0, 400)
                .mapToObj(i -> "key:" + i + ":" + "x".repeat(i % 17))
                .toList();
        JsonNode cases = file("weights.json").get("cases");
        assertThat(cases).hasSize(60);

        cases.forEach(golden -> assertPlaces(golden, keys));
    }

    private static void assertPlaces(JsonNode golden, List<String> keys) {
        Map<String, ?> behaviors =
                new ObjectMapper().convertValue(golden.get("behaviors"), new TypeReference<Map<String, Object>>() {});
        List<Node> nodes = new ArrayList<>();
        golden.get("specs").forEach(spec -> nodes.add(node(spec.asText())));
        PylibmcBehaviors pylibmc = PylibmcBehaviors.of(behaviors);
        boolean later = !golden.get("set").asText().equals("constructor");

        assertThat(places(later ? pylibmc.placementWhenSetLater() : pylibmc.placement(), nodes, keys))
                .as("%s", golden)
                .isEqualTo(golden.get("place").asText());
    }

    /** {@code host:port:weight}, or the path of a UNIX socket. */
    private static Node node(String spec) {
        if (spec.startsWith("/")) {
            return Node.unix(spec);
        }
        int end = spec.lastIndexOf(':');
        String address = spec.substring(0, end);
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        return Node.of(host, Integer.parseInt(address.substring(colon + 1)))
                .weight(Integer.parseInt(spec.substring(end + 1)));
    }

    /** One character a key: the index of its node in base 36. */
    private static String places(Placement placement, List<Node> nodes, List<String> keys) {
        Placement.Ring ring = placement.ring(nodes);
        StringBuilder places = new StringBuilder();
        keys.forEach(key -> places.append(Character.forDigit(ring.indexOf(key), 36)));
        return places.toString();
    }

    private static void assertSame(Map<String, ?> behaviors, Placement placement) {
        List<String> keys = IntStream.range(0, 50).mapToObj(i -> "key" + i).toList();
        assertThat(places(PylibmcBehaviors.of(behaviors).placement(), NODES, keys))
                .isEqualTo(places(placement, NODES, keys));
    }

    @Test
    void theNamedPlacementsAreThoseOfTheseBehaviors() {
        assertSame(Map.of(), Placements.modula());
        assertSame(Map.of("ketama", 1), Placements.ketama());
        assertSame(Map.of("ketama_weighted", true), Placements.ketamaWeighted());
        assertSame(Map.of("ketama_weighted", true, "hash", "crc"), Placements.ketamaWeighted(KeyHash.md5()));
        assertSame(Map.of("distribution", "virtual bucket", "hash", "md5"), Placements.virtualBucket(KeyHash.md5()));
    }

    @Test
    void falseAndZeroTurnABehaviorOff() {
        assertSame(Map.of("ketama", false), Placements.modula());
        assertSame(Map.of("ketama", 0), Placements.modula());
    }

    @Test
    void copiesGoRoundInTheOrderOfTheListUnlessHostsAreSorted() {
        List<Node> nodes = List.of(Node.of("b", 1), Node.of("a", 2), Node.of("c", 1), Node.of("a", 1));

        assertThat(PylibmcBehaviors.of(Map.of("ketama", 1)).placement().order(nodes))
                .containsExactly(0, 1, 2, 3);
        assertThat(PylibmcBehaviors.of(Map.of("_sort_hosts", 1)).placement().order(nodes))
                .containsExactly(3, 1, 0, 2);
    }

    @Test
    void whatPylibmcDoesNotKnowIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PylibmcBehaviors.of(Map.of("katama", 1)))
                .withMessageContaining("'katama'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PylibmcBehaviors.of(Map.of("distribution", "consistent_ketama")))
                .withMessageContaining("consistent ketama spy");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PylibmcBehaviors.of(Map.of("ketama", "yes")))
                .withMessageContaining("yes");
    }
}
