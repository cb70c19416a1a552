package dev.memjay.it.adapter;

import dev.memjay.Keyspace;
import dev.memjay.model.Versioned;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;

/** JCache over a keyspace: what needs the old value reads it with its CAS number. What memcached cannot do is refused. */
final class JCacheView<K, V> implements Cache<K, V> {
    private static final int MAX_ROUNDS = 100;

    private final String name;
    private final Keyspace<K, V> items;
    private boolean closed;

    JCacheView(String name, Keyspace<K, V> items) {
        this.name = name;
        this.items = items;
    }

    /** The value before a change. */
    private V before(K key, UnaryOperator<V> change) {
        AtomicReference<V> before = new AtomicReference<>();
        change(key, old -> {
            before.set(old);
            return change.apply(old);
        });
        return before.get();
    }

    /**
     * Changes an item as nobody else does meanwhile. A result that equals the old value leaves the item as it is.
     *
     * @param change gives the new value for the old one; null stands for no item on either side
     * @return whether the item was changed
     */
    private boolean change(K key, UnaryOperator<V> change) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Versioned<V> present = items.gets(key);
            V old = present == null ? null : present.value();
            V changed = change.apply(old);
            if (Objects.equals(changed, old)) {
                return false;
            }
            boolean isDone;
            if (present == null) {
                isDone = items.add(key, changed);
            } else if (changed == null) {
                isDone = items.delete(key, present.cas()).isApplied();
            } else {
                isDone = items.cas(key, changed, present.cas()).isApplied();
            }
            if (isDone) {
                return true;
            }
        }
        throw new CacheException("others changed the item in each of " + MAX_ROUNDS + " rounds");
    }

    @Override
    public V get(K key) {
        return items.get(key);
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        return items.getAll(keys);
    }

    @Override
    public boolean containsKey(K key) {
        return items.contains(key);
    }

    @Override
    public void loadAll(Set<? extends K> keys, boolean replaceExistingValues, CompletionListener listener) {
        throw new UnsupportedOperationException("no loader is configured; use getOrCompute of the keyspace");
    }

    @Override
    public void put(K key, V value) {
        items.set(key, value);
    }

    @Override
    public V getAndPut(K key, V value) {
        return before(key, old -> value);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        items.setAll(map);
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        return items.add(key, value);
    }

    @Override
    public boolean remove(K key) {
        return items.delete(key);
    }

    @Override
    public boolean remove(K key, V oldValue) {
        return change(key, old -> oldValue.equals(old) ? null : old);
    }

    @Override
    public V getAndRemove(K key) {
        return before(key, old -> null);
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        if (oldValue.equals(newValue)) {
            return oldValue.equals(items.get(key));
        }
        return change(key, old -> oldValue.equals(old) ? newValue : old);
    }

    @Override
    public boolean replace(K key, V value) {
        return items.replace(key, value);
    }

    @Override
    public V getAndReplace(K key, V value) {
        return before(key, old -> old == null ? null : value);
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        items.deleteAll(keys);
    }

    @Override
    public void removeAll() {
        throw new UnsupportedOperationException("memcached does not list keys; empty a generation");
    }

    @Override
    public void clear() {
        removeAll();
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        return type.cast(new MutableConfiguration<K, V>().setStoreByValue(true));
    }

    @Override
    public <T> T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        AtomicReference<T> result = new AtomicReference<>();
        change(key, old -> {
            JCacheEntry<K, V> entry = new JCacheEntry<>(key, old);
            result.set(processor.process(entry, arguments));
            return entry.getValue();
        });
        return result.get();
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        Map<K, EntryProcessorResult<T>> results = new LinkedHashMap<>();
        for (K key : keys) {
            EntryProcessorResult<T> result;
            try {
                T value = invoke(key, processor, arguments);
                result = () -> value;
            } catch (RuntimeException e) {
                result = () -> {
                    throw new EntryProcessorException(e);
                };
            }
            results.put(key, result);
        }
        return results;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CacheManager getCacheManager() {
        return null;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.cast(items);
    }

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        throw new UnsupportedOperationException("memcached tells nobody of changes");
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        throw new UnsupportedOperationException("memcached tells nobody of changes");
    }

    @Override
    public Iterator<Cache.Entry<K, V>> iterator() {
        throw new UnsupportedOperationException("memcached does not list keys");
    }
}
