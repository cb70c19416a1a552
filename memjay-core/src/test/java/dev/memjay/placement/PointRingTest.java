package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.placement.PointRing.Tie;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A place belongs to the first point at or behind it, on a circle. */
class PointRingTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 100, 1000, 80_000})
    void agreesWithASortedMap(int points) {
        agreesWithASortedMap(points, -1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 1000, 80_000})
    void agreesWithASortedMapWherePointsCrowd(int points) {
        agreesWithASortedMap(points, 0x7FFF);
        agreesWithASortedMap(points, 0x8000_00FF);
    }

    private static void agreesWithASortedMap(int points, int mask) {
        Random random = new Random(points);
        PointRing.Points ring = new PointRing.Points();
        TreeMap<Long, Integer> map = new TreeMap<>();
        int[] places = new int[points];
        for (int i = 0; i < points; i++) {
            places[i] = random.nextInt() & mask;
            ring.add(places[i], i);
            map.put(Integer.toUnsignedLong(places[i]), i);
        }
        PointRing made = ring.ring(Tie.HIGHEST);
        for (int i = 0; i < 3 * points + 100; i++) {
            int near = places[i % points] + random.nextInt(3) - 1;
            int place = i % 4 == 0 ? random.nextInt() : near;
            Map.Entry<Long, Integer> expected = map.ceilingEntry(Integer.toUnsignedLong(place));

            assertThat(made.ownerAt(place))
                    .as("place %08x of %s points", place, points)
                    .isEqualTo(expected == null ? map.firstEntry().getValue() : expected.getValue());
        }
    }

    @Test
    void closesAtBothEnds() {
        PointRing.Points points = new PointRing.Points();
        points.add(5, 0);
        points.add(0xFFFF_FFF0, 1);
        PointRing ring = points.ring(Tie.LOWEST);

        assertThat(new int[] {ring.ownerAt(0), ring.ownerAt(5), ring.ownerAt(6), ring.ownerAt(0xFFFF_FFF0)})
                .containsExactly(0, 0, 1, 1);
        assertThat(ring.ownerAt(0xFFFF_FFF1)).isZero();
        assertThat(ring.ownerAt(-1)).isZero();
    }

    @Test
    void aTieDecidesWhoGetsAPlace() {
        PointRing.Points points = new PointRing.Points();
        for (int owner : new int[] {2, 1, 3, 1}) {
            points.add(7, owner);
        }
        points.add(-1, 9);

        assertThat(points.ring(Tie.LOWEST).ownerAt(7)).isEqualTo(1);
        assertThat(points.ring(Tie.HIGHEST).ownerAt(0)).isEqualTo(3);
        assertThat(points.ring((point, owners) -> Arrays.equals(owners, new int[] {1, 1, 2, 3}) ? point : -1)
                        .ownerAt(7))
                .isEqualTo(7);
    }
}
