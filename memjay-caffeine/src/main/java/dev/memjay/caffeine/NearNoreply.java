package dev.memjay.caffeine;

import dev.memjay.NoreplyKeyspace;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a near cache that nobody waits for. Copies go when the write is handed over, so that the same thread sees it
 * at once, since its calls stay in order.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
record NearNoreply<K, V>(NoreplyKeyspace<K, V> behind, NearView<K, V> view) implements NoreplyKeyspace<K, V> {
    private void post(Collection<? extends K> keys, Runnable verb) {
        view.<@Nullable Object>writeAll(keys, () -> {
            verb.run();
            return null;
        });
    }

    @Override
    public void set(K key, V value) {
        post(List.of(key), () -> behind.set(key, value));
    }

    @Override
    public void set(K key, V value, Duration ttl) {
        post(List.of(key), () -> behind.set(key, value, ttl));
    }

    @Override
    public void add(K key, V value) {
        post(List.of(key), () -> behind.add(key, value));
    }

    @Override
    public void add(K key, V value, Duration ttl) {
        post(List.of(key), () -> behind.add(key, value, ttl));
    }

    @Override
    public void replace(K key, V value) {
        post(List.of(key), () -> behind.replace(key, value));
    }

    @Override
    public void replace(K key, V value, Duration ttl) {
        post(List.of(key), () -> behind.replace(key, value, ttl));
    }

    @Override
    public void append(K key, V value) {
        post(List.of(key), () -> behind.append(key, value));
    }

    @Override
    public void prepend(K key, V value) {
        post(List.of(key), () -> behind.prepend(key, value));
    }

    @Override
    public void cas(K key, V value, long cas) {
        post(List.of(key), () -> behind.cas(key, value, cas));
    }

    @Override
    public void cas(K key, V value, long cas, Duration ttl) {
        post(List.of(key), () -> behind.cas(key, value, cas, ttl));
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values) {
        post(values.keySet(), () -> behind.setAll(values));
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        post(values.keySet(), () -> behind.setAll(values, ttl));
    }

    @Override
    public void delete(K key) {
        post(List.of(key), () -> behind.delete(key));
    }

    @Override
    public void delete(K key, long cas) {
        post(List.of(key), () -> behind.delete(key, cas));
    }

    @Override
    public void deleteAll(Collection<? extends K> keys) {
        post(keys, () -> behind.deleteAll(keys));
    }

    @Override
    public void invalidate(K key, Duration keepStaleFor) {
        post(List.of(key), () -> behind.invalidate(key, keepStaleFor));
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
        post(List.of(key), () -> behind.incr(key));
    }

    @Override
    public void incr(K key, long delta) {
        post(List.of(key), () -> behind.incr(key, delta));
    }

    @Override
    public void incr(K key, long delta, long initial, Duration ttl) {
        post(List.of(key), () -> behind.incr(key, delta, initial, ttl));
    }

    @Override
    public void decr(K key) {
        post(List.of(key), () -> behind.decr(key));
    }

    @Override
    public void decr(K key, long delta) {
        post(List.of(key), () -> behind.decr(key, delta));
    }

    @Override
    public void decr(K key, long delta, long initial, Duration ttl) {
        post(List.of(key), () -> behind.decr(key, delta, initial, ttl));
    }
}
