package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.codec.Codec;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The verbs for several keys: order, duplicates, empty input, runs, and one bad key among good ones. */
interface BulkVerbs extends VerbTests {
    /** More than go into one run. */
    int MANY = 2_500;

    @Test
    default void getAllGivesWhatWasFoundInTheOrderAsked() {
        texts().setAll(Map.of("a", "1", "b", "2", "c", "3"));

        Map<String, String> found = texts().getAll(List.of("c", "none", "a", "c", "b", "a"));

        assertThat(found).containsExactly(Map.entry("c", "3"), Map.entry("a", "1"), Map.entry("b", "2"));
    }

    @Test
    default void resultsAreTheCallersOwn() {
        texts().set("a", "1");
        Map<String, String> found = texts().getAll(List.of("a"));
        found.put("b", "2");
        assertThat(found).hasSize(2);
    }

    @Test
    default void emptyInputIsEmptyOutput() {
        assertThat(texts().getAll(List.of())).isEmpty();
        assertThat(texts().getsAll(List.of())).isEmpty();
        assertThat(texts().lookupAll(List.of())).isEmpty();
        assertThat(texts().setAll(Map.of()).notDone()).isEmpty();
        assertThat(texts().deleteAll(List.of()).done()).isEmpty();
        assertThat(texts().touchAll(List.of(), Duration.ofHours(1)).done()).isEmpty();
        assertThat(unreachable().getAll(List.of())).isEmpty();
        assertThat(unreachable().setAll(Map.of()).notDone()).isEmpty();
    }

    @Test
    default void setAllTellsWhatWasNotStored() {
        assertThat(texts().setAll(Map.of("a", "1", "b", "2")).notDone()).isEmpty();
        assertThat(texts().get("a")).isEqualTo("1");
        assertThat(texts().get("b")).isEqualTo("2");
        assertThat(ttlOf("a")).isEmpty();
        assertThat(texts().setAll(Map.of("a", "3"), Duration.ofHours(1)).notDone())
                .isEmpty();
        assertThat(ttlOf("a")).isPresent();
        assertThat(texts().get("a")).isEqualTo("3");
    }

    @Test
    default void oneValueTooLargeLeavesTheOthers() {
        Keyspace<String, byte[]> bytes = texts().withCodec(Codec.bytes());
        Map<String, byte[]> values = new LinkedHashMap<>();
        values.put("a", new byte[] {1});
        values.put("large", new byte[2 << 20]);
        values.put("b", new byte[] {2});

        assertThatThrownBy(() -> bytes.setAll(values)).isInstanceOfSatisfying(BulkException.class, e -> {
            assertThat(e.failed()).containsOnlyKeys("large");
            assertThat(e.failed().get("large"))
                    .isInstanceOf(
                            largestWrite() < Integer.MAX_VALUE
                                    ? UnsupportedByServerException.class
                                    : ValueTooLargeException.class);
            assertThat(e.<Object>results()).isEqualTo(BulkWrite.complete(Set.of("a", "b")));
        });
        assertThat(bytes.getAll(values.keySet())).containsOnlyKeys("a", "b");
        if (largestWrite() == Integer.MAX_VALUE) {
            assertThat(bytes.withFailurePolicy(FailurePolicy.MISS)
                            .setAll(values)
                            .notDone())
                    .containsExactly("large");
        }
    }

    @Test
    default void deleteAllTellsWhatWasThere() {
        texts().setAll(Map.of("a", "1", "b", "2", "c", "3"));

        assertThat(texts().deleteAll(List.of("c", "none", "a", "c")).done()).containsExactly("c", "a");
        assertThat(texts().getAll(List.of("a", "b", "c"))).containsOnlyKeys("b");
    }

    @Test
    default void touchAllTellsWhatWasThere() {
        texts().setAll(Map.of("a", "1", "b", "2"));

        assertThat(texts().touchAll(List.of("b", "none", "b", "a"), Duration.ofHours(1))
                        .done())
                .containsExactly("b", "a");
        assertThat(ttlOf("a")).isPresent();
        assertThat(ttlOf("b")).isPresent();
        assertThat(texts().contains("none")).isFalse();
    }

    @Test
    default void getsAllGivesCasNumbers() {
        texts().setAll(Map.of("a", "1", "b", "2"));

        Map<String, Versioned<String>> found = texts().getsAll(List.of("b", "none", "a", "b"));

        assertThat(found.keySet()).containsExactly("b", "a");
        assertThat(found.get("a")).isEqualTo(texts().gets("a"));
        assertThat(found.get("b")).isEqualTo(texts().gets("b"));
    }

    @Test
    default void lookupAllHasEveryKeyThatWasAsked() {
        texts().setAll(Map.of("a", "1", "b", "2"));

        Map<String, Lookup<String>> found = texts().lookupAll(List.of("b", "none", "a", "b"));

        assertThat(found.keySet()).containsExactly("b", "none", "a");
        assertThat(found.get("a").value()).isEqualTo("1");
        assertThat(found.get("b").isHit()).isTrue();
        assertThat(found.get("none")).isInstanceOf(Lookup.Miss.class);
        if (spoken().isMeta()) {
            assertThat(found.get("a").info().orElseThrow().size()).isEqualTo(1);
            assertThat(found.get("a").info().orElseThrow().cas())
                    .isEqualTo(texts().gets("a").cas());
        }
    }

    @Test
    default void manyKeysGoInSeveralRuns() {
        Map<String, String> values = new TreeMap<>();
        IntStream.range(0, MANY).forEach(i -> values.put("key" + i, "value of " + i));
        List<String> asked = new ArrayList<>(values.keySet());
        Collections.reverse(asked);
        asked.add(MANY / 2, "none");

        assertThat(texts().setAll(values).notDone()).isEmpty();
        assertThat(texts().getAll(asked)).isEqualTo(values);
        assertThat(new ArrayList<>(texts().getAll(asked).keySet()))
                .isEqualTo(asked.stream().filter(values::containsKey).toList());
        assertThat(texts().getsAll(asked)).hasSize(MANY);
        Map<String, Lookup<String>> lookups = texts().lookupAll(asked);
        assertThat(lookups).hasSize(MANY + 1);
        values.forEach((key, value) -> assertThat(lookups.get(key).value()).isEqualTo(value));
        assertThat(texts().touchAll(asked, Duration.ofHours(1)).done()).hasSize(MANY);
        assertThat(texts().deleteAll(asked).done()).hasSize(MANY).doesNotContain("none");
        assertThat(texts().getAll(asked)).isEmpty();
    }

    @Test
    default void largeValuesInBulk() {
        Keyspace<String, byte[]> bytes = texts().withCodec(Codec.bytes());
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (int i = 0; i < 12; i++) {
            byte[] value = new byte[Math.min(10_000 + 20_000 * i, largestWrite() - i)];
            java.util.Arrays.fill(value, (byte) i);
            values.put("key" + i, value);
        }

        assertThat(bytes.setAll(values).notDone()).isEmpty();
        Map<String, byte[]> found = bytes.getAll(values.keySet());
        assertThat(found.keySet()).isEqualTo(values.keySet());
        values.forEach((key, value) -> assertThat(found.get(key)).isEqualTo(value));
    }

    @Test
    default void oneIllegalKeyStopsTheCallBeforeAnythingIsSent() {
        texts().set("a", "1");

        assertThatThrownBy(() -> texts().getAll(List.of("a", "with space"))).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> texts().deleteAll(List.of("a", "\u0000"))).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> texts().setAll(Map.of("a", "2", "b\n", "3"))).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> texts().touchAll(List.of("a", "x".repeat(251)), Duration.ofHours(1)))
                .isInstanceOf(IllegalKeyException.class);
        assertThat(texts().get("a")).isEqualTo("1");
        assertThat(ttlOf("a")).isEmpty();
    }

    @Test
    default void oneValueThatCannotBeDecodedLeavesTheOthers() {
        texts().setAll(Map.of("a", "1", "bad", "x", "b", "2"));
        Keyspace<String, Long> counters = texts().counters();
        List<String> keys = List.of("a", "bad", "b");

        assertThatThrownBy(() -> counters.getAll(keys)).isInstanceOfSatisfying(BulkException.class, e -> {
            assertThat(e.<Map<String, Long>>results()).containsExactly(Map.entry("a", 1L), Map.entry("b", 2L));
            assertThat(e.failed()).containsOnlyKeys("bad");
            assertThat(e.failed().get("bad")).isInstanceOf(CodecException.class);
        });
        assertThat(counters.withFailurePolicy(FailurePolicy.MISS_READS).getAll(keys))
                .containsOnlyKeys("a", "b");
        Map<String, Lookup<Long>> lookups = counters.lookupAll(keys);
        assertThat(lookups.get("bad")).isInstanceOf(Lookup.Failed.class);
        assertThat(lookups.get("b").value()).isEqualTo(2);
    }
}
