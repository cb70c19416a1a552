package dev.memjay.caffeine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Leases;
import dev.memjay.Posting;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.BulkLoader;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace with bounded local copies of what it reads; the rest of a program need not know.
 *
 * <p>{@code get}, {@code getOrDefault}, {@code getAll}, {@code getOrCompute} and {@code getAllOrCompute} are answered from a copy
 * that is younger than the policy's age, counted from the moment at which the server was asked. So a value that is served was
 * the server's own at most that long ago: that is the whole staleness bound, for changes of other programs, and for changes
 * through other keyspaces of this one. All other reads ask the server.
 *
 * <p>What is written through this object, its views and its asynchronous and posting faces is seen at once by every later
 * read of them; a write whose outcome is not known, since it timed out or was cancelled, is seen when copies reach their age
 * at the latest. Views share the copies and their bound. Only values are kept, no misses; stale values are returned but not
 * kept, nor is what was just loaded, before it is read once more. Values are shared by all readers, so they must not be
 * changed.
 *
 * <p>Thread-safe. Errors, time limits and failure policy are those of the keyspace behind. In a callback on Memjay's event
 * loop a blocking read that finds a copy returns it; one that has to ask throws, as ever.
 *
 * @param <K> the type of the keys, with equals and hashCode
 * @param <V> the type of the values
 */
public final class NearCache<K, V> implements Keyspace<K, V> {
    private static final Object COUNTERS = "counters";

    private final Keyspace<K, V> behind;
    private final NearView<K, V> view;

    private NearCache(Keyspace<K, V> behind, NearView<K, V> view) {
        this.behind = behind;
        this.view = view;
    }

    /**
     * Local copies in front of a keyspace. Make one for each keyspace, and keep it: each has copies of its own.
     *
     * @param keyspace where values are read and written
     * @param policy how many copies, and how old
     * @param <K> the type of the keys, with equals and hashCode
     * @param <V> the type of the values
     */
    public static <K, V> NearCache<K, V> of(Keyspace<K, V> keyspace, NearPolicy policy) {
        return of(keyspace, policy, System::nanoTime);
    }

    static <K, V> NearCache<K, V> of(Keyspace<K, V> keyspace, NearPolicy policy, LongSupplier nanoTime) {
        Objects.requireNonNull(keyspace, "keyspace");
        NearStore store = new NearStore(Objects.requireNonNull(policy, "policy"), nanoTime);
        return new NearCache<>(keyspace, new NearView<>(store, NearStore.Space.WHOLE, "codec behind"));
    }

    // Copies

    /** Forgets the copy of a key; the next read asks the server. */
    public void forget(K key) {
        view.<@Nullable Object>write(key, () -> null);
    }

    /** Forgets all copies that there are now, those of all views. */
    public void forgetAll() {
        view.store().clear();
    }

    /** How many copies there are, about; those of all views. */
    public long size() {
        return view.store().size();
    }

    /** The keyspace behind it, whose writes are seen here when copies reach their age. */
    public Keyspace<K, V> keyspace() {
        return behind;
    }

    // With copies

    @Override
    public @Nullable V get(K key) {
        V local = local(key);
        return local != null ? local : read(key);
    }

    /** From a copy that is young enough, or that the server says is as good as new; else null. */
    private @Nullable V local(K key) {
        LocalCopies.Copy copy = view.copy(key);
        if (copy == null) {
            return null;
        }
        if (view.isFresh(copy)) {
            return view.value(copy);
        }
        if (!view.revalidates()) {
            return null;
        }
        NearView.Reading<K> reading = view.begin(key);
        return view.isSame(reading, copy, behind.inspect(key).orElse(null)) ? view.value(copy) : null;
    }

    private @Nullable V read(K key) {
        NearView.Reading<K> reading = view.begin(key);
        Lookup<V> answer = behind.lookup(key);
        // What failed is asked for again, which fails as the keyspace's policy says.
        return answer instanceof Lookup.Failed ? behind.get(key) : view.kept(reading, answer);
    }

    @Override
    public V getOrDefault(K key, V defaultValue) {
        Objects.requireNonNull(defaultValue, "defaultValue");
        V value = get(key);
        return value == null ? defaultValue : value;
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        Map<K, @Nullable V> found = new LinkedHashMap<>();
        List<NearView.Reading<K>> missing = view.missing(keys, found);
        if (!missing.isEmpty()) {
            List<K> failed = view.keptAll(missing, behind.lookupAll(NearView.keysOf(missing)), found);
            if (!failed.isEmpty()) {
                found.putAll(behind.getAll(failed));
            }
        }
        return NearView.withoutNulls(found);
    }

    @Override
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader) {
        return getOrCompute(key, loader, LoadPolicy.standard());
    }

    @Override
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader, LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        V local = local(key);
        if (local != null) {
            return local;
        }
        NearView.Reading<K> reading = view.begin(key);
        Lookup<V> answer = behind.lookup(key);
        return view.serves(answer, policy) ? view.kept(reading, answer) : behind.getOrCompute(key, loader, policy);
    }

    @Override
    public Map<K, V> getAllOrCompute(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        return getAllOrCompute(keys, loader, LoadPolicy.standard());
    }

    @Override
    public Map<K, V> getAllOrCompute(
            Collection<? extends K> keys, BulkLoader<K, ? extends V> loader, LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        Map<K, @Nullable V> found = new LinkedHashMap<>();
        List<NearView.Reading<K>> missing = view.missing(keys, found);
        if (!missing.isEmpty()) {
            found.putAll(behind.getAllOrCompute(NearView.keysOf(missing), loader, policy));
        }
        return NearView.withoutNulls(found);
    }

    // Views, which share the copies

    private <K2, V2> NearCache<K2, V2> with(Keyspace<K2, V2> viewed, NearStore.Space space, Object codec) {
        return new NearCache<>(viewed, new NearView<>(view.store(), space, codec));
    }

    /** A view whose keys and values are the same. */
    private NearCache<K, V> with(Keyspace<K, V> viewed) {
        return new NearCache<>(viewed, view);
    }

    @Override
    public NearCache<K, V> prefixed(String prefix) {
        return with(behind.prefixed(prefix), view.space().prefixed(prefix), view.codec());
    }

    @Override
    public NearCache<K, V> expiring(Duration ttl) {
        return with(behind.expiring(ttl));
    }

    @Override
    public NearCache<K, V> timeout(Duration timeout) {
        return with(behind.timeout(timeout));
    }

    @Override
    public NearCache<K, V> failures(FailurePolicy policy) {
        return with(behind.failures(policy));
    }

    @Override
    public NearCache<K, V> compressed(Compression compression) {
        return with(behind.compressed(compression));
    }

    @Override
    public NearCache<K, V> keys(KeyPolicy policy) {
        NearStore.Space space = view.space();
        return with(behind.keys(policy), new NearStore.Space(space.prefix(), policy, space.keyCodec()), view.codec());
    }

    @Override
    public <K2> NearCache<K2, V> keyedBy(KeyCodec<? super K2> keyCodec) {
        NearStore.Space space = view.space();
        return with(
                behind.<K2>keyedBy(keyCodec),
                new NearStore.Space(space.prefix(), space.keyPolicy(), keyCodec),
                view.codec());
    }

    @Override
    public <V2> NearCache<K, V2> withCodec(Codec<V2> codec) {
        return with(behind.withCodec(codec), view.space(), codec);
    }

    @Override
    public NearCache<K, Long> counters() {
        return with(behind.counters(), view.space(), COUNTERS);
    }

    @Override
    public AsyncKeyspace<K, V> async() {
        return new NearAsync<>(behind.async(), view);
    }

    @Override
    public Leases<K, V> leases() {
        return new NearLeases<>(behind.leases(), view);
    }

    @Override
    public Posting<K, V> noreply() {
        return new NearPosting<>(behind.noreply(), view);
    }

    // Straight to the server; writes leave no copy behind

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
    public @Nullable V update(K key, UnaryOperator<@Nullable V> change) {
        return view.write(key, () -> behind.update(key, change));
    }

    @Override
    public @Nullable V update(K key, V ifAbsent, UnaryOperator<@Nullable V> change) {
        return view.write(key, () -> behind.update(key, ifAbsent, change));
    }

    @Override
    public Set<K> setAll(Map<? extends K, ? extends V> values) {
        return view.writeAll(values.keySet(), () -> behind.setAll(values));
    }

    @Override
    public Set<K> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
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
    public Set<K> deleteAll(Collection<? extends K> keys) {
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
    public Set<K> touchAll(Collection<? extends K> keys, Duration ttl) {
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
}
