package dev.memjay.internal.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.meter.TopKeys.Counted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sketch promises, against exact counts of seeded streams. */
class TopKeysTest {
    private static final int KEYS = 20_000;
    private static final int LENGTH = 300_000;

    /** A stream in which the key of rank r comes in proportion to 1 / r. */
    private static List<String> zipf(long seed) {
        double[] sums = new double[KEYS];
        double sum = 0;
        for (int rank = 0; rank < KEYS; rank++) {
            sum += 1.0 / (rank + 1);
            sums[rank] = sum;
        }
        Random random = new Random(seed);
        List<String> stream = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            int rank = Arrays.binarySearch(sums, random.nextDouble() * sum);
            stream.add("key" + (rank < 0 ? -rank - 1 : rank));
        }
        return stream;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theTrueTopKeysAreFoundWithinTheErrorsThatItStates(long seed) {
        int capacity = 1000;
        TopKeys sketch = new TopKeys(capacity);
        Map<String, Long> exact = new HashMap<>();
        for (String key : zipf(seed)) {
            sketch.add(key);
            exact.merge(key, 1L, Long::sum);
        }
        assertThat(sketch.total()).isEqualTo(LENGTH);

        List<String> topTen = exact.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(10)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(sketch.most(10)).extracting(Counted::key).containsExactlyElementsOf(topTen);

        List<Counted> all = sketch.most(Integer.MAX_VALUE);
        assertThat(all).hasSize(capacity);
        for (Counted counted : all) {
            assertThat(exact.get(counted.key()))
                    .as(counted.toString())
                    .isBetween(counted.count() - counted.error(), counted.count());
            assertThat(counted.error()).isLessThanOrEqualTo(LENGTH / capacity);
        }
        assertThat(all)
                .extracting(Counted::key)
                .containsAll(exact.entrySet().stream()
                        .filter(entry -> entry.getValue() > LENGTH / capacity)
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @Test
    void countsAreExactWhileThereIsRoom() {
        TopKeys sketch = new TopKeys(3);
        for (String key : List.of("a", "b", "a", "c", "a", "b")) {
            sketch.add(key);
        }
        assertThat(sketch.most(2)).containsExactly(new Counted("a", 3, 0), new Counted("b", 2, 0));
        sketch.add("d");
        assertThat(sketch.most(4)).contains(new Counted("d", 2, 1));
    }
}
