package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** pymemcache's placement, against where it placed keys. */
class RendezvousTest {
    private static final int MAX_KEY = 250;

    private static final Map<String, Object> FILE = Golden.file("rendezvous.json");
    private static final List<String> KEYS = Golden.keys(FILE, false);
    private static final List<String> UNICODE = Golden.<String>list(FILE.get("unicode_strings")).stream()
            .map(Golden::route)
            .toList();

    @Test
    void placesTextsAndBytesAsPymemcache() {
        List<Object> cases = Golden.list(FILE.get("cases"));
        assertThat(cases).hasSize(12);
        for (Object each : cases) {
            Map<String, Object> golden = Golden.map(each);
            List<Node> nodes = nodes(golden);
            Placement.Ring texts = Placements.rendezvous().ring(nodes);
            Placement.Ring bytes = Placements.rendezvousOfBytes().ring(nodes);

            assertThat(Golden.places(texts, KEYS))
                    .as("%s str", golden.get("servers"))
                    .isEqualTo(golden.get("str"));
            assertThat(Golden.places(texts, UNICODE))
                    .as("%s unicode", golden.get("servers"))
                    .isEqualTo(golden.get("unicode"));
            assertThat(Golden.places(bytes, KEYS))
                    .as("%s bytes", golden.get("servers"))
                    .isEqualTo(golden.get("bytes"));
        }
    }

    @Test
    void placesAsPymemcacheAfterRemovingANode() {
        int removals = 0;
        for (Object each : Golden.<Object>list(FILE.get("cases"))) {
            Map<String, Object> golden = Golden.map(each);
            List<Node> nodes = nodes(golden);
            for (Map.Entry<String, Object> removal :
                    Golden.map(golden.get("str_after_removing")).entrySet()) {
                BitSet live = new BitSet();
                live.set(0, nodes.size());
                live.clear(Integer.parseInt(removal.getKey()));

                assertThat(Golden.places(Placements.rendezvous().ring(nodes, live), KEYS))
                        .as("%s without %s", golden.get("servers"), removal.getKey())
                        .isEqualTo(removal.getValue());
                removals++;
            }
        }
        assertThat(removals).isGreaterThan(20);
    }

    @Test
    void aPrefixHasNoPart() {
        Placement.Ring ring = Placements.rendezvous().ring(three());
        String expected = (String) FILE.get("prefixed");
        String places = Golden.places(ring, KEYS);

        assertThat(IntStream.range(0, KEYS.size()).filter(i -> expected.charAt(i) != '-'))
                .hasSizeGreaterThan(250)
                .allSatisfy(i -> assertThat(places.charAt(i)).isEqualTo(expected.charAt(i)));
        assertThat(IntStream.range(0, KEYS.size()).filter(i -> expected.charAt(i) == '-'))
                .allSatisfy(i -> assertThat(KEYS.get(i)).hasSizeGreaterThan(MAX_KEY - "app1:".length()));
    }

    @Test
    void aPairGoesByItsFirst() {
        List<String> routes =
                IntStream.range(0, KEYS.size()).mapToObj(i -> "group-" + i % 7).toList();

        assertThat(Golden.places(Placements.rendezvous().ring(three()), routes)).isEqualTo(FILE.get("pairs"));
    }

    @Test
    void seedsAreThoseOfMurmur3() {
        Map<String, Object> seeds = Golden.map(FILE.get("seeds"));
        assertThat(seeds).hasSize(3);
        seeds.forEach((seed, places) -> assertThat(Golden.places(
                        Placements.rendezvous((int) Long.parseLong(seed)).ring(three()), KEYS))
                .as("seed %s", seed)
                .isEqualTo(places));
    }

    @Test
    void ofEqualScoresTheGreatestNameWinsByCodePoint() {
        List<Object> ties = Golden.list(FILE.get("ties"));
        assertThat(ties).hasSize(4);
        for (Object each : ties) {
            Map<String, Object> golden = Golden.map(each);
            List<String> names = Golden.list(golden.get("nodes"));
            assertThat(names.get(Rendezvous.greatestFirst(names)[0])).isEqualTo(golden.get("winner"));
        }
    }

    @Test
    void equalScoresOfNamesWithEqualLowBytes() {
        // "ā" and "ȁ" have the same low byte, so the hash cannot tell these names apart.
        Rendezvous rendezvous = new Rendezvous("rendezvous", 0, false);

        assertThat(rendezvous.named(List.of("\u0101:1", "\u0201:1")).indexOf("k"))
                .isEqualTo(1);
        assertThat(rendezvous.named(List.of("\u0201:1", "\u0101:1")).indexOf("k"))
                .isZero();
        // by code point the second is greater, by Java's order of chars the first
        assertThat(rendezvous.named(List.of("\uFF00", "\uD83D\uDE00")).indexOf("k"))
                .isEqualTo(1);
        assertThat(rendezvous.named(List.of("same", "same")).indexOf("k")).isZero();
    }

    @Test
    void bytesThatAreNoTextAreHashedAsPythonWritesThem() {
        Placement.Ring texts = Placements.rendezvous().ring(three());
        Placement.Ring bytes = Placements.rendezvousOfBytes().ring(three());
        List<String> binary = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            binary.add("\u00ff" + i);
        }

        assertThat(Golden.places(texts, binary)).isEqualTo(Golden.places(bytes, binary));
        assertThat(PythonBytes.repr("k")).isEqualTo("b'k'");
        assertThat(PythonBytes.repr("it's")).isEqualTo("b\"it's\"");
        assertThat(PythonBytes.repr("'\"")).isEqualTo("b'\\'\"'");
        assertThat(PythonBytes.repr("\\\t\n\r\u0000\u007f\u00e9 ~")).isEqualTo("b'\\\\\\t\\n\\r\\x00\\x7f\\xe9 ~'");
    }

    private static List<Node> three() {
        return Golden.nodes(Golden.map(FILE.get("server_lists")).get("three"));
    }

    private static List<Node> nodes(Map<String, Object> golden) {
        return Golden.<String>list(golden.get("nodes")).stream()
                .map(name -> Golden.node(name, false))
                .toList();
    }
}
