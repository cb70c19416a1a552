package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.codec.Codec;
import dev.memjay.error.BulkException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What each verb answers under each failure policy when its node cannot be reached. */
interface FailureVerbs extends VerbTests {
    Duration HOUR = Duration.ofHours(1);

    @Test
    default void readsThrow() {
        Keyspace<String, String> down = unreachable();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> down.get("k"),
                () -> down.getOrDefault("k", "d"),
                () -> down.contains("k"),
                () -> down.gets("k"),
                () -> down.gat("k", HOUR),
                () -> down.gats("k", HOUR))) {
            assertThatThrownBy(call).isInstanceOf(ConnectionException.class);
        }
        assertThatThrownBy(() -> down.getAll(List.of("a", "b"))).isInstanceOfSatisfying(BulkException.class, e -> {
            assertThat(e.failed()).containsOnlyKeys("a", "b");
            assertThat(e.failed().get("a")).isInstanceOf(ConnectionException.class);
            assertThat(e.<Map<String, String>>results()).isEmpty();
        });
        assertThatThrownBy(() -> down.getsAll(List.of("a"))).isInstanceOf(BulkException.class);
    }

    @Test
    default void writesThrowUnderThrowAndMissReads() {
        for (Keyspace<String, String> down :
                List.of(unreachable(), unreachable().withFailurePolicy(FailurePolicy.MISS_READS))) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> down.set("k", "v"),
                    () -> down.add("k", "v"),
                    () -> down.replace("k", "v"),
                    () -> down.append("k", "v"),
                    () -> down.prepend("k", "v"),
                    () -> down.delete("k"),
                    () -> down.touch("k", HOUR),
                    () -> down.incr("k"),
                    () -> down.decr("k", 2))) {
                assertThatThrownBy(call).isInstanceOf(ConnectionException.class);
            }
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> down.setAll(Map.of("k", "v")),
                    () -> down.deleteAll(List.of("k")),
                    () -> down.touchAll(List.of("k"), HOUR))) {
                assertThatThrownBy(call).isInstanceOf(BulkException.class);
            }
        }
    }

    @Test
    default void readsAreMissesUnderMissReadsAndMiss() {
        for (FailurePolicy policy : List.of(FailurePolicy.MISS_READS, FailurePolicy.MISS)) {
            Keyspace<String, String> down = unreachable().withFailurePolicy(policy);

            assertThat(down.get("k")).isNull();
            assertThat(down.getOrDefault("k", "d")).isEqualTo("d");
            assertThat(down.contains("k")).isFalse();
            assertThat(down.gets("k")).isNull();
            assertThat(down.gat("k", HOUR)).isNull();
            assertThat(down.gats("k", HOUR)).isNull();
            assertThat(down.getAll(List.of("a", "b"))).isEmpty();
            assertThat(down.getsAll(List.of("a", "b"))).isEmpty();
            if (spoken().isMeta()) {
                assertThat(down.inspect("k")).isEmpty();
            }
        }
    }

    @Test
    default void writesAreNotStoredUnderMiss() {
        Keyspace<String, String> down = unreachable().withFailurePolicy(FailurePolicy.MISS);

        assertThat(down.set("k", "v")).isFalse();
        assertThat(down.set("k", "v", HOUR)).isFalse();
        assertThat(down.add("k", "v")).isFalse();
        assertThat(down.replace("k", "v")).isFalse();
        assertThat(down.append("k", "v")).isFalse();
        assertThat(down.prepend("k", "v")).isFalse();
        assertThat(down.delete("k")).isFalse();
        assertThat(down.touch("k", HOUR)).isFalse();
        assertThat(down.incr("k")).isEmpty();
        assertThat(down.decr("k", 2)).isEmpty();
        assertThat(down.setAll(Map.of("a", "1")).notDone()).isEqualTo(Set.of("a"));
        assertThat(down.deleteAll(List.of("a")).done()).isEmpty();
        assertThat(down.touchAll(List.of("a"), HOUR).done()).isEmpty();
        if (!spoken().isClassic()) {
            assertThat(down.incr("k", 1, 5, HOUR)).isEmpty();
        }
    }

    @Test
    default void casAndUpdateThrowUnderEveryPolicy() {
        for (FailurePolicy policy : FailurePolicy.values()) {
            Keyspace<String, String> down = unreachable().withFailurePolicy(policy);

            assertThatThrownBy(() -> down.cas("k", "v", 1)).isInstanceOf(ConnectionException.class);
            assertThatThrownBy(() -> down.update("k", v -> v)).isInstanceOf(ConnectionException.class);
            assertThatThrownBy(() -> down.update("k", "first", v -> v)).isInstanceOf(ConnectionException.class);
            if (!spoken().isClassic()) {
                assertThatThrownBy(() -> down.delete("k", 1)).isInstanceOf(ConnectionException.class);
            }
        }
    }

    @Test
    default void lookupsTellFailures() {
        for (FailurePolicy policy : FailurePolicy.values()) {
            Keyspace<String, String> down = unreachable().withFailurePolicy(policy);

            assertThat(down.lookup("k"))
                    .isInstanceOfSatisfying(
                            Lookup.Failed.class,
                            failed -> assertThat(failed.error()).isInstanceOf(ConnectionException.class));
            Map<String, Lookup<String>> all = down.lookupAll(List.of("a", "b"));
            assertThat(all.keySet()).containsExactly("a", "b");
            assertThat(all.values()).allMatch(lookup -> lookup instanceof Lookup.Failed);
        }
    }

    @Test
    default void theCallersOwnMistakesAreNeverSwallowed() {
        Keyspace<String, String> down = unreachable().withFailurePolicy(FailurePolicy.MISS);

        assertThatThrownBy(() -> down.get("with space")).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> down.set("k", "v", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> down.incr("k", -5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> down.withCodec(Codec.objects()).set("k", List.of()))
                .isInstanceOf(MemjayException.class);
    }

    @Test
    default void bulkCallsKeepWhatTheOtherNodesDid() {
        Keyspace<String, String> half = halfUnreachable();
        // So many that no ring gives them all to one node, whatever its port.
        List<String> keys =
                IntStream.range(0, 64).mapToObj(number -> "key" + number).toList();
        Map<String, String> values = new java.util.LinkedHashMap<>();
        keys.forEach(key -> values.put(key, "value of " + key));
        BulkWrite<String> write = half.withFailurePolicy(FailurePolicy.MISS).setAll(values);
        Set<String> lost = write.failed();

        assertThat(lost).isNotEmpty().hasSizeLessThan(keys.size()).isEqualTo(write.notDone());
        List<String> kept = keys.stream().filter(key -> !lost.contains(key)).toList();
        assertThat(half.withFailurePolicy(FailurePolicy.MISS_READS).getAll(keys).keySet())
                .containsExactlyElementsOf(kept);
        assertThatThrownBy(() -> half.getAll(keys)).isInstanceOfSatisfying(BulkException.class, e -> {
            assertThat(e.<Map<String, String>>results().keySet()).containsExactlyElementsOf(kept);
            assertThat(e.failed().keySet()).isEqualTo(lost);
        });
        Map<String, Lookup<String>> lookups = half.lookupAll(keys);
        assertThat(lookups.keySet()).containsExactlyElementsOf(keys);
        keys.forEach(key -> assertThat(lookups.get(key).isHit()).isEqualTo(kept.contains(key)));
        assertThatThrownBy(() -> half.deleteAll(keys))
                .isInstanceOfSatisfying(
                        BulkException.class,
                        e -> assertThat(e.<BulkWrite<String>>results().done()).containsExactlyElementsOf(kept));
    }

    /** A keyspace under test on a client with two nodes: the server under test, and one that refuses connections. */
    Keyspace<String, String> halfUnreachable();
}
