// Derived from RelayedKeyspace.java by scripts/Twins.java
package dev.memjay.combine;

import static dev.memjay.combine.KeyspaceVerb.async;
import static dev.memjay.combine.KeyspaceVerb.either;
import static dev.memjay.combine.RelayCall.start;
import dev.memjay.AsyncKeyspace;
import dev.memjay.AsyncLeases;
import dev.memjay.internal.route.call.Futures;
import dev.memjay.model.AsyncBulkLoader;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.CasResult;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous face of a keyspace that stands for others: every verb goes to the {@link Relay}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class RelayedAsync<K, V> implements AsyncKeyspace<K, V> {
    private final Relay<K, V> relay;

    RelayedAsync(Relay<K, V> relay) {
        this.relay = relay;
    }

    @Override
    public CompletableFuture<@Nullable V> get(K key) {
        return start(relay.read(async(keyspace -> keyspace.get(key)), Objects::isNull));
    }

    @Override
    public CompletableFuture<Boolean> contains(K key) {
        return start(relay.read(async(keyspace -> keyspace.contains(key)), found -> !found));
    }

    @Override
    public CompletableFuture<@Nullable V> gat(K key, Duration ttl) {
        return start(relay.read(async(keyspace -> keyspace.gat(key, ttl)), Objects::isNull));
    }

    @Override
    public CompletableFuture<Lookup<V>> lookup(K key) {
        return start(relay.read(async(keyspace -> keyspace.lookup(key)), Relay::isNothing));
    }

    @Override
    public CompletableFuture<Optional<ItemInfo>> inspect(K key) {
        return start(relay.read(async(keyspace -> keyspace.inspect(key)), Optional::isEmpty));
    }

    @Override
    public CompletableFuture<V> getOrDefault(K key, V defaultValue) {
        Objects.requireNonNull(defaultValue, "defaultValue");
        CompletableFuture<@Nullable V> got = get(key);
        CompletableFuture<V> result = got.thenApply(value -> value == null ? defaultValue : value);
        Futures.cancelTogether(result, got);
        return result;
    }

    @Override
    public CompletableFuture<Map<K, V>> getAll(Collection<? extends K> keys) {
        return start(relay.readAll(keys, some -> async(keyspace -> keyspace.getAll(some)), Objects::isNull));
    }

    @Override
    public CompletableFuture<Map<K, Lookup<V>>> lookupAll(Collection<? extends K> keys) {
        return start(relay.readAll(keys, some -> async(keyspace -> keyspace.lookupAll(some)), Relay::isNothing));
    }

    @Override
    public CompletableFuture<@Nullable Versioned<V>> gets(K key) {
        return start(relay.atOne(async(keyspace -> keyspace.gets(key))));
    }

    @Override
    public CompletableFuture<@Nullable Versioned<V>> gats(K key, Duration ttl) {
        return start(relay.atOne(async(keyspace -> keyspace.gats(key, ttl))));
    }

    @Override
    public CompletableFuture<Map<K, Versioned<V>>> getsAll(Collection<? extends K> keys) {
        return start(relay.allAtOne(keys, some -> async(keyspace -> keyspace.getsAll(some))));
    }

    @Override
    public CompletableFuture<CasResult> cas(K key, V value, long cas) {
        return start(relay.decide(async(keyspace -> keyspace.cas(key, value, cas)), SecondCopy.stored(key, value)));
    }

    @Override
    public CompletableFuture<CasResult> cas(K key, V value, long cas, Duration ttl) {
        return start(relay.decide(async(keyspace -> keyspace.cas(key, value, cas, ttl)), SecondCopy.stored(key, value,
                ttl)));
    }

    @Override
    public CompletableFuture<@Nullable V> update(K key, Function<? super V, ? extends @Nullable V> change) {
        SecondCopy.NotedChange<V> noted = new SecondCopy.NotedChange<>(change);
        return start(relay.decide(async(keyspace -> keyspace.update(key, noted)), SecondCopy.updated(key, noted)));
    }

    @Override
    public CompletableFuture<@Nullable V> update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change) {
        SecondCopy.NotedChange<V> noted = new SecondCopy.NotedChange<>(change);
        return start(
                relay.decide(async(keyspace -> keyspace.update(key, ifAbsent, noted)), SecondCopy.updated(key, noted)));
    }

    @Override
    public CompletableFuture<CasResult> delete(K key, long cas) {
        return start(relay.decide(async(keyspace -> keyspace.delete(key, cas)), SecondCopy.deleted(key)));
    }

    @Override
    public CompletableFuture<Boolean> set(K key, V value) {
        return start(
                relay.write(either(keyspace -> keyspace.set(key, value), keyspace -> keyspace.set(key, value)), true));
    }

    @Override
    public CompletableFuture<Boolean> set(K key, V value, Duration ttl) {
        return start(relay.write(either(keyspace -> keyspace.set(key, value, ttl), keyspace -> keyspace.set(key, value,
                ttl)), true));
    }

    @Override
    public CompletableFuture<Boolean> add(K key, V value) {
        return start(relay.decide(async(keyspace -> keyspace.add(key, value)), SecondCopy.stored(key, value)));
    }

    @Override
    public CompletableFuture<Boolean> add(K key, V value, Duration ttl) {
        return start(
                relay.decide(async(keyspace -> keyspace.add(key, value, ttl)), SecondCopy.stored(key, value, ttl)));
    }

    @Override
    public CompletableFuture<Boolean> replace(K key, V value) {
        return start(relay.decide(async(keyspace -> keyspace.replace(key, value)), SecondCopy.stored(key, value)));
    }

    @Override
    public CompletableFuture<Boolean> replace(K key, V value, Duration ttl) {
        return start(
                relay.decide(async(keyspace -> keyspace.replace(key, value, ttl)), SecondCopy.stored(key, value, ttl)));
    }

    @Override
    public CompletableFuture<Boolean> append(K key, V value) {
        return start(relay.decide(async(keyspace -> keyspace.append(key, value)), SecondCopy.changed(key)));
    }

    @Override
    public CompletableFuture<Boolean> prepend(K key, V value) {
        return start(relay.decide(async(keyspace -> keyspace.prepend(key, value)), SecondCopy.changed(key)));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values) {
        Map<K, V> given = new LinkedHashMap<>(Objects.requireNonNull(values, "values"));
        return start(relay.writeAll(given.keySet(), some -> either(keyspace -> keyspace.setAll(Relay.part(given, some)),
                keyspace -> keyspace.setAll(Relay.part(given, some)))));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        Map<K, V> given = new LinkedHashMap<>(Objects.requireNonNull(values, "values"));
        return start(relay.writeAll(given.keySet(), some -> either(keyspace -> keyspace.setAll(Relay.part(given, some),
                ttl), keyspace -> keyspace.setAll(Relay.part(given, some), ttl))));
    }

    @Override
    public CompletableFuture<Boolean> delete(K key) {
        return start(relay.write(either(keyspace -> keyspace.delete(key), keyspace -> keyspace.delete(key)), true));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> deleteAll(Collection<? extends K> keys) {
        return start(relay.writeAll(keys, some -> either(keyspace -> keyspace.deleteAll(some),
                keyspace -> keyspace.deleteAll(some))));
    }

    @Override
    public CompletableFuture<Boolean> touch(K key, Duration ttl) {
        return start(
                relay.write(either(keyspace -> keyspace.touch(key, ttl), keyspace -> keyspace.touch(key, ttl)), true));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> touchAll(Collection<? extends K> keys, Duration ttl) {
        return start(relay.writeAll(keys, some -> either(keyspace -> keyspace.touchAll(some, ttl),
                keyspace -> keyspace.touchAll(some, ttl))));
    }

    @Override
    public CompletableFuture<Boolean> invalidate(K key, Duration keepStaleFor) {
        return start(relay.write(either(keyspace -> keyspace.invalidate(key, keepStaleFor),
                keyspace -> keyspace.invalidate(key, keepStaleFor)), true));
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key) {
        return start(relay.decide(async(keyspace -> keyspace.incr(key)), SecondCopy.changed(key)));
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key, long delta) {
        return start(relay.decide(async(keyspace -> keyspace.incr(key, delta)), SecondCopy.changed(key)));
    }

    @Override
    public CompletableFuture<OptionalLong> incr(K key, long delta, long initial, Duration ttl) {
        return start(relay.decide(async(keyspace -> keyspace.incr(key, delta, initial, ttl)), SecondCopy.changed(key)));
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key) {
        return start(relay.decide(async(keyspace -> keyspace.decr(key)), SecondCopy.changed(key)));
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key, long delta) {
        return start(relay.decide(async(keyspace -> keyspace.decr(key, delta)), SecondCopy.changed(key)));
    }

    @Override
    public CompletableFuture<OptionalLong> decr(K key, long delta, long initial, Duration ttl) {
        return start(relay.decide(async(keyspace -> keyspace.decr(key, delta, initial, ttl)), SecondCopy.changed(key)));
    }

    @Override
    public CompletableFuture<@Nullable V> getOrCompute(K key, AsyncLoader<? super K, ? extends V> loader) {
        return start(relay.load(notes -> async(keyspace -> keyspace.getOrCompute(key, notes.noting(loader))),
                relay.first().loadPolicy()));
    }

    @Override
    public CompletableFuture<@Nullable V> getOrCompute(
            K key, AsyncLoader<? super K, ? extends V> loader, LoadPolicy policy) {
        return start(relay.load(notes -> async(keyspace -> keyspace.getOrCompute(key, notes.noting(loader), policy)),
                policy));
    }

    @Override
    public CompletableFuture<Map<K, V>> getAllOrCompute(Collection<? extends K> keys, AsyncBulkLoader<K, V> loader) {
        return start(relay.loadAll(keys, notes -> some -> async(keyspace -> keyspace.getAllOrCompute(some,
                notes.noting(loader))), relay.first().loadPolicy()));
    }

    @Override
    public CompletableFuture<Map<K, V>> getAllOrCompute(
            Collection<? extends K> keys, AsyncBulkLoader<K, V> loader, LoadPolicy policy) {
        return start(relay.loadAll(keys, notes -> some -> async(keyspace -> keyspace.getAllOrCompute(some,
                notes.noting(loader), policy)), policy));
    }

    @Override
    public CompletableFuture<Boolean> appendOrCreate(K key, V value, Duration ttl) {
        return start(
                relay.decide(async(keyspace -> keyspace.appendOrCreate(key, value, ttl)), SecondCopy.changed(key)));
    }

    @Override
    public AsyncLeases<K, V> leases() {
        return relay.first().async().leases();
    }

    @Override
    public String toString() {
        return relay.toString();
    }
}
