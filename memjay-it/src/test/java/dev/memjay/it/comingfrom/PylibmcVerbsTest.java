package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.NotNumericException;
import dev.memjay.model.CasResult;
import dev.memjay.model.Node;
import dev.memjay.model.Stats;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** pylibmc's verbs, on real memcached. */
class PylibmcVerbsTest extends OnMemcached {
    @Test
    void getAndDefault() {
        texts.set("key", "value");
        assertThat(texts.get("key")).isEqualTo("value");
        assertThat(texts.getOrDefault("none", "default")).isEqualTo("default");
    }

    @Test
    void anEmptyKeyIsRefused() {
        assertThatExceptionOfType(IllegalKeyException.class).isThrownBy(() -> texts.get(""));
        assertThatExceptionOfType(IllegalKeyException.class).isThrownBy(() -> texts.set("", "value"));
        assertThat(texts.withPrefix("p:").set("", "value"))
                .as("with a prefix it is none")
                .isTrue();
        assertThat(texts.get("p:")).isEqualTo("value");
    }

    @Test
    void gets() {
        texts.set("key", "value");
        Versioned<String> found = texts.gets("key");
        assertThat(texts.cas("key", "new", found.cas())).isEqualTo(CasResult.STORED);
        assertThat(texts.gets("none")).isNull();
    }

    @Test
    void set() {
        assertThat(texts.set("key", "value")).isTrue();
        assertThatExceptionOfType(IllegalKeyException.class)
                .as("a key that cannot be is no False")
                .isThrownBy(() -> texts.set("x".repeat(251), "value"));
    }

    @Test
    void setWithTime() {
        texts.set("hour", "value", HOUR);
        texts.set("never", "value");
        assertThat(ttl("hour")).isBetween(Duration.ofMinutes(59), HOUR);
        assertThat(ttl("never")).isEqualTo(Memjay.NEVER);
    }

    @Test
    void timeOfZeroOrLessIsRefusedInEveryProtocol() {
        for (String protocol : List.of("meta", "classic", "binary")) {
            try (Memjay client = builder().protocol(protocol).build()) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> client.strings().set("key", "value", Duration.ZERO));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> client.strings().touch("key", Duration.ofSeconds(-1)));
            }
        }
    }

    @Test
    void minCompressLen() {
        Keyspace<String, Object> objects =
                memjay.objects().withCompression(Compression.zlib().minLength(100));
        objects.set("99", "x".repeat(99));
        objects.set("100", "x".repeat(100));
        assertThat(raw.get("99").flags()).isEqualTo(16);
        assertThat(raw.get("100").flags()).isEqualTo(16 | 8);
    }

    @Test
    void compressLevel() {
        String text = "some text that can be made shorter, shorter, shorter and shorter".repeat(20);
        for (int level : new int[] {-1, 1, 9}) {
            memjay.objects().withCompression(Compression.zlib().level(level)).set("key", text);
            assertThat(raw.get("key").flags()).isEqualTo(16 | 8);
            assertThat(memjay.objects().get("key")).isEqualTo(text);
        }
        memjay.objects().withCompression(Compression.zlib().level(0)).set("key", text);
        assertThat(raw.get("key").flags()).isEqualTo(16);
        assertThatIllegalArgumentException().isThrownBy(() -> Compression.zlib().level(10));
    }

    @Test
    void add() {
        assertThat(texts.add("key", "one", HOUR)).isTrue();
        assertThat(texts.add("key", "two")).isFalse();
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
    }

    @Test
    void addWithCompression() {
        memjay.objects().withCompression(Compression.zlib().minLength(100)).add("key", "x".repeat(1000));
        assertThat(raw.get("key").flags()).isEqualTo(16 | 8);
    }

    @Test
    void replace() {
        assertThat(texts.replace("key", "one")).isFalse();
        texts.set("key", "one");
        assertThat(texts.replace("key", "two", HOUR)).isTrue();
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
    }

    @Test
    void replaceOfNothingInEveryProtocol() {
        for (String protocol : List.of("meta", "classic", "binary")) {
            try (Memjay client = builder().protocol(protocol).build()) {
                assertThat(client.strings().replace("none", "value")).isFalse();
            }
        }
    }

    @Test
    void replaceWithCompression() {
        memjay.objects().set("key", "x");
        memjay.objects().withCompression(Compression.zlib().minLength(100)).replace("key", "x".repeat(1000));
        assertThat(raw.get("key").flags()).isEqualTo(16 | 8);
    }

    @Test
    void appendAndPrepend() {
        texts.set("key", "b");
        assertThat(texts.append("key", "c")).isTrue();
        assertThat(texts.prepend("key", "a")).isTrue();
        assertThat(texts.get("key")).isEqualTo("abc");
        assertThat(texts.append("none", "c")).isFalse();
    }

    @Test
    void cas() {
        texts.set("key", "one");
        long cas = texts.gets("key").cas();
        assertThat(texts.cas("key", "two", cas)).isEqualTo(CasResult.STORED);
        assertThat(texts.cas("key", "three", cas)).isEqualTo(CasResult.EXISTS);
        assertThat(texts.cas("none", "one", cas)).isEqualTo(CasResult.NOT_FOUND);
    }

    @Test
    void casWithTimeAndCompression() {
        texts.set("key", "one");
        long cas = texts.gets("key").cas();
        memjay.objects().withCompression(Compression.zlib().minLength(100)).cas("key", "x".repeat(1000), cas, HOUR);
        assertThat(raw.get("key").flags()).isEqualTo(16 | 8);
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
    }

    @Test
    void casOfZero() {
        texts.set("key", "one");
        assertThatIllegalArgumentException().isThrownBy(() -> texts.cas("key", "two", 0));
        assertThat(texts.get("key")).isEqualTo("one");
    }

    @Test
    void delete() {
        texts.set("key", "value");
        assertThat(texts.delete("key")).isTrue();
        assertThat(texts.delete("key")).isFalse();
    }

    @Test
    void incr() {
        texts.set("key", "40");
        assertThat(texts.incr("key")).isEqualTo(OptionalLong.of(41));
        assertThat(texts.incr("key", 9)).isEqualTo(OptionalLong.of(50));
        assertThat(texts.incr("key", 5_000_000_000L)).isEqualTo(OptionalLong.of(5_000_000_050L));
    }

    @Test
    void decr() {
        texts.set("key", "40");
        assertThat(texts.decr("key")).isEqualTo(OptionalLong.of(39));
        assertThat(texts.decr("key", 100)).isEqualTo(OptionalLong.of(0));
    }

    @Test
    void countingOfNothing() {
        assertThat(texts.incr("none")).isEmpty();
        assertThat(texts.decr("none")).isEmpty();
        assertThat(texts.incr("none", 1, 7, Memjay.NEVER)).isEqualTo(OptionalLong.of(7));
    }

    @Test
    void countingWhatIsNoNumber() {
        texts.set("key", "text");
        for (String protocol : List.of("meta", "classic", "binary")) {
            try (Memjay client = builder().protocol(protocol).build()) {
                assertThatExceptionOfType(NotNumericException.class)
                        .isThrownBy(() -> client.strings().incr("key"));
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> texts.incr("key", -1));
    }

    @Test
    void touch() {
        texts.set("key", "value");
        assertThat(texts.touch("key", HOUR)).isTrue();
        assertThat(ttl("key")).isLessThanOrEqualTo(HOUR);
        assertThat(texts.touch("none", HOUR)).isFalse();
    }

    @Test
    void flushAll() {
        texts.set("key", "value");
        assertThat(memjay.admin().flushAll()).as("nodes that failed").isEmpty();
        assertThat(texts.get("key")).isNull();
        texts.set("key", "value");
        assertThat(memjay.admin().flushAll(HOUR)).isEmpty();
        assertThat(texts.get("key")).isEqualTo("value");
    }

    @Test
    void getStatsAsAList() {
        List<Map.Entry<Node, Stats>> list =
                List.copyOf(memjay.admin().stats().results().entrySet());
        assertThat(list).hasSize(1);
        assertThat(list.get(0).getKey()).hasToString(server.address());
        assertThat(list.get(0).getValue().number("pid")).hasValue(server.pid());
    }

    @Test
    void getStatsWithAnArgument() {
        assertThat(memjay.admin().stats(node(), "settings").asMap())
                .as("what was asked, and not the general ones")
                .containsKey("maxconns")
                .doesNotContainKey("curr_items");
    }

    @Test
    void serializeAndDeserializeAreACodec() {
        Codec<List<String>> joined =
                Codec.strings().map(text -> List.of(text.split(",")), list -> String.join(",", list));
        memjay.keyspace(joined).set("key", List.of("a", "b"));
        assertThat(texts.get("key")).isEqualTo("a,b");
        assertThat(joined.decode(joined.encode(List.of("c")))).containsExactly("c");
    }

    @Test
    void items() {
        assertThat(texts.get("key")).as("no error").isNull();
        assertThat(texts.set("key", "value")).isTrue();
        assertThat(texts.contains("key")).isTrue();
        assertThat(texts.get("key")).isEqualTo("value");
        assertThat(texts.delete("key")).isTrue();
        assertThat(texts.delete("key")).as("gone already").isFalse();
    }

    @Test
    void containsReadsNoValue() {
        raw.set("key", Encoded.of(bytes("value"), 77));
        assertThat(texts.contains("key")).as("though it could not be decoded").isTrue();
    }
}
