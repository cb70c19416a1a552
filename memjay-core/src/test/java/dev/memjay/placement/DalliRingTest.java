package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** dalli's ring, against where dalli placed keys. */
class DalliRingTest {
    private static final List<String> KEYS = Golden.keys(Golden.file("placement.json"), true);

    @Test
    void placesAsDalli() {
        List<Object> cases = Golden.list(Golden.file("dalli.json").get("cases"));
        assertThat(cases).hasSize(7);
        for (Object each : cases) {
            Map<String, Object> golden = Golden.map(each);
            List<Node> nodes = Golden.<String>list(golden.get("servers")).stream()
                    .map(DalliRingTest::node)
                    .toList();

            assertThat(Golden.places(Placements.dalli().ring(nodes), KEYS))
                    .as("%s", golden.get("servers"))
                    .isEqualTo(golden.get("place"));
        }
    }

    /** {@code host:port[:weight]} or {@code path[:weight]}. */
    private static Node node(String server) {
        String[] parts = server.split(":");
        if (server.startsWith("/")) {
            Node node = Node.unix(parts[0]);
            return parts.length == 1 ? node : node.weight(Integer.parseInt(parts[1]));
        }
        return Golden.node(server, parts.length == 3 && !server.startsWith("["));
    }
}
