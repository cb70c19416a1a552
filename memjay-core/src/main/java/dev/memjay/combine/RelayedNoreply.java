// Derived from RelayedKeyspace.java by scripts/Twins.java
package dev.memjay.combine;

import dev.memjay.NoreplyKeyspace;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * The noreply face of a keyspace that stands for others: every verb goes to the {@link Relay}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class RelayedNoreply<K, V> implements NoreplyKeyspace<K, V> {
    private final Relay<K, V> relay;

    RelayedNoreply(Relay<K, V> relay) {
        this.relay = relay;
    }

    @Override
    public void cas(K key, V value, long cas) {
        relay.postDecided(key, keyspace -> keyspace.cas(key, value, cas));
    }

    @Override
    public void cas(K key, V value, long cas, Duration ttl) {
        relay.postDecided(key, keyspace -> keyspace.cas(key, value, cas, ttl));
    }

    @Override
    public void delete(K key, long cas) {
        relay.postDecided(key, keyspace -> keyspace.delete(key, cas));
    }

    @Override
    public void set(K key, V value) {
        relay.post(keyspace -> keyspace.set(key, value));
    }

    @Override
    public void set(K key, V value, Duration ttl) {
        relay.post(keyspace -> keyspace.set(key, value, ttl));
    }

    @Override
    public void add(K key, V value) {
        relay.postDecided(key, keyspace -> keyspace.add(key, value));
    }

    @Override
    public void add(K key, V value, Duration ttl) {
        relay.postDecided(key, keyspace -> keyspace.add(key, value, ttl));
    }

    @Override
    public void replace(K key, V value) {
        relay.postDecided(key, keyspace -> keyspace.replace(key, value));
    }

    @Override
    public void replace(K key, V value, Duration ttl) {
        relay.postDecided(key, keyspace -> keyspace.replace(key, value, ttl));
    }

    @Override
    public void append(K key, V value) {
        relay.postDecided(key, keyspace -> keyspace.append(key, value));
    }

    @Override
    public void prepend(K key, V value) {
        relay.postDecided(key, keyspace -> keyspace.prepend(key, value));
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values) {
        relay.post(keyspace -> keyspace.setAll(values));
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        relay.post(keyspace -> keyspace.setAll(values, ttl));
    }

    @Override
    public void delete(K key) {
        relay.post(keyspace -> keyspace.delete(key));
    }

    @Override
    public void deleteAll(Collection<? extends K> keys) {
        relay.post(keyspace -> keyspace.deleteAll(keys));
    }

    @Override
    public void touch(K key, Duration ttl) {
        relay.post(keyspace -> keyspace.touch(key, ttl));
    }

    @Override
    public void touchAll(Collection<? extends K> keys, Duration ttl) {
        relay.post(keyspace -> keyspace.touchAll(keys, ttl));
    }

    @Override
    public void invalidate(K key, Duration keepStaleFor) {
        relay.post(keyspace -> keyspace.invalidate(key, keepStaleFor));
    }

    @Override
    public void incr(K key) {
        relay.postDecided(key, keyspace -> keyspace.incr(key));
    }

    @Override
    public void incr(K key, long delta) {
        relay.postDecided(key, keyspace -> keyspace.incr(key, delta));
    }

    @Override
    public void incr(K key, long delta, long initial, Duration ttl) {
        relay.postDecided(key, keyspace -> keyspace.incr(key, delta, initial, ttl));
    }

    @Override
    public void decr(K key) {
        relay.postDecided(key, keyspace -> keyspace.decr(key));
    }

    @Override
    public void decr(K key, long delta) {
        relay.postDecided(key, keyspace -> keyspace.decr(key, delta));
    }

    @Override
    public void decr(K key, long delta, long initial, Duration ttl) {
        relay.postDecided(key, keyspace -> keyspace.decr(key, delta, initial, ttl));
    }

    @Override
    public String toString() {
        return relay.toString();
    }
}
