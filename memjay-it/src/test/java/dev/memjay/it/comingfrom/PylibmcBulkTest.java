package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.error.BulkException;
import dev.memjay.error.CacheMissException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.model.FailurePolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** pylibmc's verbs for many keys at once, on real memcached. */
class PylibmcBulkTest extends OnMemcached {
    @Test
    void getMulti() {
        texts.setAll(Map.of("a", "1", "b", "2"));
        assertThat(texts.getAll(List.of("a", "b", "none"))).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void getMultiWithAKeyPrefix() {
        texts.setAll(Map.of("p:a", "1", "b", "2"));
        assertThat(texts.withPrefix("p:").getAll(List.of("a", "b"))).isEqualTo(Map.of("a", "1"));
        assertThatExceptionOfType(IllegalKeyException.class)
                .isThrownBy(() -> texts.withPrefix("p:").getAll(List.of("x".repeat(249))));
    }

    @Test
    void setMulti() {
        assertThat(texts.setAll(Map.of("a", "1", "b", "2"), HOUR).notDone()).isEmpty();
        assertThat(texts.getAll(List.of("a", "b"))).hasSize(2);
        assertThat(ttl("a")).isLessThanOrEqualTo(HOUR);
    }

    @Test
    void setMultiWithAKeyPrefix() {
        Map<String, byte[]> mapping = new LinkedHashMap<>();
        mapping.put("a", bytes("1"));
        mapping.put("large", new byte[2 << 20]);
        assertThat(memjay.bytes()
                        .withFailurePolicy(FailurePolicy.MISS)
                        .withPrefix("p:")
                        .setAll(mapping)
                        .notDone())
                .as("the keys that failed, without their prefix")
                .containsExactly("large");
        assertThat(texts.get("p:a")).isEqualTo("1");
    }

    @Test
    void setMultiGoesOnAfterAnError() {
        Map<String, byte[]> mapping = new LinkedHashMap<>();
        mapping.put("first", new byte[2 << 20]);
        mapping.put("second", bytes("2"));
        assertThatExceptionOfType(BulkException.class)
                .isThrownBy(() -> memjay.bytes().setAll(mapping))
                .satisfies(e -> assertThat(e.failed()).containsOnlyKeys("first"))
                .satisfies(e -> assertThat(e.failed().get("first")).isInstanceOf(ValueTooLargeException.class));
        assertThat(texts.get("second")).isEqualTo("2");
    }

    @Test
    void setMultiWithCompression() {
        memjay.objects()
                .withCompression(Compression.zlib().minLength(100).level(9))
                .setAll(Map.of("short", "x", "long", "x".repeat(1000)));
        assertThat(raw.get("short").flags()).isEqualTo(16);
        assertThat(raw.get("long").flags()).isEqualTo(16 | 8);
    }

    @Test
    void addMulti() {
        texts.set("p:b", "there");
        Keyspace<String, String> prefixed = texts.withPrefix("p:");
        AsyncKeyspace<String, String> async = prefixed.async();
        Map<String, CompletableFuture<Boolean>> added = new LinkedHashMap<>();
        Map.of("a", "1", "b", "2", "c", "3").forEach((key, value) -> added.put(key, async.add(key, value, HOUR)));
        List<String> failed = added.entrySet().stream()
                .filter(entry -> !entry.getValue().join())
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
        assertThat(failed).containsExactly("b");
        assertThat(prefixed.getAll(List.of("a", "b", "c"))).isEqualTo(Map.of("a", "1", "b", "there", "c", "3"));
    }

    @Test
    void deleteMulti() {
        List<String> keys = List.of("a", "b");
        texts.setAll(Map.of("a", "1", "b", "2"));
        assertThat(texts.deleteAll(keys).isComplete()).as("all deleted").isTrue();
        assertThat(texts.deleteAll(keys).isComplete()).isFalse();
        assertThat(texts.deleteAll(List.of()).done()).isEmpty();
    }

    @Test
    void deleteMultiWithAKeyPrefix() {
        texts.setAll(Map.of("p:a", "1", "b", "2"));
        assertThat(texts.withPrefix("p:").deleteAll(List.of("a", "b")).done()).containsExactly("a");
        assertThat(texts.get("b")).isEqualTo("2");
    }

    @Test
    void incrMulti() {
        texts.setAll(Map.of("p:a", "1", "p:b", "2"));
        AsyncKeyspace<String, String> async = texts.withPrefix("p:").async();
        List<CompletableFuture<OptionalLong>> counts = List.of("a", "b", "none").stream()
                .map(key -> async.incr(key, 10))
                .toList();
        assertThat(counts)
                .extracting(CompletableFuture::join)
                .containsExactly(OptionalLong.of(11), OptionalLong.of(12), OptionalLong.empty());
    }

    @Test
    void cacheMissInEveryRead() {
        Keyspace<String, String> picky = memjay.keyspace(Codec.strings()
                .map(
                        text -> {
                            if (text.equals("old")) {
                                throw new CacheMissException("an old format");
                            }
                            return text;
                        },
                        text -> text));
        texts.setAll(Map.of("a", "old", "b", "new"));
        assertThat(picky.getOrDefault("a", "default")).isEqualTo("default");
        assertThat(picky.gets("a")).isNull();
        assertThat(picky.getAll(List.of("a", "b"))).isEqualTo(Map.of("b", "new"));
    }
}
