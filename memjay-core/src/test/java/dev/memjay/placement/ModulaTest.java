package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The hash modulo the number of nodes. */
class ModulaTest {
    private static List<Node> nodes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Node.of("10.0.0." + i, 11211))
                .toList();
    }

    @Test
    void takesTheHashAsUnsigned() {
        Placement.Ring ring = Placements.modula(key -> 0xFFFF_FFFF).ring(nodes(10));

        assertThat(ring.indexOf("k")).isEqualTo(5);
    }

    @Test
    void oneNodeHasAllKeys() {
        Placement.Ring ring = Placements.modula(key -> {
                    throw new AssertionError("nothing to hash for");
                })
                .ring(nodes(1));

        assertThat(ring.indexOf("k")).isZero();
    }
}
