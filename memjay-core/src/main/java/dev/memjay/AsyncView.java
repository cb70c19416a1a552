// Derived from KeyspaceView.java by scripts/Twins.java
package dev.memjay;

import dev.memjay.internal.lease.Loads;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.verb.AppendOrCreate;
import dev.memjay.internal.verb.BulkVerbs;
import dev.memjay.internal.verb.Update;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.AsyncBulkLoader;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.CasResult;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Verb;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous face of a view.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class AsyncView<K, V> implements AsyncKeyspace<K, V> {
    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final BulkVerbs<K, V> bulk;
    private final PlainGet<K, V> plainGet;
    private final Duration ttl;
    private final long timeoutNanos;

    AsyncView(Engine engine, Verbs<K, V> verbs, BulkVerbs<K, V> bulk, PlainGet<K, V> plainGet) {
        this.engine = engine;
        this.verbs = verbs;
        this.bulk = bulk;
        this.plainGet = plainGet;
        ttl = verbs.settings().ttl();
        timeoutNanos = verbs.settings().timeoutNanos();
    }

    @Override
    public CompletableFuture<@Nullable V> get(K key) {
        return plainGet.start(key, timeoutNanos);
    }

    @Override
    public CompletableFuture<V> getOrDefault(K key, V defaultValue) {
        return verbs.getOrDefault(key, defaultValue).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> contains(K key) {
        return verbs.contains(key).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Map<K, V>> getAll(Collection<? extends K> keys) {
        return bulk.getAll(keys).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<@Nullable Versioned<V>> gets(K key) {
        return verbs.gets(key).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Map<K, Versioned<V>>> getsAll(Collection<? extends K> keys) {
        return bulk.getsAll(keys).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<@Nullable V> gat(K key, Duration ttl) {
        return verbs.gat(key, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<@Nullable Versioned<V>> gats(K key, Duration ttl) {
        return verbs.gats(key, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Lookup<V>> lookup(K key) {
        return verbs.lookup(key).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Map<K, Lookup<V>>> lookupAll(Collection<? extends K> keys) {
        return bulk.lookupAll(keys).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Optional<ItemInfo>> inspect(K key) {
        return verbs.inspect(key).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> set(K key, V value) {
        return verbs.set(key, value, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> set(K key, V value, Duration ttl) {
        return verbs.set(key, value, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> add(K key, V value) {
        return verbs.add(key, value, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> add(K key, V value, Duration ttl) {
        return verbs.add(key, value, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> replace(K key, V value) {
        return verbs.replace(key, value, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> replace(K key, V value, Duration ttl) {
        return verbs.replace(key, value, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> append(K key, V value) {
        return verbs.append(key, value).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> appendOrCreate(K key, V value, Duration ttl) {
        return new AppendOrCreate(engine, verbs, key, value, ttl).start(verbs.callbacks(engine));
    }

    @Override
    public CompletableFuture<Boolean> prepend(K key, V value) {
        return verbs.prepend(key, value).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<CasResult> cas(K key, V value, long cas) {
        return verbs.cas(key, value, cas, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<CasResult> cas(K key, V value, long cas, Duration ttl) {
        return verbs.cas(key, value, cas, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<@Nullable V> update(K key, Function<? super V, ? extends @Nullable V> change) {
        return new Update<>(engine, verbs, key, null, change).start(verbs.callbacks(engine));
    }

    @Override
    public CompletableFuture<@Nullable V> update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change) {
        return new Update<>(engine, verbs, key, Objects.requireNonNull(ifAbsent, "ifAbsent"),
                change).start(verbs.callbacks(engine));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values) {
        return bulk.setAll(values, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        return bulk.setAll(values, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> delete(K key) {
        return verbs.delete(key).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<CasResult> delete(K key, long cas) {
        return verbs.delete(key, cas).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<BulkWrite<K>> deleteAll(Collection<? extends K> keys) {
        return bulk.deleteAll(keys).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> invalidate(K key, Duration keepStaleFor) {
        return verbs.invalidate(key, keepStaleFor).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<Boolean> touch(K key, Duration ttl) {
        return verbs.touch(key, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<BulkWrite<K>> touchAll(Collection<? extends K> keys, Duration ttl) {
        return bulk.touchAll(keys, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key) {
        return verbs.count(Verb.INCR, key, 1).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key, long delta) {
        return verbs.count(Verb.INCR, key, delta).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key, long delta, long initial, Duration ttl) {
        return verbs.count(Verb.INCR, key, delta, initial, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key) {
        return verbs.count(Verb.DECR, key, 1).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key, long delta) {
        return verbs.count(Verb.DECR, key, delta).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key, long delta, long initial, Duration ttl) {
        return verbs.count(Verb.DECR, key, delta, initial, ttl).start(engine, timeoutNanos);
    }

    @Override
    public CompletableFuture<@Nullable V> getOrCompute(K key, AsyncLoader<? super K, ? extends V> loader) {
        return getOrCompute(key, loader, verbs.settings().loadPolicy());
    }

    @Override
    public CompletableFuture<@Nullable V> getOrCompute(
            K key, AsyncLoader<? super K, ? extends V> loader, LoadPolicy policy) {
        return Loads.start(engine, verbs, key, loader, policy);
    }

    @Override
    public CompletableFuture<Map<K, V>> getAllOrCompute(Collection<? extends K> keys, AsyncBulkLoader<K, V> loader) {
        return getAllOrCompute(keys, loader, verbs.settings().loadPolicy());
    }

    @Override
    public CompletableFuture<Map<K, V>> getAllOrCompute(
            Collection<? extends K> keys, AsyncBulkLoader<K, V> loader, LoadPolicy policy) {
        return Loads.startAll(engine, verbs, keys, loader, policy);
    }

    @Override
    public String toString() {
        return "AsyncKeyspace" + verbs.settings().title();
    }

    @Override
    public AsyncLeases<K, V> leases() {
        return new AsyncLeasesView<>(engine, verbs);
    }
}
