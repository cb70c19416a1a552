package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.model.Key;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Views: prefixes, times to live, keys of other types and policies, compression, and writing without waiting. */
interface ViewVerbs extends VerbTests {
    @Test
    default void prefixesComposeOuterFirstAndAreAbsentFromResults() {
        Keyspace<String, String> view = texts().withPrefix("a:").withPrefix("b:");
        view.setAll(Map.of("k", "1", "l", "2"));

        assertThat(storedText("a:b:k")).isEqualTo("1");
        assertThat(view.getAll(List.of("l", "k"))).containsExactly(Map.entry("l", "2"), Map.entry("k", "1"));
        assertThat(view.lookupAll(List.of("k"))).containsOnlyKeys("k");
        assertThat(view.touchAll(List.of("k", "none"), Duration.ofHours(1)).done())
                .containsExactly("k");
        assertThat(view.deleteAll(List.of("k", "none")).done()).containsExactly("k");
        assertThat(texts().get("l")).isNull();
        assertThat(texts().withPrefix("").withPrefix("a:b:").get("l")).isEqualTo("2");
    }

    @Test
    default void thePrefixCountsInTheLengthOfTheKey() {
        Keyspace<String, String> view = texts().withPrefix("p".repeat(100));
        String longest = longestKey().substring(100);

        assertThat(view.set(longest, "value")).isTrue();
        assertThat(view.get(longest)).isEqualTo("value");
        assertThatThrownBy(() -> view.set(longest + "x", "value"))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("250");
    }

    /** A key that fills the 250 bytes together with the prefix of the test. */
    String longestKey();

    @Test
    default void expiringIsTheTimeToLiveOfVerbsWithoutOne() {
        Keyspace<String, String> view = texts().withTtl(Duration.ofHours(1));
        view.set("set", "v");
        view.add("add", "v");
        view.setAll(Map.of("setAll", "v"));
        view.update("update", "v", v -> v);
        view.set("own", "v", Duration.ofHours(5));
        view.set("never", "v", dev.memjay.Memjay.NEVER);

        for (String key : List.of("set", "add", "setAll", "update")) {
            assertThat(ttlOf(key).orElseThrow())
                    .as(key)
                    .isBetween(Duration.ofHours(1).minus(ReadVerbs.TOLERANCE), Duration.ofHours(1));
        }
        assertThat(ttlOf("own").orElseThrow()).isGreaterThan(Duration.ofHours(4));
        assertThat(ttlOf("never")).isEmpty();
    }

    @Test
    default void keysOfOtherTypes() {
        Keyspace<UUID, String> byUuid = texts().withKeyCodec(KeyCodec.text());
        UUID one = new UUID(1, 2);
        UUID two = new UUID(3, 4);
        byUuid.setAll(Map.of(one, "1", two, "2"));

        assertThat(byUuid.getAll(List.of(two, one))).containsExactly(Map.entry(two, "2"), Map.entry(one, "1"));
        assertThat(texts().get(one.toString())).isEqualTo("1");
        assertThat(byUuid.deleteAll(Set.of(one)).done()).containsExactly(one);
    }

    @Test
    default void keysThatAreTheSameOnTheWire() {
        Keyspace<Object, String> byText = texts().withKeyCodec(KeyCodec.text());
        byText.set(7, "seven");

        assertThat(byText.getAll(List.of(7, "7", 7L)))
                .containsExactly(Map.entry(7, "seven"), Map.entry("7", "seven"), Map.entry(7L, "seven"));
        assertThat(byText.lookupAll(List.of(7, "7"))).hasSize(2);
    }

    @Test
    default void binaryKeys() {
        Keyspace<Key, String> byKey = texts().withKeyCodec(KeyCodec.keys());
        Key key = Key.of(new byte[] {0, 10, 13, 32, -1, -128});
        if (!takesBinaryKeys()) {
            assertThatThrownBy(() -> byKey.set(key, "value")).isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        byKey.set(key, "value");

        assertThat(byKey.get(key)).isEqualTo("value");
        assertThat(byKey.getAll(List.of(key, Key.of("text")))).containsExactly(Map.entry(key, "value"));
        assertThat(byKey.lookupAll(List.of(key)).get(key).value()).isEqualTo("value");
        assertThat(byKey.setAll(Map.of(key, "other", Key.of("text"), "plain")).notDone())
                .isEmpty();
        assertThat(byKey.get(key)).isEqualTo("other");
        assertThat(texts().get("text")).isEqualTo("plain");
        assertThat(byKey.touchAll(List.of(key), Duration.ofHours(1)).done()).containsExactly(key);
        assertThat(byKey.deleteAll(List.of(key)).done()).containsExactly(key);
    }

    @Test
    default void keyPoliciesTakeWhatTheDefaultRefuses() {
        String key = "schlüssel";
        assertThatThrownBy(() -> texts().get(key)).isInstanceOf(IllegalKeyException.class);

        for (KeyPolicy policy : List.of(KeyPolicy.UTF8, KeyPolicy.HASH)) {
            Keyspace<String, String> view = texts().withKeyPolicy(policy);
            view.set(key, policy.toString());

            assertThat(view.get(key)).isEqualTo(policy.toString());
            assertThat(view.getAll(List.of(key))).containsExactly(Map.entry(key, policy.toString()));
            assertThat(view.setAll(Map.of(key, "new")).notDone()).isEmpty();
            assertThat(view.delete(key)).isTrue();
        }
        if (takesBinaryKeys()) {
            Keyspace<String, String> view = texts().withKeyPolicy(KeyPolicy.BINARY);
            view.setAll(Map.of("with space", "1", key, "2"));
            assertThat(view.getAll(List.of(key, "with space"))).containsOnlyKeys(key, "with space");
            assertThat(view.incr("with space")).hasValue(2);
            assertThat(view.delete("with space")).isTrue();
        }
        Keyspace<String, String> hashed = texts().withKeyPolicy(KeyPolicy.HASH);
        hashed.set("x".repeat(10_000), "long");
        assertThat(hashed.get("x".repeat(10_000))).isEqualTo("long");
        assertThat(hashed.get("x".repeat(10_001))).isNull();
    }

    @Test
    default void keysThatLookLikeOptionsAreKeys() {
        for (String key : List.of("noreply", "0", "-", "v", "T0", "mn", "get", "%s", "{}")) {
            Keyspace<String, String> bare = texts().withKeyPolicy(KeyPolicy.REJECT);
            bare.set(key, "value of " + key);

            assertThat(bare.get(key)).isEqualTo("value of " + key);
            assertThat(bare.getAll(List.of(key, "none"))).containsOnlyKeys(key);
            assertThat(bare.touch(key, Duration.ofHours(1))).isTrue();
            assertThat(bare.delete(key)).isTrue();
        }
    }

    @Test
    default void compressionIsReadableWithoutIt() {
        String large = "abc".repeat(1000);
        Keyspace<String, String> compressed =
                texts().withCompression(Compression.zlib().minLength(100));
        compressed.set("large", large);
        compressed.set("small", "abc");
        compressed.setAll(Map.of("bulk", large));

        assertThat(texts().get("large")).isEqualTo(large);
        assertThat(texts().getAll(List.of("bulk", "small")))
                .containsExactly(Map.entry("bulk", large), Map.entry("small", "abc"));
        assertThat(stored().get("large").flags() & 8).isEqualTo(8);
        assertThat(stored().get("large").length()).isLessThan(large.length() / 10);
        assertThat(stored().get("small").flags() & 8).isZero();
    }

    @Test
    default void withCodecKeepsTheRest() {
        Keyspace<String, byte[]> bytes =
                texts().withPrefix("p:").withTtl(Duration.ofHours(1)).withCodec(Codec.bytes());
        bytes.set("k", new byte[] {'x'});

        assertThat(storedText("p:k")).isEqualTo("x");
        assertThat(ttlOf("p:k")).isPresent();
    }

    @Test
    default void postedWritesAreCarriedOutInOrder() {
        Keyspace<String, String> keyspace = texts();
        NoreplyKeyspace<String, String> posting = keyspace.noreply();
        if (!keepsOrder()) {
            posting.set("k", "a");
            posting.setAll(Map.of("m1", "1", "m2", "2"));
            Soon.until(() -> keyspace.getAll(List.of("k", "m1", "m2")).size() == 3);
            posting.delete("k");
            posting.deleteAll(List.of("m1", "none"));
            Soon.until(() -> keyspace.getAll(List.of("k", "m1", "m2")).size() == 1);
            return;
        }
        posting.set("k", "a");
        posting.append("k", "b");
        posting.prepend("k", "0");
        posting.add("k", "not stored");
        posting.replace("r", "not stored");
        posting.set("gone", "x");
        posting.delete("gone");
        posting.set("n", "10");
        posting.incr("n", 5);
        posting.decr("n");
        posting.touch("n", Duration.ofHours(1));
        posting.setAll(Map.of("m1", "1", "m2", "2", "m3", "3"), Duration.ofHours(1));
        posting.deleteAll(List.of("m1", "none"));
        posting.touchAll(List.of("m2"), Duration.ofHours(2));

        assertThat(keyspace.get("k")).isEqualTo("0ab");
        assertThat(keyspace.get("r")).isNull();
        assertThat(keyspace.get("gone")).isNull();
        assertThat(keyspace.get("n").strip()).isEqualTo("14");
        assertThat(keyspace.getAll(List.of("m1", "m2", "m3"))).containsOnlyKeys("m2", "m3");
        assertThat(ttlOf("n")).isPresent();
        assertThat(ttlOf("m2").orElseThrow()).isGreaterThan(Duration.ofHours(1));
    }

    @Test
    default void postedCasIsCompared() {
        Keyspace<String, String> keyspace = texts();
        keyspace.set("k", "old");
        long cas = keyspace.gets("k").cas();
        keyspace.noreply().cas("k", "new", cas);
        if (!keepsOrder()) {
            Soon.until(() -> !"old".equals(keyspace.get("k")));
        }
        keyspace.noreply().cas("k", "newer", cas);

        assertThat(keyspace.get("k")).isEqualTo("new");
    }

    @Test
    default void postingChecksAtOnce() {
        NoreplyKeyspace<String, String> posting = texts().noreply();

        assertThatThrownBy(() -> posting.set("with space", "v")).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> posting.set("k", "v", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> posting.incr("k", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> posting.cas("k", "v", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> posting.set("k", null)).isInstanceOf(NullPointerException.class);
        assertThat(texts().get("k")).isNull();
    }
}
