package dev.memjay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BulkWriteTest {
    private static <K> Set<K> keys(List<K> keys) {
        return new LinkedHashSet<>(keys);
    }

    private final BulkWrite<String> write =
            BulkWrite.of(keys(List.of("d", "c", "b", "a")), keys(List.of("c", "a")), Set.of("a"));

    @Test
    void eachSetIsInTheOrderAsked() {
        assertThat(write.done()).containsExactly("d", "b");
        assertThat(write.notDone()).containsExactly("c", "a");
        assertThat(write.failed()).containsExactly("a");
        assertThat(write.isComplete()).isFalse();
    }

    @Test
    void aCompleteOneWasDoneForAll() {
        BulkWrite<String> complete = BulkWrite.complete(keys(List.of("b", "a")));
        assertThat(complete.done()).containsExactly("b", "a");
        assertThat(complete.notDone()).isEmpty();
        assertThat(complete.isComplete()).isTrue();
        assertThat(BulkWrite.complete(Set.of()).isComplete()).isTrue();
    }

    @Test
    void noSetCanBeModified() {
        for (Set<String> set : List.of(write.done(), write.notDone(), write.failed())) {
            assertThatThrownBy(set::clear).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThatThrownBy(BulkWrite.complete(keys(List.of("a"))).done()::clear)
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void equalWhereEachKeyCameToTheSame() {
        assertThat(write)
                .isEqualTo(BulkWrite.of(Set.of("a", "b", "c", "d"), Set.of("a", "c"), Set.of("a")))
                .hasSameHashCodeAs(BulkWrite.of(Set.of("a", "b", "c", "d"), Set.of("a", "c"), Set.of("a")))
                .isNotEqualTo(BulkWrite.of(Set.of("a", "b", "c", "d"), Set.of("a", "c"), Set.of()))
                .isNotEqualTo(BulkWrite.of(Set.of("a", "b", "c", "d"), Set.of("a"), Set.of("a")))
                .isNotEqualTo(BulkWrite.of(Set.of("a", "b", "c"), Set.of("a", "c"), Set.of("a")));
    }

    @Test
    void theTextNamesAFewKeys() {
        assertThat(write).hasToString("2 of 4 done, not done: c, a, failed: a");
        assertThat(BulkWrite.complete(Set.of("a"))).hasToString("1 of 1 done");
        Set<Integer> many = keys(IntStream.range(0, 1000).boxed().toList());
        assertThat(BulkWrite.of(many, many, Set.of()))
                .hasToString("0 of 1000 done, not done: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 990 more");
    }
}
