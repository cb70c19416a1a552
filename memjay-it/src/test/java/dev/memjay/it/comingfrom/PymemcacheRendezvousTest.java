package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** pymemcache's rendezvous hashing by hand. */
class PymemcacheRendezvousTest {
    @Test
    void rendezvousByHand() {
        List<Node> nodes = List.of(Node.of("10.0.0.1", 11211), Node.of("10.0.0.2", 11211), Node.of("10.0.0.3", 11211));
        Placement.Ring ring = Placements.rendezvous().ring(nodes);
        // get_node: the greatest of murmur3_32("node-key")
        int best = 0;
        for (int i = 1; i < 3; i++) {
            if (Integer.compareUnsigned(score(nodes.get(i)), score(nodes.get(best))) > 0) {
                best = i;
            }
        }
        assertThat(ring.indexOf("key")).isEqualTo(best);
    }

    private static int score(Node node) {
        return KeyHash.murmur3(0).hash(node + "-key");
    }

    @Test
    void rendezvousNodesAndSeed() {
        List<Node> nodes = List.of(Node.of("10.0.0.1", 11211), Node.of("10.0.0.2", 11211), Node.of("10.0.0.3", 11211));
        Placement.Ring all = Placements.rendezvous().ring(nodes);
        Placement.Ring fewer = Placements.rendezvous().ring(nodes.subList(0, 2));
        int moved = 0;
        for (int i = 0; i < 300; i++) {
            int before = all.indexOf("key" + i);
            if (before < 2) {
                assertThat(fewer.indexOf("key" + i))
                        .as("keys of the others stay")
                        .isEqualTo(before);
            } else {
                moved++;
            }
        }
        assertThat(moved).isBetween(50, 150);
        assertThat(IntStream.range(0, 100))
                .anyMatch(i -> Placements.rendezvous(7).ring(nodes).indexOf("key" + i) != all.indexOf("key" + i));
    }

    @Test
    void murmur3() {
        assertThat(KeyHash.murmur3(0).hash("")).isZero();
        assertThat(KeyHash.murmur3(0).hash("hello")).isEqualTo(0x248bfa47);
        assertThat(KeyHash.murmur3(1).hash("hello")).isEqualTo(0xbb4abcad);
    }
}
