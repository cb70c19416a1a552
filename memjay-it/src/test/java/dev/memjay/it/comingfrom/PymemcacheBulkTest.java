package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.CasResult;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import dev.memjay.model.Versioned;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** pymemcache's verbs for many keys at once, on real memcached. */
class PymemcacheBulkTest extends OnMemcached {
    @Test
    void setMany() {
        Map<String, String> values = Map.of("a", "1", "b", "2", "c", "3");
        assertThat(texts.setAll(values, HOUR).notDone()).as("not stored").isEmpty();
        assertThat(texts.getAll(values.keySet())).isEqualTo(values);
        assertThat(ttl("b")).isLessThanOrEqualTo(HOUR);
        texts.noreply().setAll(Map.of("a", "4"));
        assertThat(texts.get("a")).isEqualTo("4");
    }

    @Test
    void setManyTellsWhatFailedAndStoresTheRest() {
        Map<String, byte[]> values = new LinkedHashMap<>();
        values.put("first", bytes("1"));
        values.put("large", new byte[2 << 20]);
        values.put("last", bytes("3"));

        assertThat(memjay.bytes()
                        .withFailurePolicy(FailurePolicy.MISS)
                        .setAll(values)
                        .notDone())
                .containsExactly("large");
        assertThat(memjay.bytes().getAll(values.keySet())).containsOnlyKeys("first", "last");
    }

    @Test
    void getMany() {
        texts.setAll(Map.of("a", "1", "b", "2"));
        assertThat(texts.getAll(List.of("b", "none", "a", "b")))
                .containsExactly(Map.entry("b", "2"), Map.entry("a", "1"));
    }

    @Test
    void getManyOfNothingAsksNobody() {
        try (Memjay client = to(NOWHERE).build()) {
            assertThat(client.strings().getAll(List.of())).isEmpty();
            assertThat(client.strings().setAll(Map.of()).notDone()).isEmpty();
            assertThat(written(client)).isZero();
        }
    }

    @Test
    void getManyOfTwoSpellings() {
        texts.set("key", "value");
        Key text = Key.of("key");
        Key routed = Key.of("key").routedBy("elsewhere");
        assertThat(texts.withKeyCodec(KeyCodec.keys()).getAll(List.of(text, routed)))
                .containsOnlyKeys(text, routed);
    }

    @Test
    void getsMany() {
        texts.setAll(Map.of("a", "1", "b", "2"));
        Map<String, Versioned<String>> found = texts.getsAll(List.of("a", "none", "b"));
        assertThat(found).containsOnlyKeys("a", "b");
        assertThat(texts.cas("a", "new", found.get("a").cas())).isEqualTo(CasResult.STORED);
    }

    @Test
    void deleteMany() {
        texts.setAll(Map.of("a", "1", "b", "2", "c", "3"));
        assertThat(texts.deleteAll(List.of("a", "none", "b")).done()).containsExactly("a", "b");
        texts.noreply().deleteAll(List.of("c"));
        assertThat(texts.contains("c")).as("a read sees the write before it").isFalse();
    }
}
