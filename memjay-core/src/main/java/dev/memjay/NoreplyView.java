// Derived from KeyspaceView.java by scripts/Twins.java
package dev.memjay;

import dev.memjay.internal.route.Engine;
import dev.memjay.internal.verb.BulkVerbs;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * The face of a view that waits for nothing.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class NoreplyView<K, V> implements NoreplyKeyspace<K, V> {
    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final BulkVerbs<K, V> bulk;
    private final Duration ttl;
    private final long timeoutNanos;

    NoreplyView(Engine engine, Verbs<K, V> verbs, BulkVerbs<K, V> bulk) {
        this.engine = engine;
        this.verbs = verbs;
        this.bulk = bulk;
        ttl = verbs.settings().ttl();
        timeoutNanos = verbs.settings().timeoutNanos();
    }

    @Override
    public void set(K key, V value) {
        verbs.set(key, value, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void set(K key, V value, Duration ttl) {
        verbs.set(key, value, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void add(K key, V value) {
        verbs.add(key, value, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void add(K key, V value, Duration ttl) {
        verbs.add(key, value, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void replace(K key, V value) {
        verbs.replace(key, value, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void replace(K key, V value, Duration ttl) {
        verbs.replace(key, value, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void append(K key, V value) {
        verbs.append(key, value).post(engine, timeoutNanos);
    }

    @Override
    public void prepend(K key, V value) {
        verbs.prepend(key, value).post(engine, timeoutNanos);
    }

    @Override
    public void cas(K key, V value, long cas) {
        verbs.cas(key, value, cas, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void cas(K key, V value, long cas, Duration ttl) {
        verbs.cas(key, value, cas, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values) {
        bulk.setAll(values, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        bulk.setAll(values, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void delete(K key) {
        verbs.delete(key).post(engine, timeoutNanos);
    }

    @Override
    public void delete(K key, long cas) {
        verbs.delete(key, cas).post(engine, timeoutNanos);
    }

    @Override
    public void deleteAll(Collection<? extends K> keys) {
        bulk.deleteAll(keys).post(engine, timeoutNanos);
    }

    @Override
    public void invalidate(K key, Duration keepStaleFor) {
        verbs.invalidate(key, keepStaleFor).post(engine, timeoutNanos);
    }

    @Override
    public void touch(K key, Duration ttl) {
        verbs.touch(key, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void touchAll(Collection<? extends K> keys, Duration ttl) {
        bulk.touchAll(keys, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void incr(K key) {
        verbs.count(Verb.INCR, key, 1).post(engine, timeoutNanos);
    }

    @Override
    public void incr(K key, long delta) {
        verbs.count(Verb.INCR, key, delta).post(engine, timeoutNanos);
    }

    @Override
    public void incr(K key, long delta, long initial, Duration ttl) {
        verbs.count(Verb.INCR, key, delta, initial, ttl).post(engine, timeoutNanos);
    }

    @Override
    public void decr(K key) {
        verbs.count(Verb.DECR, key, 1).post(engine, timeoutNanos);
    }

    @Override
    public void decr(K key, long delta) {
        verbs.count(Verb.DECR, key, delta).post(engine, timeoutNanos);
    }

    @Override
    public void decr(K key, long delta, long initial, Duration ttl) {
        verbs.count(Verb.DECR, key, delta, initial, ttl).post(engine, timeoutNanos);
    }

    @Override
    public String toString() {
        return "NoreplyKeyspace" + verbs.settings().title();
    }
}
