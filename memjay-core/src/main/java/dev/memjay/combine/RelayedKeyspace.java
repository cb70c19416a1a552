package dev.memjay.combine;

import static dev.memjay.combine.KeyspaceVerb.blocking;
import static dev.memjay.combine.KeyspaceVerb.either;
import static dev.memjay.combine.RelayCall.run;

import dev.memjay.AsyncKeyspace;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Leases;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.internal.route.call.ContextCarrier;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of a keyspace that stands for others: every verb goes to the {@link Relay}, which knows whom to ask.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class RelayedKeyspace<K, V> implements Keyspace<K, V>, ContextCarrier {
    private final Relay<K, V> relay;

    RelayedKeyspace(Relay<K, V> relay) {
        this.relay = relay;
    }

    @Override
    public @Nullable V get(K key) {
        return run(relay.read(blocking(keyspace -> keyspace.get(key)), Objects::isNull));
    }

    @Override
    public boolean contains(K key) {
        return run(relay.read(blocking(keyspace -> keyspace.contains(key)), found -> !found));
    }

    @Override
    public @Nullable V gat(K key, Duration ttl) {
        return run(relay.read(blocking(keyspace -> keyspace.gat(key, ttl)), Objects::isNull));
    }

    @Override
    public Lookup<V> lookup(K key) {
        return run(relay.read(blocking(keyspace -> keyspace.lookup(key)), Relay::isNothing));
    }

    @Override
    public @Nullable V valueOf(K key, Lookup<V> answer) {
        return relay.last().valueOf(key, answer);
    }

    @Override
    public Optional<ItemInfo> inspect(K key) {
        return run(relay.read(blocking(keyspace -> keyspace.inspect(key)), Optional::isEmpty));
    }

    @Override
    public V getOrDefault(K key, V defaultValue) {
        Objects.requireNonNull(defaultValue, "defaultValue");
        V value = get(key);
        return value == null ? defaultValue : value;
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return run(relay.readAll(keys, some -> blocking(keyspace -> keyspace.getAll(some)), Objects::isNull));
    }

    @Override
    public Map<K, Lookup<V>> lookupAll(Collection<? extends K> keys) {
        return run(relay.readAll(keys, some -> blocking(keyspace -> keyspace.lookupAll(some)), Relay::isNothing));
    }

    @Override
    public @Nullable Versioned<V> gets(K key) {
        return run(relay.atOne(blocking(keyspace -> keyspace.gets(key))));
    }

    @Override
    public @Nullable Versioned<V> gats(K key, Duration ttl) {
        return run(relay.atOne(blocking(keyspace -> keyspace.gats(key, ttl))));
    }

    @Override
    public Map<K, Versioned<V>> getsAll(Collection<? extends K> keys) {
        return run(relay.allAtOne(keys, some -> blocking(keyspace -> keyspace.getsAll(some))));
    }

    @Override
    public CasResult cas(K key, V value, long cas) {
        return run(relay.decide(blocking(keyspace -> keyspace.cas(key, value, cas)), SecondCopy.stored(key, value)));
    }

    @Override
    public CasResult cas(K key, V value, long cas, Duration ttl) {
        return run(relay.decide(
                blocking(keyspace -> keyspace.cas(key, value, cas, ttl)), SecondCopy.stored(key, value, ttl)));
    }

    @Override
    public @Nullable V update(K key, Function<? super V, ? extends @Nullable V> change) {
        SecondCopy.NotedChange<V> noted = new SecondCopy.NotedChange<>(change);
        return run(relay.decide(blocking(keyspace -> keyspace.update(key, noted)), SecondCopy.updated(key, noted)));
    }

    @Override
    public @Nullable V update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change) {
        SecondCopy.NotedChange<V> noted = new SecondCopy.NotedChange<>(change);
        return run(relay.decide(
                blocking(keyspace -> keyspace.update(key, ifAbsent, noted)), SecondCopy.updated(key, noted)));
    }

    @Override
    public CasResult delete(K key, long cas) {
        return run(relay.decide(blocking(keyspace -> keyspace.delete(key, cas)), SecondCopy.deleted(key)));
    }

    @Override
    public boolean set(K key, V value) {
        return run(
                relay.write(either(keyspace -> keyspace.set(key, value), keyspace -> keyspace.set(key, value)), true));
    }

    @Override
    public boolean set(K key, V value, Duration ttl) {
        return run(relay.write(
                either(keyspace -> keyspace.set(key, value, ttl), keyspace -> keyspace.set(key, value, ttl)), true));
    }

    @Override
    public boolean add(K key, V value) {
        return run(relay.decide(blocking(keyspace -> keyspace.add(key, value)), SecondCopy.stored(key, value)));
    }

    @Override
    public boolean add(K key, V value, Duration ttl) {
        return run(
                relay.decide(blocking(keyspace -> keyspace.add(key, value, ttl)), SecondCopy.stored(key, value, ttl)));
    }

    @Override
    public boolean replace(K key, V value) {
        return run(relay.decide(blocking(keyspace -> keyspace.replace(key, value)), SecondCopy.stored(key, value)));
    }

    @Override
    public boolean replace(K key, V value, Duration ttl) {
        return run(relay.decide(
                blocking(keyspace -> keyspace.replace(key, value, ttl)), SecondCopy.stored(key, value, ttl)));
    }

    @Override
    public boolean append(K key, V value) {
        return run(relay.decide(blocking(keyspace -> keyspace.append(key, value)), SecondCopy.changed(key)));
    }

    @Override
    public boolean prepend(K key, V value) {
        return run(relay.decide(blocking(keyspace -> keyspace.prepend(key, value)), SecondCopy.changed(key)));
    }

    @Override
    public BulkWrite<K> setAll(Map<? extends K, ? extends V> values) {
        Map<K, V> given = new LinkedHashMap<>(Objects.requireNonNull(values, "values"));
        return run(relay.writeAll(
                given.keySet(),
                some -> either(
                        keyspace -> keyspace.setAll(Relay.part(given, some)),
                        keyspace -> keyspace.setAll(Relay.part(given, some)))));
    }

    @Override
    public BulkWrite<K> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        Map<K, V> given = new LinkedHashMap<>(Objects.requireNonNull(values, "values"));
        return run(relay.writeAll(
                given.keySet(),
                some -> either(
                        keyspace -> keyspace.setAll(Relay.part(given, some), ttl),
                        keyspace -> keyspace.setAll(Relay.part(given, some), ttl))));
    }

    @Override
    public boolean delete(K key) {
        return run(relay.write(either(keyspace -> keyspace.delete(key), keyspace -> keyspace.delete(key)), true));
    }

    @Override
    public BulkWrite<K> deleteAll(Collection<? extends K> keys) {
        return run(relay.writeAll(
                keys, some -> either(keyspace -> keyspace.deleteAll(some), keyspace -> keyspace.deleteAll(some))));
    }

    @Override
    public boolean touch(K key, Duration ttl) {
        return run(
                relay.write(either(keyspace -> keyspace.touch(key, ttl), keyspace -> keyspace.touch(key, ttl)), true));
    }

    @Override
    public BulkWrite<K> touchAll(Collection<? extends K> keys, Duration ttl) {
        return run(relay.writeAll(
                keys,
                some -> either(keyspace -> keyspace.touchAll(some, ttl), keyspace -> keyspace.touchAll(some, ttl))));
    }

    @Override
    public boolean invalidate(K key, Duration keepStaleFor) {
        return run(relay.write(
                either(
                        keyspace -> keyspace.invalidate(key, keepStaleFor),
                        keyspace -> keyspace.invalidate(key, keepStaleFor)),
                true));
    }

    @Override
    public OptionalLong incr(K key) {
        return run(relay.decide(blocking(keyspace -> keyspace.incr(key)), SecondCopy.changed(key)));
    }

    @Override
    public OptionalLong incr(K key, long delta) {
        return run(relay.decide(blocking(keyspace -> keyspace.incr(key, delta)), SecondCopy.changed(key)));
    }

    @Override
    public OptionalLong incr(K key, long delta, long initial, Duration ttl) {
        return run(
                relay.decide(blocking(keyspace -> keyspace.incr(key, delta, initial, ttl)), SecondCopy.changed(key)));
    }

    @Override
    public OptionalLong decr(K key) {
        return run(relay.decide(blocking(keyspace -> keyspace.decr(key)), SecondCopy.changed(key)));
    }

    @Override
    public OptionalLong decr(K key, long delta) {
        return run(relay.decide(blocking(keyspace -> keyspace.decr(key, delta)), SecondCopy.changed(key)));
    }

    @Override
    public OptionalLong decr(K key, long delta, long initial, Duration ttl) {
        return run(
                relay.decide(blocking(keyspace -> keyspace.decr(key, delta, initial, ttl)), SecondCopy.changed(key)));
    }

    @Override
    public Keyspace<K, V> withPrefix(String prefix) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withPrefix(prefix)));
    }

    @Override
    public Keyspace<K, V> withTtl(Duration ttl) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withTtl(ttl)));
    }

    @Override
    public Keyspace<K, V> withTimeout(Duration timeout) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withTimeout(timeout)));
    }

    @Override
    public Keyspace<K, V> withFailurePolicy(FailurePolicy policy) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withFailurePolicy(policy)));
    }

    @Override
    public FailurePolicy failurePolicy() {
        return relay.first().failurePolicy();
    }

    @Override
    public Keyspace<K, V> withKeyPolicy(KeyPolicy policy) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withKeyPolicy(policy)));
    }

    @Override
    public Keyspace<K, V> withCompression(Compression compression) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withCompression(compression)));
    }

    @Override
    public <K2> Keyspace<K2, V> withKeyCodec(KeyCodec<? super K2> keyCodec) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.<K2>withKeyCodec(keyCodec)));
    }

    @Override
    public <V2> Keyspace<K, V2> withCodec(Codec<V2> codec) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withCodec(codec)));
    }

    @Override
    public Keyspace<K, V> withLoadPolicy(LoadPolicy policy) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withLoadPolicy(policy)));
    }

    @Override
    public LoadPolicy loadPolicy() {
        return relay.first().loadPolicy();
    }

    @Override
    public Keyspace<K, V> withName(String name) {
        return new RelayedKeyspace<>(relay.viewed(keyspace -> keyspace.withName(name)));
    }

    @Override
    public Keyspace<K, V> uncounted() {
        return new RelayedKeyspace<>(relay.viewed(Keyspace::uncounted));
    }

    @Override
    public Keyspace<K, Long> counters() {
        return new RelayedKeyspace<>(relay.viewed(Keyspace::counters));
    }

    @Override
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader) {
        return run(relay.load(
                notes -> blocking(keyspace -> keyspace.getOrCompute(key, notes.noting(loader))),
                relay.first().loadPolicy()));
    }

    @Override
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader, LoadPolicy policy) {
        return run(relay.load(
                notes -> blocking(keyspace -> keyspace.getOrCompute(key, notes.noting(loader), policy)), policy));
    }

    @Override
    public Map<K, V> getAllOrCompute(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        return run(relay.loadAll(
                keys,
                notes -> some -> blocking(keyspace -> keyspace.getAllOrCompute(some, notes.noting(loader))),
                relay.first().loadPolicy()));
    }

    @Override
    public Map<K, V> getAllOrCompute(
            Collection<? extends K> keys, BulkLoader<K, ? extends V> loader, LoadPolicy policy) {
        return run(relay.loadAll(
                keys,
                notes -> some -> blocking(keyspace -> keyspace.getAllOrCompute(some, notes.noting(loader), policy)),
                policy));
    }

    @Override
    public boolean appendOrCreate(K key, V value, Duration ttl) {
        return run(
                relay.decide(blocking(keyspace -> keyspace.appendOrCreate(key, value, ttl)), SecondCopy.changed(key)));
    }

    @Override
    public Leases<K, V> leases() {
        return relay.first().leases();
    }

    @Override
    public Runnable carry(Runnable work) {
        return ContextCarrier.carry(relay.first(), work);
    }

    @Override
    public String toString() {
        return relay.toString();
    }

    @Override
    public AsyncKeyspace<K, V> async() {
        return new RelayedAsync<>(relay);
    }

    @Override
    public NoreplyKeyspace<K, V> noreply() {
        return new RelayedNoreply<>(relay);
    }
}
