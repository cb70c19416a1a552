package dev.memjay.caffeine;

import dev.memjay.Keyspace;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.CasResult;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of a near cache that go straight to the server: reads of more than the value, and writes, which leave no copy
 * behind.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
abstract sealed class NearVerbs<K, V> implements Keyspace<K, V> permits NearCache {
    final Keyspace<K, V> behind;
    final NearView<K, V> view;

    NearVerbs(Keyspace<K, V> behind, NearView<K, V> view) {
        this.behind = behind;
        this.view = view;
    }

    @Override
    public boolean contains(K key) {
        return behind.contains(key);
    }

    @Override
    public @Nullable Versioned<V> gets(K key) {
        return behind.gets(key);
    }

    @Override
    public Map<K, Versioned<V>> getsAll(Collection<? extends K> keys) {
        return behind.getsAll(keys);
    }

    @Override
    public @Nullable V gat(K key, Duration ttl) {
        return behind.gat(key, ttl);
    }

    @Override
    public @Nullable Versioned<V> gats(K key, Duration ttl) {
        return behind.gats(key, ttl);
    }

    @Override
    public Lookup<V> lookup(K key) {
        return behind.lookup(key);
    }

    @Override
    public Map<K, Lookup<V>> lookupAll(Collection<? extends K> keys) {
        return behind.lookupAll(keys);
    }

    @Override
    public @Nullable V valueOf(K key, Lookup<V> answer) {
        return behind.valueOf(key, answer);
    }

    @Override
    public Optional<ItemInfo> inspect(K key) {
        return behind.inspect(key);
    }

    @Override
    public boolean set(K key, V value) {
        return view.write(key, () -> behind.set(key, value));
    }

    @Override
    public boolean set(K key, V value, Duration ttl) {
        return view.write(key, () -> behind.set(key, value, ttl));
    }

    @Override
    public boolean add(K key, V value) {
        return view.write(key, () -> behind.add(key, value));
    }

    @Override
    public boolean add(K key, V value, Duration ttl) {
        return view.write(key, () -> behind.add(key, value, ttl));
    }

    @Override
    public boolean replace(K key, V value) {
        return view.write(key, () -> behind.replace(key, value));
    }

    @Override
    public boolean replace(K key, V value, Duration ttl) {
        return view.write(key, () -> behind.replace(key, value, ttl));
    }

    @Override
    public boolean append(K key, V value) {
        return view.write(key, () -> behind.append(key, value));
    }

    @Override
    public boolean appendOrCreate(K key, V value, Duration ttl) {
        return view.write(key, () -> behind.appendOrCreate(key, value, ttl));
    }

    @Override
    public boolean prepend(K key, V value) {
        return view.write(key, () -> behind.prepend(key, value));
    }

    @Override
    public CasResult cas(K key, V value, long cas) {
        return view.write(key, () -> behind.cas(key, value, cas));
    }

    @Override
    public CasResult cas(K key, V value, long cas, Duration ttl) {
        return view.write(key, () -> behind.cas(key, value, cas, ttl));
    }

    @Override
    public @Nullable V update(K key, Function<? super V, ? extends @Nullable V> change) {
        return view.write(key, () -> behind.update(key, change));
    }

    @Override
    public @Nullable V update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change) {
        return view.write(key, () -> behind.update(key, ifAbsent, change));
    }

    @Override
    public BulkWrite<K> setAll(Map<? extends K, ? extends V> values) {
        return view.writeAll(values.keySet(), () -> behind.setAll(values));
    }

    @Override
    public BulkWrite<K> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        return view.writeAll(values.keySet(), () -> behind.setAll(values, ttl));
    }

    @Override
    public boolean delete(K key) {
        return view.write(key, () -> behind.delete(key));
    }

    @Override
    public CasResult delete(K key, long cas) {
        return view.write(key, () -> behind.delete(key, cas));
    }

    @Override
    public BulkWrite<K> deleteAll(Collection<? extends K> keys) {
        return view.writeAll(keys, () -> behind.deleteAll(keys));
    }

    @Override
    public boolean invalidate(K key, Duration keepStaleFor) {
        return view.write(key, () -> behind.invalidate(key, keepStaleFor));
    }

    @Override
    public boolean touch(K key, Duration ttl) {
        return behind.touch(key, ttl);
    }

    @Override
    public BulkWrite<K> touchAll(Collection<? extends K> keys, Duration ttl) {
        return behind.touchAll(keys, ttl);
    }

    @Override
    public OptionalLong incr(K key) {
        return view.write(key, () -> behind.incr(key));
    }

    @Override
    public OptionalLong incr(K key, long delta) {
        return view.write(key, () -> behind.incr(key, delta));
    }

    @Override
    public OptionalLong incr(K key, long delta, long initial, Duration ttl) {
        return view.write(key, () -> behind.incr(key, delta, initial, ttl));
    }

    @Override
    public OptionalLong decr(K key) {
        return view.write(key, () -> behind.decr(key));
    }

    @Override
    public OptionalLong decr(K key, long delta) {
        return view.write(key, () -> behind.decr(key, delta));
    }

    @Override
    public OptionalLong decr(K key, long delta, long initial, Duration ttl) {
        return view.write(key, () -> behind.decr(key, delta, initial, ttl));
    }

    @Override
    public String toString() {
        return "NearCache[" + view.store().policy() + " of " + behind + "]";
    }
}
