package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.CacheMap;
import dev.memjay.codec.Codec;
import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.model.FailurePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A keyspace as a map: each verb's result, and what it does when somebody else is faster. */
interface MapVerbs extends VerbTests {
    private CacheMap<String, String> map() {
        return texts().asMap();
    }

    /** pylibmc's {@code mc[key] = value}, {@code mc[key]}, {@code key in mc} and {@code del mc[key]}. */
    @Test
    default void itemAccess() {
        assertThat(map().get("k")).isNull();
        assertThat(map().containsKey("k")).isFalse();
        assertThat(map().remove("k")).isFalse();

        assertThat(map().put("k", "1")).isTrue();

        assertThat(map().get("k")).isEqualTo("1");
        assertThat(map().getOrDefault("k", "2")).isEqualTo("1");
        assertThat(map().getOrDefault("none", "2")).isEqualTo("2");
        assertThat(map().containsKey("k")).isTrue();
        assertThat(map().remove("k")).isTrue();
        assertThat(storedText("k")).isNull();
    }

    @Test
    default void mapsInBulk() {
        assertThat(map().putAll(Map.of("a", "1", "b", "2", "c", "3"))).isEmpty();

        assertThat(map().getAll(List.of("c", "none", "a"))).containsExactly(Map.entry("c", "3"), Map.entry("a", "1"));
        assertThat(map().removeAll(List.of("c", "none", "a"))).containsExactly("c", "a");
        assertThat(map().getAll(List.of("a", "b", "c"))).containsOnlyKeys("b");
    }

    @Test
    default void mapsStoreWithTheKeyspacesTimeToLive() {
        CacheMap<String, String> map = texts().withTtl(Duration.ofHours(1)).asMap();
        map.put("a", "1");
        map.putIfAbsent("b", "1");
        map.compute("c", (key, present) -> "1");
        map.compute("c", (key, present) -> "2");

        assertThat(List.of("a", "b", "c"))
                .allSatisfy(key -> assertThat(ttlOf(key)).isPresent());
    }

    @Test
    default void putIfAbsentGivesWhatWasThere() {
        assertThat(map().putIfAbsent("k", "1")).isNull();
        assertThat(map().putIfAbsent("k", "2")).isEqualTo("1");
        assertThat(storedText("k")).isEqualTo("1");
    }

    @Test
    default void replaceNeedsAValue() {
        assertThat(map().replace("k", "1")).isFalse();
        assertThat(storedText("k")).isNull();
        texts().set("k", "1");
        assertThat(map().replace("k", "2")).isTrue();
        assertThat(storedText("k")).isEqualTo("2");
    }

    @Test
    default void replaceComparesTheValue() {
        assertThat(map().replace("k", "1", "2")).isFalse();
        texts().set("k", "1");
        assertThat(map().replace("k", "0", "2")).isFalse();
        assertThat(storedText("k")).isEqualTo("1");
        assertThat(map().replace("k", "1", "2")).isTrue();
        assertThat(storedText("k")).isEqualTo("2");
    }

    @Test
    default void removeComparesTheValue() {
        assertThat(map().remove("k", "1")).isFalse();
        texts().set("k", "1");
        assertThat(map().remove("k", "0")).isFalse();
        assertThat(storedText("k")).isEqualTo("1");
        if (spoken().isClassic()) {
            assertThatThrownBy(() -> map().remove("k", "1")).isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        assertThat(map().remove("k", "1")).isTrue();
        assertThat(storedText("k")).isNull();
    }

    @Test
    default void arraysAreComparedByWhatTheyHold() {
        CacheMap<String, byte[]> bytes = texts().withCodec(Codec.bytes()).asMap();
        bytes.put("k", new byte[] {1, 2});

        assertThat(bytes.replace("k", new byte[] {1, 3}, new byte[] {4})).isFalse();
        assertThat(bytes.replace("k", new byte[] {1, 2}, new byte[] {4})).isTrue();
    }

    @Test
    default void computeIfAbsentMakesAValueOnce() {
        List<String> asked = new ArrayList<>();

        assertThat(map().computeIfAbsent("k", key -> null)).isNull();
        assertThat(storedText("k")).isNull();
        assertThat(map().computeIfAbsent("k", key -> {
                    asked.add(key);
                    return "1";
                }))
                .isEqualTo("1");
        assertThat(map().computeIfAbsent("k", key -> {
                    asked.add(key);
                    return "2";
                }))
                .isEqualTo("1");
        assertThat(asked).containsExactly("k");
        assertThat(storedText("k")).isEqualTo("1");
    }

    @Test
    default void computeIfAbsentTakesWhatAFasterOneStored() {
        assertThat(map().computeIfAbsent("k", key -> {
                    texts().set("k", "faster");
                    return "mine";
                }))
                .isEqualTo("faster");
        assertThat(storedText("k")).isEqualTo("faster");
    }

    @Test
    default void computeIfPresentChangesOrRemoves() {
        assertThat(map().computeIfPresent("k", (key, present) -> "never")).isNull();
        texts().set("k", "1");
        assertThat(map().computeIfPresent("k", (key, present) -> key + present)).isEqualTo("k1");
        assertThat(storedText("k")).isEqualTo("k1");
        if (!spoken().isClassic()) {
            assertThat(map().computeIfPresent("k", (key, present) -> null)).isNull();
            assertThat(storedText("k")).isNull();
        }
    }

    @Test
    default void computeMakesChangesAndRemoves() {
        assertThat(map().compute("k", (key, present) -> present)).isNull();
        assertThat(map().compute("k", (key, present) -> key + present)).isEqualTo("knull");
        assertThat(map().compute("k", (key, present) -> present + "!")).isEqualTo("knull!");
        assertThat(storedText("k")).isEqualTo("knull!");
        if (!spoken().isClassic()) {
            assertThat(map().compute("k", (key, present) -> null)).isNull();
            assertThat(storedText("k")).isNull();
        }
    }

    @Test
    default void computeLeavesWhatItIsGivenAsItIs() {
        map().put("k", "v");
        long cas = texts().gets("k").cas();

        assertThat(map().compute("k", (key, present) -> present)).isEqualTo("v");
        assertThat(texts().gets("k").cas()).isEqualTo(cas);
        assertThat(map().compute("k", (key, present) -> new String(present))).isEqualTo("v");
        assertThat(texts().gets("k").cas()).isNotEqualTo(cas);
    }

    /** Somebody else writes between the look and the write, once where there was nothing and once where there was. */
    @Test
    default void computeBeginsAgainWhenAnotherWasFaster() {
        List<String> seen = new ArrayList<>();
        String stored = map().compute("k", (key, present) -> {
            seen.add(String.valueOf(present));
            if (seen.size() < 3) {
                texts().set("k", "other" + seen.size());
            }
            return present + "+";
        });

        assertThat(seen).containsExactly("null", "other1", "other2");
        assertThat(stored).isEqualTo("other2+");
        assertThat(storedText("k")).isEqualTo("other2+");
    }

    @Test
    default void computeGivesUpAgainstAnEndlessRow() {
        List<String> seen = new ArrayList<>();

        assertThatThrownBy(() -> map().compute("k", (key, present) -> {
                    seen.add(String.valueOf(present));
                    texts().set("k", "other" + seen.size());
                    return "mine";
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(seen).hasSize(16);
        assertThat(storedText("k")).isEqualTo("other16");
    }

    @Test
    default void mergeStoresOrJoins() {
        assertThat(map().merge("k", "1", String::concat)).isEqualTo("1");
        assertThat(map().merge("k", "2", String::concat)).isEqualTo("12");
        assertThat(storedText("k")).isEqualTo("12");
        if (!spoken().isClassic()) {
            assertThat(map().merge("k", "3", (present, value) -> null)).isNull();
            assertThat(storedText("k")).isNull();
        }
    }

    /** A failed look must not pass for "there is none", whatever the policy. */
    @Test
    default void verbsThatLookFirstThrowUnderEveryPolicy() {
        CacheMap<String, String> map =
                unreachable().withFailurePolicy(FailurePolicy.MISS).asMap();

        assertThat(map.get("k")).isNull();
        assertThat(map.put("k", "1")).isFalse();
        assertThatThrownBy(() -> map.putIfAbsent("k", "1")).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> map.computeIfAbsent("k", key -> "1")).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> map.compute("k", (key, present) -> "1")).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> map.replace("k", "1", "2")).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> map.remove("k", "1")).isInstanceOf(MemjayException.class);
    }
}
