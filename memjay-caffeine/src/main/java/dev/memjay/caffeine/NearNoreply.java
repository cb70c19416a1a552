// Derived from NearVerbs.java by scripts/Twins.java
package dev.memjay.caffeine;

import dev.memjay.NoreplyKeyspace;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * The writes of a near cache that nobody waits for. Copies go when the write is handed over, so that the same thread
 * sees it at once, since its calls stay in order.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class NearNoreply<K, V> implements NoreplyKeyspace<K, V> {
    private final NoreplyKeyspace<K, V> behind;
    private final NearView<K, V> view;

    NearNoreply(NoreplyKeyspace<K, V> behind, NearView<K, V> view) {
        this.behind = behind;
        this.view = view;
    }

    @Override
    public void set(K key, V value) {
        view.post(key, () -> behind.set(key, value));
    }

    @Override
    public void set(K key, V value, Duration ttl) {
        view.post(key, () -> behind.set(key, value, ttl));
    }

    @Override
    public void add(K key, V value) {
        view.post(key, () -> behind.add(key, value));
    }

    @Override
    public void add(K key, V value, Duration ttl) {
        view.post(key, () -> behind.add(key, value, ttl));
    }

    @Override
    public void replace(K key, V value) {
        view.post(key, () -> behind.replace(key, value));
    }

    @Override
    public void replace(K key, V value, Duration ttl) {
        view.post(key, () -> behind.replace(key, value, ttl));
    }

    @Override
    public void append(K key, V value) {
        view.post(key, () -> behind.append(key, value));
    }

    @Override
    public void prepend(K key, V value) {
        view.post(key, () -> behind.prepend(key, value));
    }

    @Override
    public void cas(K key, V value, long cas) {
        view.post(key, () -> behind.cas(key, value, cas));
    }

    @Override
    public void cas(K key, V value, long cas, Duration ttl) {
        view.post(key, () -> behind.cas(key, value, cas, ttl));
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values) {
        view.postAll(values.keySet(), () -> behind.setAll(values));
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        view.postAll(values.keySet(), () -> behind.setAll(values, ttl));
    }

    @Override
    public void delete(K key) {
        view.post(key, () -> behind.delete(key));
    }

    @Override
    public void delete(K key, long cas) {
        view.post(key, () -> behind.delete(key, cas));
    }

    @Override
    public void deleteAll(Collection<? extends K> keys) {
        view.postAll(keys, () -> behind.deleteAll(keys));
    }

    @Override
    public void invalidate(K key, Duration keepStaleFor) {
        view.post(key, () -> behind.invalidate(key, keepStaleFor));
    }

    @Override
    public void touch(K key, Duration ttl) {
        behind.touch(key, ttl);
    }

    @Override
    public void touchAll(Collection<? extends K> keys, Duration ttl) {
        behind.touchAll(keys, ttl);
    }

    @Override
    public void incr(K key) {
        view.post(key, () -> behind.incr(key));
    }

    @Override
    public void incr(K key, long delta) {
        view.post(key, () -> behind.incr(key, delta));
    }

    @Override
    public void incr(K key, long delta, long initial, Duration ttl) {
        view.post(key, () -> behind.incr(key, delta, initial, ttl));
    }

    @Override
    public void decr(K key) {
        view.post(key, () -> behind.decr(key));
    }

    @Override
    public void decr(K key, long delta) {
        view.post(key, () -> behind.decr(key, delta));
    }

    @Override
    public void decr(K key, long delta, long initial, Duration ttl) {
        view.post(key, () -> behind.decr(key, delta, initial, ttl));
    }

    @Override
    public String toString() {
        return "NearCache[" + view.store().policy() + " of " + behind + "]";
    }
}
