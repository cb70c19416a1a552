package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.time.Duration;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stand-ins are sent, and which fleets can have them. */
class DetourTest {
    private static final Request SET = new StoreRequest(Verb.SET, StoreRequest.Mode.SET, new byte[1], 0, 0, 0);
    private static final long MAX = 10;

    /** A ring that draws lots, as {@code random} does. */
    private static Placement.Ring drawing(Integer... lots) {
        Iterator<Integer> next = List.of(lots).iterator();
        return route -> next.next();
    }

    private static Node node(int port) {
        return Node.of("127.0.0.1", port);
    }

    @Test
    void aSpareNodeIsNotSentALongTimeToLiveHoweverTheLotsFall() {
        BitSet out = new BitSet();
        out.set(0);
        Detour detour = new Detour.Guttered(drawing(0, 1, 1, 0), out, drawing(1, 0), 5, MAX);

        int spare = detour.index("key", 0);
        assertThat(spare).isEqualTo(6);
        assertThat(detour.limited(SET, "key", spare)).isNotSameAs(SET);
        int home = detour.index("key", 0);
        assertThat(home).isEqualTo(1);
        assertThat(detour.limited(SET, "key", home)).isSameAs(SET);
    }

    @Test
    void whatIsStoredElsewhereThanItsLotSaysIsShort() {
        Detour detour = new Detour.Rehashed(drawing(3, 2), drawing(2, 3, 3), MAX);

        assertThat(detour.limited(SET, "key", detour.index("key", 0))).isNotSameAs(SET);
        assertThat(detour.limited(SET, "key", 2)).isSameAs(SET);
    }

    @Test
    void readsHaveNoTimeToLive() {
        Detour detour = new Detour.Rehashed(route -> 0, route -> 1, MAX);

        assertThat(detour.limited(ReadRequest.GET, "key", 1)).isSameAs(ReadRequest.GET);
    }

    /** Or the first node that goes down would show it, in the thread of whoever found it down. */
    @Test
    void spareNodesThatAPlacementCannotDoWithAreRefusedAtOnce() {
        Placement placement = Placements.virtualBucket(KeyHash.md5(), 0, 1, 2, 1);
        List<Node> nodes = IntStream.range(0, 3).mapToObj(i -> node(21_000 + i)).toList();
        DownNodePolicy two = DownNodePolicy.gutter(Duration.ofSeconds(MAX), List.of(node(21_011), node(21_012)));

        assertThatThrownBy(() -> Memjay.builder()
                        .nodes(nodes)
                        .placement(placement)
                        .downNodePolicy(two)
                        .build()
                        .close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spare nodes [127.0.0.1:21011, 127.0.0.1:21012]:"
                        + " bucket map has the node 2, but there are 2, which count from 0");
        assertThat(new Detours(DownNodePolicy.gutter(Duration.ofSeconds(MAX), List.of(node(21_011))), placement)
                        .fleetOf(nodes)
                        .spareRing())
                .as("to one all buckets go")
                .isNotNull();
    }

    @Test
    void aSpareNodeThatHasKeysOfItsOwnIsNone() {
        Node first = node(21_000);
        DownNodePolicy gutter = DownNodePolicy.gutter(Duration.ofSeconds(MAX), List.of(first));

        Topology fleet = new Detours(gutter, Placements.modula()).fleetOf(List.of(first, node(21_001)));

        assertThat(fleet.spares()).isEmpty();
        assertThat(fleet.spareRing()).isNull();
    }

    @Test
    void copiesNeedAPlacementThatKnowsWhereTheyAre() {
        Detours replicas = new Detours(DownNodePolicy.REPLICA, Placements.random());

        assertThatThrownBy(() -> replicas.fleetOf(List.of(node(21_000), node(21_001))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("placement random gives no key a node of its own");
    }
}
