package dev.memjay.jcache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/** What a cache stands in front of: its loader and its writer, whose failures come as JCache's exceptions. */
final class Source<K, V> {
    private final String name;
    private final @Nullable CacheLoader<K, V> loader;
    private final @Nullable CacheWriter<? super K, ? super V> writer;
    private final boolean readsThrough;
    private final boolean writesThrough;

    Source(String name, CompleteConfiguration<K, V> configuration) {
        this.name = name;
        Factory<CacheLoader<K, V>> loaders = configuration.getCacheLoaderFactory();
        Factory<CacheWriter<? super K, ? super V>> writers = configuration.getCacheWriterFactory();
        loader = loaders == null ? null : loaders.create();
        writer = writers == null ? null : writers.create();
        readsThrough = configuration.isReadThrough() && loader != null;
        writesThrough = configuration.isWriteThrough() && writer != null;
    }

    boolean hasLoader() {
        return loader != null;
    }

    boolean readsThrough() {
        return readsThrough;
    }

    boolean writesThrough() {
        return writesThrough;
    }

    @Nullable
    V load(K key) {
        if (loader == null) {
            return null;
        }
        try {
            return loader.load(key);
        } catch (CacheLoaderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheLoaderException("the loader of cache '" + name + "' failed: " + e, e);
        }
    }

    /** The values that the loader has; keys without one are absent. */
    Map<K, V> loadAll(Set<? extends K> keys) {
        if (loader == null || keys.isEmpty()) {
            return Map.of();
        }
        Map<K, V> loaded;
        try {
            loaded = loader.loadAll(keys);
        } catch (CacheLoaderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheLoaderException("the loader of cache '" + name + "' failed: " + e, e);
        }
        Map<K, V> present = new LinkedHashMap<>();
        loaded.forEach((key, value) -> {
            if (key != null && value != null) {
                present.put(key, value);
            }
        });
        return present;
    }

    void write(K key, V value) {
        if (writesThrough && writer != null) {
            try {
                writer.write(new SourceEntry<>(key, value));
            } catch (RuntimeException e) {
                throw failed(e);
            }
        }
    }

    /**
     * Writes entries, and takes from the map those that were not written.
     *
     * @return the failure, or null
     */
    @Nullable
    CacheWriterException writeAll(Map<K, V> entries) {
        if (!writesThrough || writer == null || entries.isEmpty()) {
            return null;
        }
        List<Cache.Entry<? extends K, ? extends V>> left = new ArrayList<>();
        entries.forEach((key, value) -> left.add(new SourceEntry<>(key, value)));
        try {
            writeLeft(writer, left);
            return null;
        } catch (RuntimeException e) {
            left.forEach(entry -> entries.remove(entry.getKey()));
            return failed(e);
        }
    }

    @SuppressWarnings("unchecked") // the writer only reads entries, and removes them
    private static <K, V> void writeLeft(
            CacheWriter<? super K, ? super V> writer, List<Cache.Entry<? extends K, ? extends V>> left) {
        ((CacheWriter<K, V>) writer).writeAll(left);
    }

    void delete(K key) {
        if (writesThrough && writer != null) {
            try {
                writer.delete(key);
            } catch (RuntimeException e) {
                throw failed(e);
            }
        }
    }

    /**
     * Deletes entries, and takes from the collection those that were not deleted.
     *
     * @return the failure, or null
     */
    @Nullable
    CacheWriterException deleteAll(Collection<K> keys) {
        if (!writesThrough || writer == null || keys.isEmpty()) {
            return null;
        }
        List<K> left = new ArrayList<>(keys);
        try {
            writer.deleteAll(left);
            return null;
        } catch (RuntimeException e) {
            keys.removeAll(left);
            return failed(e);
        }
    }

    private CacheWriterException failed(RuntimeException e) {
        return e instanceof CacheWriterException known
                ? known
                : new CacheWriterException("the writer of cache '" + name + "' failed: " + e, e);
    }

    void close() {
        MemjayCacheManager.closeGiven(loader);
        MemjayCacheManager.closeGiven(writer);
    }

    private record SourceEntry<K, V>(K key, V value) implements Cache.Entry<K, V> {
        @Override
        public K getKey() {
            return key;
        }

        @Override
        public V getValue() {
            return value;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            return MemjayCacheManager.unwrap(type, this);
        }
    }
}
