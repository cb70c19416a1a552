// Derived from NearVerbs.java by scripts/Twins.java
package dev.memjay.caffeine;

import dev.memjay.AsyncKeyspace;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous verbs of a near cache that go straight to the server, as {@link NearVerbs} has the blocking ones.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
abstract sealed class NearAsyncVerbs<K, V> implements AsyncKeyspace<K, V> permits NearAsync {
    final AsyncKeyspace<K, V> behind;
    final NearView<K, V> view;

    NearAsyncVerbs(AsyncKeyspace<K, V> behind, NearView<K, V> view) {
        this.behind = behind;
        this.view = view;
    }

    @Override
    public CompletableFuture<Boolean> contains(K key) {
        return behind.contains(key);
    }

    @Override
    public CompletableFuture<@Nullable Versioned<V>> gets(K key) {
        return behind.gets(key);
    }

    @Override
    public CompletableFuture<Map<K, Versioned<V>>> getsAll(Collection<? extends K> keys) {
        return behind.getsAll(keys);
    }

    @Override
    public CompletableFuture<@Nullable V> gat(K key, Duration ttl) {
        return behind.gat(key, ttl);
    }

    @Override
    public CompletableFuture<@Nullable Versioned<V>> gats(K key, Duration ttl) {
        return behind.gats(key, ttl);
    }

    @Override
    public CompletableFuture<Lookup<V>> lookup(K key) {
        return behind.lookup(key);
    }

    @Override
    public CompletableFuture<Map<K, Lookup<V>>> lookupAll(Collection<? extends K> keys) {
        return behind.lookupAll(keys);
    }

    @Override
    public CompletableFuture<Optional<ItemInfo>> inspect(K key) {
        return behind.inspect(key);
    }

    @Override
    public CompletableFuture<Boolean> set(K key, V value) {
        return view.startWrite(key, () -> behind.set(key, value));
    }

    @Override
    public CompletableFuture<Boolean> set(K key, V value, Duration ttl) {
        return view.startWrite(key, () -> behind.set(key, value, ttl));
    }

    @Override
    public CompletableFuture<Boolean> add(K key, V value) {
        return view.startWrite(key, () -> behind.add(key, value));
    }

    @Override
    public CompletableFuture<Boolean> add(K key, V value, Duration ttl) {
        return view.startWrite(key, () -> behind.add(key, value, ttl));
    }

    @Override
    public CompletableFuture<Boolean> replace(K key, V value) {
        return view.startWrite(key, () -> behind.replace(key, value));
    }

    @Override
    public CompletableFuture<Boolean> replace(K key, V value, Duration ttl) {
        return view.startWrite(key, () -> behind.replace(key, value, ttl));
    }

    @Override
    public CompletableFuture<Boolean> append(K key, V value) {
        return view.startWrite(key, () -> behind.append(key, value));
    }

    @Override
    public CompletableFuture<Boolean> appendOrCreate(K key, V value, Duration ttl) {
        return view.startWrite(key, () -> behind.appendOrCreate(key, value, ttl));
    }

    @Override
    public CompletableFuture<Boolean> prepend(K key, V value) {
        return view.startWrite(key, () -> behind.prepend(key, value));
    }

    @Override
    public CompletableFuture<CasResult> cas(K key, V value, long cas) {
        return view.startWrite(key, () -> behind.cas(key, value, cas));
    }

    @Override
    public CompletableFuture<CasResult> cas(K key, V value, long cas, Duration ttl) {
        return view.startWrite(key, () -> behind.cas(key, value, cas, ttl));
    }

    @Override
    public CompletableFuture<@Nullable V> update(K key, Function<? super V, ? extends @Nullable V> change) {
        return view.startWrite(key, () -> behind.update(key, change));
    }

    @Override
    public CompletableFuture<@Nullable V> update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change) {
        return view.startWrite(key, () -> behind.update(key, ifAbsent, change));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values) {
        return view.startWriteAll(values.keySet(), () -> behind.setAll(values));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        return view.startWriteAll(values.keySet(), () -> behind.setAll(values, ttl));
    }

    @Override
    public CompletableFuture<Boolean> delete(K key) {
        return view.startWrite(key, () -> behind.delete(key));
    }

    @Override
    public CompletableFuture<CasResult> delete(K key, long cas) {
        return view.startWrite(key, () -> behind.delete(key, cas));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> deleteAll(Collection<? extends K> keys) {
        return view.startWriteAll(keys, () -> behind.deleteAll(keys));
    }

    @Override
    public CompletableFuture<Boolean> invalidate(K key, Duration keepStaleFor) {
        return view.startWrite(key, () -> behind.invalidate(key, keepStaleFor));
    }

    @Override
    public CompletableFuture<Boolean> touch(K key, Duration ttl) {
        return behind.touch(key, ttl);
    }

    @Override
    public CompletableFuture<BulkWrite<K>> touchAll(Collection<? extends K> keys, Duration ttl) {
        return behind.touchAll(keys, ttl);
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key) {
        return view.startWrite(key, () -> behind.incr(key));
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key, long delta) {
        return view.startWrite(key, () -> behind.incr(key, delta));
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key, long delta, long initial, Duration ttl) {
        return view.startWrite(key, () -> behind.incr(key, delta, initial, ttl));
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key) {
        return view.startWrite(key, () -> behind.decr(key));
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key, long delta) {
        return view.startWrite(key, () -> behind.decr(key, delta));
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key, long delta, long initial, Duration ttl) {
        return view.startWrite(key, () -> behind.decr(key, delta, initial, ttl));
    }

    @Override
    public String toString() {
        return "NearCache[" + view.store().policy() + " of " + behind + "]";
    }
}
