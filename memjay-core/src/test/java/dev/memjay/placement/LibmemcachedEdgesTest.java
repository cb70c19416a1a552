package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libmemcached's placements do with no bytes, when turned off, and with a table that knows nothing of nodes that are out. */
class LibmemcachedEdgesTest {
    private static final List<Node> THREE =
            List.of(Node.of("10.0.0.1", 11211), Node.of("10.0.0.2", 11211), Node.of("10.0.0.3", 11211));

    @ParameterizedTest
    @CsvSource({"fnv1_32, 811c9dc5", "fnv1a_32, 811c9dc5", "fnv1_64, 84222325", "fnv1a_64, 84222325"})
    void withoutBytesAHashIsItsStart(String name, String start) {
        assertThat(Integer.toHexString(KeyHash.byName(name).hash(""))).isEqualTo(start);
    }

    @Test
    void falseTurnsKetamaOff() {
        Placement.Ring plain = Placements.modula().ring(THREE);
        Placement.Ring off =
                Placements.libmemcached().ketama(false).servers().placement().ring(THREE);
        for (int i = 0; i < 50; i++) {
            assertThat(off.indexOf("key" + i)).isEqualTo(plain.indexOf("key" + i));
        }
    }

    @Test
    void aTableStaysWhoeverIsOut() {
        Placement placement = Placements.virtualBucket(KeyHash.md5(), 0, 1, 2, 1);
        Placement.Ring all = placement.ring(THREE);
        Placement.Ring withoutAny = placement.ring(THREE, new BitSet());

        for (int i = 0; i < 50; i++) {
            assertThat(withoutAny.indexOf("key" + i)).isEqualTo(all.indexOf("key" + i));
        }
    }
}
