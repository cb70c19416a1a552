package dev.memjay.caffeine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Leases;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.model.Lookup;
import dev.memjay.model.NearMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace with bounded local copies of what it reads; the rest of a program need not know.
 *
 * <p>{@code get}, {@code getOrDefault}, {@code getAll}, {@code getOrCompute} and {@code getAllOrCompute} are answered from a copy
 * that is younger than the policy's age, counted from the moment at which the server was asked. So a value that is served was
 * the server's own at most that long ago: that is the whole staleness bound, for changes of other programs, and for changes
 * through other keyspaces of this one. All other reads ask the server.
 *
 * <p>What is written through this object, its views and its asynchronous and noreply faces is seen at once by every later
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
public final class NearCache<K, V> extends NearVerbs<K, V> {
    private static final Object COUNTERS = "counters";

    private NearCache(Keyspace<K, V> behind, NearView<K, V> view) {
        super(behind, view);
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
        return new NearCache<>(
                keyspace, new NearView<>(store, NearStore.Space.WHOLE, new NearStore.Form("codec behind", null, null)));
    }

    // Copies

    /** Forgets the copy of a key; the next read asks the server. */
    public void forget(K key) {
        view.post(key, () -> {});
    }

    /** Forgets all copies that there are now, those of all views. */
    public void forgetAll() {
        view.store().clear();
    }

    /** How many copies there are, about; those of all views. */
    public long size() {
        return view.store().size();
    }

    /** Hits, misses and evictions so far, and the number of copies; those of all views. */
    public NearMetrics metrics() {
        return view.store().metrics();
    }

    /** The keyspace behind it, whose writes are seen here when copies reach their age. */
    public Keyspace<K, V> keyspace() {
        return behind;
    }

    // With copies

    @Override
    public @Nullable V get(K key) {
        LocalCopies.Copy copy = view.copy(key);
        if (copy != null && view.isFresh(copy)) {
            return view.value(copy);
        }
        if (copy == null || !view.revalidates()) {
            return read(key);
        }
        NearView.Reading<K> reading = view.begin(key);
        Optional<ItemInfo> info = view.asking(() -> behind.inspect(key));
        if (view.isSame(reading, copy, info.orElse(null), answer -> behind.valueOf(key, answer) != null)) {
            return view.value(copy);
        }
        // Where there is no item, or the policy swallowed the failure to ask for it, asking again would tell no more.
        return info.isEmpty() ? null : read(key);
    }

    /** From a copy that is young enough, or that the server says is as good as new; else null. */
    private @Nullable V local(K key, LoadPolicy policy) {
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
        Optional<ItemInfo> info = view.asking(() -> behind.inspect(key));
        boolean isSame = view.isSame(reading, copy, info.orElse(null), answer -> view.serves(answer, policy));
        return isSame ? view.value(copy) : null;
    }

    private @Nullable V read(K key) {
        NearView.Reading<K> reading = view.begin(key);
        return view.kept(reading, behind.lookup(key), behind);
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
            view.keepAll(missing, behind.lookupAll(NearView.keysOf(missing)), found, behind);
        }
        return NearView.withoutNulls(found);
    }

    @Override
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader) {
        return getOrCompute(key, loader, behind.loadPolicy());
    }

    @Override
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader, LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        V local = local(key, policy);
        if (local != null) {
            return local;
        }
        NearView.Reading<K> reading = view.begin(key);
        Lookup<V> answer = behind.lookup(key);
        if (view.serves(answer, policy)) {
            view.kept(reading, answer, behind);
            return answer.value();
        }
        behind.valueOf(key, answer); // throws a failure that the policy does not swallow
        return NearView.afterLookup(behind, answer).getOrCompute(key, loader, policy);
    }

    @Override
    public Map<K, V> getAllOrCompute(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        return getAllOrCompute(keys, loader, behind.loadPolicy());
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

    private <K2, V2> NearCache<K2, V2> with(Keyspace<K2, V2> viewed, NearStore.Space space, NearStore.Form form) {
        return new NearCache<>(viewed, new NearView<>(view.store(), space, form));
    }

    /** A view whose keys and values are the same. */
    private NearCache<K, V> with(Keyspace<K, V> viewed) {
        return new NearCache<>(viewed, view);
    }

    @Override
    public NearCache<K, V> withPrefix(String prefix) {
        return with(behind.withPrefix(prefix), view.space().withPrefix(prefix), view.form());
    }

    @Override
    public NearCache<K, V> withTtl(Duration ttl) {
        return with(behind.withTtl(ttl));
    }

    @Override
    public NearCache<K, V> withTimeout(Duration timeout) {
        return with(behind.withTimeout(timeout));
    }

    @Override
    public NearCache<K, V> withFailurePolicy(FailurePolicy policy) {
        return with(behind.withFailurePolicy(policy));
    }

    @Override
    public NearCache<K, V> withCompression(Compression compression) {
        return with(behind.withCompression(compression));
    }

    @Override
    public NearCache<K, V> withLoadPolicy(LoadPolicy policy) {
        return with(behind.withLoadPolicy(policy));
    }

    @Override
    public LoadPolicy loadPolicy() {
        return behind.loadPolicy();
    }

    @Override
    public NearCache<K, V> withName(String name) {
        return with(behind.withName(name));
    }

    @Override
    public NearCache<K, V> uncounted() {
        return with(behind.uncounted());
    }

    @Override
    public FailurePolicy failurePolicy() {
        return behind.failurePolicy();
    }

    @Override
    public NearCache<K, V> withKeyPolicy(KeyPolicy policy) {
        return with(behind.withKeyPolicy(policy), view.space(), view.form().ofKeys(policy));
    }

    @Override
    @SuppressWarnings("unchecked") // the view's keys are all of the codec's type
    public <K2> NearCache<K2, V> withKeyCodec(KeyCodec<? super K2> keyCodec) {
        NearStore.Space space = new NearStore.Space(view.space().prefix(), (KeyCodec<Object>) keyCodec);
        return with(behind.<K2>withKeyCodec(keyCodec), space, view.form().ofKeyCodec(keyCodec));
    }

    @Override
    public <V2> NearCache<K, V2> withCodec(Codec<V2> codec) {
        return with(behind.withCodec(codec), view.space(), view.form().ofCodec(codec));
    }

    @Override
    public NearCache<K, Long> counters() {
        return with(behind.counters(), view.space(), view.form().ofCodec(COUNTERS));
    }

    @Override
    public AsyncKeyspace<K, V> async() {
        return new NearAsync<>(behind, view);
    }

    @Override
    public Leases<K, V> leases() {
        return new NearLeases<>(behind.leases(), view);
    }

    @Override
    public NoreplyKeyspace<K, V> noreply() {
        return new NearNoreply<>(behind.noreply(), view);
    }
}
