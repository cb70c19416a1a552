package dev.memjay.it.adapter;

import dev.memjay.Generations;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.LoaderException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * Spring's caches over Memjay: one for each name, with null values, loaded once for the whole fleet, and emptied by a
 * generation.
 */
final class SpringCaches implements CacheManager {
    private final Memjay memjay;
    private final Codec<Object> codec;
    private final Duration ttl;
    private final Map<String, Cache> caches = new ConcurrentHashMap<>();

    SpringCaches(Memjay memjay, Codec<Object> codec, Duration ttl) {
        this.memjay = memjay;
        this.codec = codec;
        this.ttl = ttl;
    }

    @Override
    public Cache getCache(String name) {
        return caches.computeIfAbsent(
                name,
                fresh -> new OneCache(
                        name, memjay.keyspace(new NullableCodec<>(codec)).withTtl(ttl)));
    }

    @Override
    public Collection<String> getCacheNames() {
        return caches.keySet();
    }

    private static final class OneCache implements Cache {
        private final String name;
        private final Generations<Object, Optional<Object>> items;

        OneCache(String name, Keyspace<String, Optional<Object>> keyspace) {
            this.name = name;
            items = Generations.of(
                    keyspace.<Object>withKeyCodec(KeyCodec.text()).withKeyPolicy(KeyPolicy.HASH), name);
        }

        private Keyspace<Object, Optional<Object>> items() {
            return items.current();
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public Object getNativeCache() {
            return items;
        }

        @Override
        public ValueWrapper get(Object key) {
            return wrapped(items().get(key));
        }

        private static ValueWrapper wrapped(Optional<Object> found) {
            return found == null ? null : new SimpleValueWrapper(found.orElse(null));
        }

        @Override
        public <T> T get(Object key, Class<T> type) {
            Optional<Object> found = items().get(key);
            return found == null ? null : cast(type, found);
        }

        private static <T> T cast(Class<T> type, Optional<Object> found) {
            Object value = found.orElse(null);
            if (type != null && value != null && !type.isInstance(value)) {
                throw new IllegalStateException("the cached value is no " + type.getName());
            }
            @SuppressWarnings("unchecked") // looked at above
            T result = (T) value;
            return result;
        }

        @Override
        public <T> T get(Object key, Callable<T> loader) {
            try {
                return cast(null, items().getOrCompute(key, missing -> Optional.ofNullable(loader.call())));
            } catch (LoaderException e) {
                throw new ValueRetrievalException(key, loader, e.getCause());
            }
        }

        @Override
        public CompletableFuture<?> retrieve(Object key) {
            return items.async()
                    .current()
                    .thenCompose(now -> now.async().get(key))
                    .thenApply(OneCache::wrapped);
        }

        @Override
        public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
            return items.async()
                    .current()
                    .thenCompose(now -> now.async()
                            .getOrCompute(
                                    key,
                                    missing -> loader.get().thenApply(value -> Optional.<Object>ofNullable(value))))
                    .thenApply(found -> cast(null, found));
        }

        @Override
        public void put(Object key, Object value) {
            items().set(key, Optional.ofNullable(value));
        }

        @Override
        public ValueWrapper putIfAbsent(Object key, Object value) {
            Keyspace<Object, Optional<Object>> now = items();
            while (!now.add(key, Optional.ofNullable(value))) {
                Optional<Object> found = now.get(key);
                if (found != null) {
                    return wrapped(found);
                }
            }
            return null;
        }

        @Override
        public void evict(Object key) {
            items().delete(key);
        }

        @Override
        public boolean evictIfPresent(Object key) {
            return items().delete(key);
        }

        @Override
        public void clear() {
            items.empty();
        }
    }
}
