package dev.memjay.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.wire.ReadRequest;
import org.junit.jupiter.api.Test;

/** The ring of what is in flight, in one thread; {@link RoleModelTest} has the others. */
class InFlightRingTest {
    @Test
    void keepsTheOrderAcrossItsEnd() {
        InFlightRing ring = new InFlightRing(4);
        int appended = 0;
        for (int removed = 0; removed < 20; removed++) {
            while (!ring.isFull()) {
                ring.append(operation("key" + appended), appended, 10L * (appended + 1));
                appended++;
            }
            assertThat(ring.size()).isEqualTo(4);
            assertThat(ring.oldest().key).isEqualTo("key" + removed);
            assertThat(ring.oldestTime()).isEqualTo(removed);
            assertThat(ring.oldestEnd()).isEqualTo(10L * (removed + 1));
            assertThat(ring.head()).isEqualTo(removed);
            ring.removeOldest();
            assertThat(ring.answeredBytes()).isEqualTo(10L * (removed + 1));
        }
    }

    @Test
    void removedOperationIsNotKeptAlive() {
        InFlightRing ring = new InFlightRing(4);
        ring.append(operation("a"), 0, 10);
        ring.removeOldest();
        assertThat(ring.at(0)).isNull();
        assertThat(ring.oldest()).isNull();
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void capacityIsAPowerOfTwoWithinTheOpaques() {
        assertThatThrownBy(() -> new InFlightRing(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new InFlightRing(1 << 21)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new InFlightRing(1 << 10).capacity()).isEqualTo(1 << 10);
    }

    @Test
    void firstWithLeaderPassesTombstonesAndFutures() {
        InFlightRing ring = new InFlightRing(8);
        Operation tombstone = operation("a");
        tombstone.abandon();
        Operation waiting = operation("c");
        ring.append(tombstone, 0, 1);
        ring.append(new Deferred(ReadRequest.GET, "b", false, 0, (done, failure) -> {}), 0, 2);
        assertThat(ring.firstWithLeader()).isNull();
        assertThat(ring.hasUnattended()).isTrue();
        ring.append(waiting, 0, 3);
        assertThat(ring.firstWithLeader()).isSameAs(waiting);
        ring.removeOldest();
        ring.removeOldest();
        assertThat(ring.hasUnattended()).isFalse();
    }

    @Test
    void phaseFollowsFromBytesAndTimes() {
        InFlightRing ring = new InFlightRing(8);
        ring.append(operation("a"), 1_000, 50);
        assertThat(ring.phase(0, 49, 0)).isEqualTo(Phase.QUEUED);
        assertThat(ring.phase(0, 50, 999)).isEqualTo(Phase.WRITTEN);
        assertThat(ring.phase(0, 50, 1_001)).isEqualTo(Phase.WAITING);
    }

    private static Operation operation(String key) {
        return new Operation(ReadRequest.GET, key, false);
    }
}
