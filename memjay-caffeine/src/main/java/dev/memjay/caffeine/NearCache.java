package dev.memjay.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.memjay.Keyspace;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.model.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace with bounded local copies of what it reads.
 *
 * <p>Reads are answered from a copy that is younger than the policy's age, counted from the moment at which the server was
 * asked. So a value that is served was the server's own at most that long ago: that is the whole staleness bound, for
 * changes of other programs, and for changes through other keyspaces of this one. What is written through this object, by
 * its verbs or inside {@link #write}, is seen at once by every later read of it. Only values are kept, no misses; stale
 * values are returned but not kept. Values are shared by all readers, so they must not be changed.
 *
 * <p>Thread-safe. Errors, time limits and failure policy are those of the keyspace.
 *
 * @param <K> the type of the keys, with equals and hashCode
 * @param <V> the type of the values
 */
public final class NearCache<K, V> {
    private final Keyspace<K, V> keyspace;
    private final NearPolicy policy;
    private final LocalCopies<K, V> copies;
    private final Cache<K, LocalCopies.Copy<V>> store;
    private final LongSupplier nanoTime;
    private final long ageNanos;

    private NearCache(Keyspace<K, V> keyspace, NearPolicy policy, LongSupplier nanoTime) {
        this.keyspace = keyspace;
        this.policy = policy;
        this.nanoTime = nanoTime;
        ageNanos = policy.age().toNanos();
        store = Caffeine.newBuilder()
                .maximumSize(policy.size())
                .expireAfterWrite(policy.keep())
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
        copies = new LocalCopies<>(store.asMap());
    }

    /**
     * Local copies in front of a keyspace.
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
        return new NearCache<>(
                Objects.requireNonNull(keyspace, "keyspace"), Objects.requireNonNull(policy, "policy"), nanoTime);
    }

    // Reading

    /**
     * Reads a value, from its copy if that is young enough.
     *
     * @param key the key
     * @return the value, or null when there is none
     */
    public @Nullable V get(K key) {
        V local = local(Objects.requireNonNull(key, "key"));
        return local != null ? local : read(key);
    }

    /**
     * Reads several values, those without a copy that is young enough in one bulk call.
     *
     * @param keys the keys
     * @return what was found, in the order asked; modifiable and the caller's own
     */
    public Map<K, V> getAll(Collection<? extends K> keys) {
        Map<K, V> found = new LinkedHashMap<>();
        List<K> missing = new ArrayList<>();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            V local = local(Objects.requireNonNull(key, "keys has a null element"));
            if (local == null) {
                missing.add(key);
            }
            found.put(key, local == null ? null : local);
        }
        if (!missing.isEmpty()) {
            Map<K, Long> begun = new LinkedHashMap<>();
            missing.forEach(key -> begun.put(key, copies.begin(key)));
            long readAt = nanoTime.getAsLong();
            Map<K, Lookup<V>> answers = keyspace.lookupAll(missing);
            List<K> failed = new ArrayList<>();
            answers.forEach((key, answer) -> {
                if (answer instanceof Lookup.Failed) {
                    failed.add(key);
                } else {
                    found.put(key, kept(key, Objects.requireNonNull(begun.get(key)), readAt, answer));
                }
            });
            if (!failed.isEmpty()) {
                found.putAll(keyspace.getAll(failed)); // which fails as the keyspace's policy says
            }
        }
        found.values().removeIf(Objects::isNull);
        return found;
    }

    /**
     * Reads a value, from its copy if that is young enough, or loads it: {@link Keyspace#getOrCompute(Object, Loader,
     * LoadPolicy)}.
     *
     * @param key the key
     * @param loader loads the value where there is none
     * @param loading how to load, wait and keep
     * @return the value; null when the loader returned null
     */
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader, LoadPolicy loading) {
        V local = get(key);
        return local != null ? local : keyspace.getOrCompute(key, loader, loading);
    }

    private @Nullable V local(K key) {
        LocalCopies.Copy<V> copy = copies.get(key);
        if (copy == null) {
            return null;
        }
        if (nanoTime.getAsLong() - copy.readAt() < ageNanos) {
            return copy.value();
        }
        return policy.revalidates() ? revalidated(key, copy) : null;
    }

    /** The copy's value, if the server says that it is still the same. */
    private @Nullable V revalidated(K key, LocalCopies.Copy<V> copy) {
        long begun = copies.begin(key);
        long readAt = nanoTime.getAsLong();
        ItemInfo info = keyspace.inspect(key).orElse(null);
        if (info == null || info.cas() != copy.cas()) {
            copies.drop(key, copy);
            return null;
        }
        copies.fill(key, begun, new LocalCopies.Copy<>(copy.value(), copy.cas(), readAt));
        return copy.value();
    }

    private @Nullable V read(K key) {
        long begun = copies.begin(key);
        long readAt = nanoTime.getAsLong();
        Lookup<V> answer = keyspace.lookup(key);
        return answer instanceof Lookup.Failed ? keyspace.get(key) : kept(key, begun, readAt, answer);
    }

    private @Nullable V kept(K key, long begun, long readAt, Lookup<V> answer) {
        if (answer instanceof Lookup.Hit<V> hit && isWorthKeeping(hit)) {
            long cas = hit.info().map(ItemInfo::cas).orElse(0L);
            copies.fill(key, begun, new LocalCopies.Copy<>(hit.value(), cas, readAt));
        }
        return answer.value();
    }

    private boolean isWorthKeeping(Lookup.Hit<V> hit) {
        Duration hot = policy.hot();
        return hot == null
                || hit.info()
                        .filter(info ->
                                info.fetchedBefore() && info.lastAccess().compareTo(hot) <= 0)
                        .isPresent();
    }

    // Writing

    /**
     * Stores a value.
     *
     * @param key the key
     * @param value the value
     * @return as {@link Keyspace#set(Object, Object)}
     */
    public boolean set(K key, V value) {
        return write(key, to -> to.set(key, value));
    }

    /**
     * Deletes a value.
     *
     * @param key the key
     * @return as {@link Keyspace#delete(Object)}
     */
    public boolean delete(K key) {
        return write(key, to -> to.delete(key));
    }

    /**
     * Writes a key by any verb of the keyspace, so that what was written is seen at once here:
     * {@code near.write("k", to -> to.update("k", change))}.
     *
     * @param key the key that is written
     * @param verb what to do with the keyspace; blocking verbs only
     * @param <R> the type of the result
     * @return the verb's result
     */
    public <R extends @Nullable Object> R write(K key, Function<? super Keyspace<K, V>, R> verb) {
        copies.writing(Objects.requireNonNull(key, "key"));
        try {
            return verb.apply(keyspace);
        } finally {
            copies.written(key);
        }
    }

    // Copies

    /** Forgets the copy of a key; the next read asks the server. */
    public void forget(K key) {
        copies.writing(Objects.requireNonNull(key, "key"));
        copies.written(key);
    }

    /** Forgets all copies that there are now. */
    public void forgetAll() {
        copies.clear();
    }

    /** How many copies there are, about. */
    public long size() {
        store.cleanUp();
        return store.estimatedSize();
    }

    /** The keyspace behind it, whose writes are seen here when copies reach their age. */
    public Keyspace<K, V> keyspace() {
        return keyspace;
    }
}
