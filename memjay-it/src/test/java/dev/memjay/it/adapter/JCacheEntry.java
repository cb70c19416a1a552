package dev.memjay.it.adapter;

import javax.cache.processor.MutableEntry;

/** What an entry processor is given; untouched it leaves the item as it is. */
final class JCacheEntry<K, V> implements MutableEntry<K, V> {
    private final K key;
    private V value;

    JCacheEntry(K key, V value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public boolean exists() {
        return value != null;
    }

    @Override
    public void remove() {
        value = null;
    }

    @Override
    public void setValue(V newValue) {
        value = newValue;
    }

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
        return type.cast(this);
    }
}
