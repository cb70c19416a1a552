package dev.memjay.it;

import dev.memjay.AsyncKeyspace;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Leases;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.CasResult;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace whose verbs are the asynchronous ones, waited for: whatever is tested through it is tested of the futures.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class JoinedKeyspace<K, V> implements Keyspace<K, V> {
    private final Keyspace<K, V> keyspace;
    private final AsyncKeyspace<K, V> async;

    JoinedKeyspace(Keyspace<K, V> keyspace) {
        this.keyspace = keyspace;
        this.async = keyspace.async();
    }

    private static <R extends @Nullable Object> R join(CompletableFuture<R> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException error) {
                throw error;
            }
            throw new AssertionError("a future failed with a checked error", e);
        } catch (TimeoutException e) {
            throw new AssertionError("a future never completes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public @Nullable V get(K key) {
        return join(async.get(key));
    }

    @Override
    public V getOrDefault(K key, V defaultValue) {
        return join(async.getOrDefault(key, defaultValue));
    }

    @Override
    public boolean contains(K key) {
        return join(async.contains(key));
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return join(async.getAll(keys));
    }

    @Override
    public @Nullable Versioned<V> gets(K key) {
        return join(async.gets(key));
    }

    @Override
    public Map<K, Versioned<V>> getsAll(Collection<? extends K> keys) {
        return join(async.getsAll(keys));
    }

    @Override
    public @Nullable V gat(K key, Duration ttl) {
        return join(async.gat(key, ttl));
    }

    @Override
    public @Nullable Versioned<V> gats(K key, Duration ttl) {
        return join(async.gats(key, ttl));
    }

    @Override
    public Lookup<V> lookup(K key) {
        return join(async.lookup(key));
    }

    @Override
    public Map<K, Lookup<V>> lookupAll(Collection<? extends K> keys) {
        return join(async.lookupAll(keys));
    }

    @Override
    public V valueOf(K key, Lookup<V> answer) {
        return keyspace.valueOf(key, answer);
    }

    @Override
    public Optional<ItemInfo> inspect(K key) {
        return join(async.inspect(key));
    }

    @Override
    public boolean set(K key, V value) {
        return join(async.set(key, value));
    }

    @Override
    public boolean set(K key, V value, Duration ttl) {
        return join(async.set(key, value, ttl));
    }

    @Override
    public boolean add(K key, V value) {
        return join(async.add(key, value));
    }

    @Override
    public boolean add(K key, V value, Duration ttl) {
        return join(async.add(key, value, ttl));
    }

    @Override
    public boolean replace(K key, V value) {
        return join(async.replace(key, value));
    }

    @Override
    public boolean replace(K key, V value, Duration ttl) {
        return join(async.replace(key, value, ttl));
    }

    @Override
    public boolean append(K key, V value) {
        return join(async.append(key, value));
    }

    @Override
    public boolean appendOrCreate(K key, V value, Duration ttl) {
        return join(async.appendOrCreate(key, value, ttl));
    }

    @Override
    public boolean prepend(K key, V value) {
        return join(async.prepend(key, value));
    }

    @Override
    public CasResult cas(K key, V value, long cas) {
        return join(async.cas(key, value, cas));
    }

    @Override
    public CasResult cas(K key, V value, long cas, Duration ttl) {
        return join(async.cas(key, value, cas, ttl));
    }

    @Override
    public @Nullable V update(K key, Function<? super V, ? extends @Nullable V> change) {
        return join(async.update(key, change));
    }

    @Override
    public @Nullable V update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change) {
        return join(async.update(key, ifAbsent, change));
    }

    @Override
    public BulkWrite<K> setAll(Map<? extends K, ? extends V> values) {
        return join(async.setAll(values));
    }

    @Override
    public BulkWrite<K> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        return join(async.setAll(values, ttl));
    }

    @Override
    public boolean delete(K key) {
        return join(async.delete(key));
    }

    @Override
    public CasResult delete(K key, long cas) {
        return join(async.delete(key, cas));
    }

    @Override
    public BulkWrite<K> deleteAll(Collection<? extends K> keys) {
        return join(async.deleteAll(keys));
    }

    @Override
    public boolean touch(K key, Duration ttl) {
        return join(async.touch(key, ttl));
    }

    @Override
    public BulkWrite<K> touchAll(Collection<? extends K> keys, Duration ttl) {
        return join(async.touchAll(keys, ttl));
    }

    @Override
    public OptionalLong incr(K key) {
        return join(async.incr(key));
    }

    @Override
    public OptionalLong incr(K key, long delta) {
        return join(async.incr(key, delta));
    }

    @Override
    public OptionalLong incr(K key, long delta, long initial, Duration ttl) {
        return join(async.incr(key, delta, initial, ttl));
    }

    @Override
    public OptionalLong decr(K key) {
        return join(async.decr(key));
    }

    @Override
    public OptionalLong decr(K key, long delta) {
        return join(async.decr(key, delta));
    }

    @Override
    public OptionalLong decr(K key, long delta, long initial, Duration ttl) {
        return join(async.decr(key, delta, initial, ttl));
    }

    @Override
    public Keyspace<K, V> withPrefix(String prefix) {
        return new JoinedKeyspace<>(keyspace.withPrefix(prefix));
    }

    @Override
    public Keyspace<K, V> withTtl(Duration ttl) {
        return new JoinedKeyspace<>(keyspace.withTtl(ttl));
    }

    @Override
    public Keyspace<K, V> withTimeout(Duration timeout) {
        return new JoinedKeyspace<>(keyspace.withTimeout(timeout));
    }

    @Override
    public Keyspace<K, V> withFailurePolicy(FailurePolicy policy) {
        return new JoinedKeyspace<>(keyspace.withFailurePolicy(policy));
    }

    @Override
    public FailurePolicy failurePolicy() {
        return keyspace.failurePolicy();
    }

    @Override
    public Keyspace<K, V> withKeyPolicy(KeyPolicy policy) {
        return new JoinedKeyspace<>(keyspace.withKeyPolicy(policy));
    }

    @Override
    public <K2> Keyspace<K2, V> withKeyCodec(KeyCodec<? super K2> keyCodec) {
        return new JoinedKeyspace<>(keyspace.withKeyCodec(keyCodec));
    }

    @Override
    public <V2> Keyspace<K, V2> withCodec(Codec<V2> codec) {
        return new JoinedKeyspace<>(keyspace.withCodec(codec));
    }

    @Override
    public Keyspace<K, V> withLoadPolicy(LoadPolicy policy) {
        return new JoinedKeyspace<>(keyspace.withLoadPolicy(policy));
    }

    @Override
    public LoadPolicy loadPolicy() {
        return keyspace.loadPolicy();
    }

    @Override
    public Keyspace<K, V> uncounted() {
        return new JoinedKeyspace<>(keyspace.uncounted());
    }

    @Override
    public Keyspace<K, V> withName(String name) {
        return new JoinedKeyspace<>(keyspace.withName(name));
    }

    @Override
    public Keyspace<K, V> withCompression(Compression compression) {
        return new JoinedKeyspace<>(keyspace.withCompression(compression));
    }

    @Override
    public Keyspace<K, Long> counters() {
        return new JoinedKeyspace<>(keyspace.counters());
    }

    @Override
    public AsyncKeyspace<K, V> async() {
        return async;
    }

    @Override
    public NoreplyKeyspace<K, V> noreply() {
        return keyspace.noreply();
    }

    // What loads, or has a face of its own, is tried elsewhere.

    @Override
    public V getOrCompute(K key, Loader<? super K, ? extends V> loader) {
        return keyspace.getOrCompute(key, loader);
    }

    @Override
    public V getOrCompute(K key, Loader<? super K, ? extends V> loader, LoadPolicy policy) {
        return keyspace.getOrCompute(key, loader, policy);
    }

    @Override
    public Map<K, V> getAllOrCompute(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        return keyspace.getAllOrCompute(keys, loader);
    }

    @Override
    public Map<K, V> getAllOrCompute(
            Collection<? extends K> keys, BulkLoader<K, ? extends V> loader, LoadPolicy policy) {
        return keyspace.getAllOrCompute(keys, loader, policy);
    }

    @Override
    public boolean invalidate(K key, Duration keepStaleFor) {
        return keyspace.invalidate(key, keepStaleFor);
    }

    @Override
    public Leases<K, V> leases() {
        return keyspace.leases();
    }
}
