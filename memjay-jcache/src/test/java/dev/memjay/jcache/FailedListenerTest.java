package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CompletionListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A synchronous listener fails: the caller learns of it, and the rest of what it asked for is done all the same. */
class FailedListenerTest {
    private static final List<String> KEYS =
            IntStream.range(0, 5).mapToObj(i -> "k" + i).toList();

    private TwoMachines machines;

    @BeforeEach
    void start() throws Exception {
        machines = new TwoMachines();
    }

    @AfterEach
    void stop() {
        machines.close();
    }

    private static final class Failing
            implements CacheEntryCreatedListener<String, String>, CacheEntryRemovedListener<String, String> {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            throw new IllegalStateException("created");
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            throw new IllegalStateException("removed");
        }
    }

    private static MutableConfiguration<String, String> failing() {
        return new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(Failing::new, null, true, true));
    }

    private static Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        KEYS.forEach(key -> entries.put(key, "v"));
        return entries;
    }

    @Test
    void allEntriesOfAPutAllAreStored() {
        Cache<String, String> cache = machines.onOne(failing());

        assertThatThrownBy(() -> cache.putAll(entries()))
                .isInstanceOf(CacheEntryListenerException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(KEYS.size() - 1));
        assertThat(cache.getAll(Set.copyOf(KEYS))).isEqualTo(entries());
    }

    @Test
    void allEntriesOfARemoveAllAreRemoved() {
        Cache<String, String> cache = machines.onOne(failing());
        machines.onOther(new MutableConfiguration<String, String>().setTypes(String.class, String.class))
                .putAll(entries());

        assertThatThrownBy(() -> cache.removeAll(Set.copyOf(KEYS)))
                .isInstanceOf(CacheEntryListenerException.class)
                .hasRootCauseMessage("removed");
        assertThat(cache.getAll(Set.copyOf(KEYS))).isEmpty();
    }

    @Test
    void allEntriesOfALoadAllAreStored() throws Exception {
        CacheLoader<String, String> loader = new CacheLoader<>() {
            @Override
            public String load(String key) {
                return "v";
            }

            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
                return entries();
            }
        };
        Cache<String, String> cache = machines.onOne(failing().setCacheLoaderFactory(() -> loader));
        CompletableFuture<Exception> failure = new CompletableFuture<>();

        cache.loadAll(Set.copyOf(KEYS), true, new CompletionListener() {
            @Override
            public void onCompletion() {
                failure.complete(null);
            }

            @Override
            public void onException(Exception e) {
                failure.complete(e);
            }
        });

        assertThat(failure.get(30, java.util.concurrent.TimeUnit.SECONDS))
                .isInstanceOf(CacheEntryListenerException.class);
        assertThat(cache.getAll(Set.copyOf(KEYS))).isEqualTo(entries());
    }
}
