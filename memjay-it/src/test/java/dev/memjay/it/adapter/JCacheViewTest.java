package dev.memjay.it.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.it.Patient;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A JCache application's cache. */
@WithMemcached
class JCacheViewTest {
    private Memjay memjay;
    private Cache<String, String> cache;

    @BeforeEach
    void open(Memcached memcached) {
        memjay = Patient.create("memcached://" + memcached.address());
        cache = new JCacheView<>("texts", memjay.strings());
    }

    @AfterEach
    void close() {
        memjay.close();
    }

    @Test
    void whatWasThereComesBack() {
        assertThat(cache.getAndPut("k", "a")).isNull();
        assertThat(cache.getAndPut("k", "b")).isEqualTo("a");
        assertThat(cache.getAndReplace("k", "c")).isEqualTo("b");
        assertThat(cache.getAndReplace("none", "c")).isNull();
        assertThat(cache.containsKey("none")).isFalse();
        assertThat(cache.getAndRemove("k")).isEqualTo("c");
        assertThat(cache.containsKey("k")).isFalse();
    }

    @Test
    void comparesWhereItIsAskedTo() {
        cache.put("k", "a");

        assertThat(cache.putIfAbsent("k", "b")).isFalse();
        assertThat(cache.replace("k", "x", "b")).isFalse();
        assertThat(cache.replace("k", "a", "b")).isTrue();
        assertThat(cache.remove("k", "a")).isFalse();
        assertThat(cache.remove("k", "b")).isTrue();
        assertThat(cache.replace("k", "c")).isFalse();
    }

    @Test
    void processesEntriesAtomically() {
        IntStream.range(0, 50)
                .parallel()
                .forEach(i -> cache.invoke("k", (entry, arguments) -> {
                    entry.setValue(Integer.toString(entry.exists() ? Integer.parseInt(entry.getValue()) + 1 : 1));
                    return null;
                }));

        assertThat(cache.get("k")).isEqualTo("50");
        assertThat(cache.<Integer>invoke(
                        "k", (entry, arguments) -> entry.getValue().length()))
                .isEqualTo(2);
        cache.invoke("k", (entry, arguments) -> {
            entry.remove();
            return null;
        });
        assertThat(cache.get("k")).isNull();
    }

    @Test
    void manyAtOnce() {
        cache.putAll(Map.of("a", "1", "b", "2"));
        assertThat(cache.getAll(Set.of("a", "b", "c"))).isEqualTo(Map.of("a", "1", "b", "2"));
        var lengths = cache.invokeAll(
                Set.of("a", "none"), (entry, arguments) -> entry.getValue().length());
        assertThat(lengths.get("a").get()).isEqualTo(1);
        assertThatThrownBy(() -> lengths.get("none").get()).isInstanceOf(EntryProcessorException.class);
        cache.removeAll(Set.of("a", "b"));
        assertThat(cache.getAll(Set.of("a", "b"))).isEmpty();
    }
}
