package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** twemproxy's ketama and hash tags, against where a real nutcracker sent keys. */
class TwemproxyKetamaTest {
    private static final Map<String, Object> FILE = Golden.file("twemproxy.json");

    @Test
    void placesAsTwemproxy() {
        List<String> keys = Golden.<String>list(FILE.get("keys_hex")).stream()
                .map(Golden::bytes)
                .toList();
        List<Object> cases = Golden.list(FILE.get("cases"));
        assertThat(cases).hasSize(40);
        for (Object each : cases) {
            Map<String, Object> golden = Golden.map(each);
            Placement placement = Placements.twemproxyKetama(hash((String) golden.get("hash")));

            assertThat(Golden.places(placement.ring(nodes(golden)), keys))
                    .as("%s %s %s", golden.get("servers"), golden.get("names"), golden.get("hash"))
                    .isEqualTo(golden.get("place"));
        }
    }

    @Test
    void placesTaggedKeysAsTwemproxy() {
        Map<String, Object> golden = Golden.map(FILE.get("tagged"));
        Placement placement = Placements.tagged(Placements.twemproxyKetama());

        assertThat(Golden.places(placement.ring(nodes(golden)), Golden.list(golden.get("keys"))))
                .isEqualTo(golden.get("place"));
    }

    private static KeyHash hash(String name) {
        return switch (name) {
            case "one_at_a_time" -> KeyHash.oneAtATime();
            case "crc32" -> KeyHash.crc();
            case "crc32a" -> KeyHash.crc32();
            default -> KeyHash.byName(name);
        };
    }

    private static List<Node> nodes(Map<String, Object> golden) {
        List<String> servers = Golden.list(golden.get("servers"));
        List<String> names = Golden.list(golden.get("names"));
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            int colon = servers.get(i).lastIndexOf(':');
            Node node = names.get(i).isEmpty()
                    ? Golden.node(servers.get(i).substring(0, colon), false)
                    : Node.of(names.get(i), Node.DEFAULT_PORT);
            nodes.add(node.weight(Integer.parseInt(servers.get(i).substring(colon + 1))));
        }
        return nodes;
    }
}
