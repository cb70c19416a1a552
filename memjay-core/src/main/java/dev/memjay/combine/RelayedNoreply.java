package dev.memjay.combine;

import dev.memjay.NoreplyKeyspace;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * The posting face of a keyspace that stands for others: every verb goes to the {@link Relay}, which knows whom to ask.
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
    public void set(K key, V value) {
        relay.post(posting -> posting.set(key, value));
    }

    @Override
    public void set(K key, V value, Duration ttl) {
        relay.post(posting -> posting.set(key, value, ttl));
    }

    @Override
    public void add(K key, V value) {
        relay.post(posting -> posting.add(key, value));
    }

    @Override
    public void add(K key, V value, Duration ttl) {
        relay.post(posting -> posting.add(key, value, ttl));
    }

    @Override
    public void replace(K key, V value) {
        relay.post(posting -> posting.replace(key, value));
    }

    @Override
    public void replace(K key, V value, Duration ttl) {
        relay.post(posting -> posting.replace(key, value, ttl));
    }

    @Override
    public void append(K key, V value) {
        relay.post(posting -> posting.append(key, value));
    }

    @Override
    public void prepend(K key, V value) {
        relay.post(posting -> posting.prepend(key, value));
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values) {
        relay.post(posting -> posting.setAll(values));
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        relay.post(posting -> posting.setAll(values, ttl));
    }

    @Override
    public void delete(K key) {
        relay.post(posting -> posting.delete(key));
    }

    @Override
    public void deleteAll(Collection<? extends K> keys) {
        relay.post(posting -> posting.deleteAll(keys));
    }

    @Override
    public void touch(K key, Duration ttl) {
        relay.post(posting -> posting.touch(key, ttl));
    }

    @Override
    public void touchAll(Collection<? extends K> keys, Duration ttl) {
        relay.post(posting -> posting.touchAll(keys, ttl));
    }

    @Override
    public void invalidate(K key, Duration keepStaleFor) {
        relay.post(posting -> posting.invalidate(key, keepStaleFor));
    }

    @Override
    public void incr(K key) {
        relay.post(posting -> posting.incr(key));
    }

    @Override
    public void incr(K key, long delta) {
        relay.post(posting -> posting.incr(key, delta));
    }

    @Override
    public void incr(K key, long delta, long initial, Duration ttl) {
        relay.post(posting -> posting.incr(key, delta, initial, ttl));
    }

    @Override
    public void decr(K key) {
        relay.post(posting -> posting.decr(key));
    }

    @Override
    public void decr(K key, long delta) {
        relay.post(posting -> posting.decr(key, delta));
    }

    @Override
    public void decr(K key, long delta, long initial, Duration ttl) {
        relay.post(posting -> posting.decr(key, delta, initial, ttl));
    }

    @Override
    public void cas(K key, V value, long cas) {
        relay.post(posting -> posting.cas(key, value, cas));
    }

    @Override
    public void cas(K key, V value, long cas, Duration ttl) {
        relay.post(posting -> posting.cas(key, value, cas, ttl));
    }

    @Override
    public void delete(K key, long cas) {
        relay.post(posting -> posting.delete(key, cas));
    }

    @Override
    public String toString() {
        return relay.toString();
    }
}
