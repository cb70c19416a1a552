package dev.memjay.caffeine;

import dev.memjay.Keyspace;
import dev.memjay.caffeine.NearStore.Space;
import dev.memjay.caffeine.NearStore.Spot;
import dev.memjay.codec.Encoded;
import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One view's way to the copies: what the blocking, the asynchronous and the noreply face have in common. Thread-safe.
 *
 * @param store the copies
 * @param space where its keys stand
 * @param form what tells its values from those of views with another codec or other keys
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
record NearView<K, V>(NearStore store, Space space, NearStore.Form form) {
    /**
     * A reading under way.
     *
     * @param key the key
     * @param spot where its copy is
     * @param begun what the writes stood at
     * @param readAt when it began
     */
    record Reading<K>(K key, Spot spot, long begun, long readAt) {}

    private Spot spot(Object key) {
        return space.spot(Objects.requireNonNull(key, "key"));
    }

    /** The copy of a key, of whatever age; null if there is none. */
    LocalCopies.@Nullable Copy copy(K key) {
        LocalCopies.Copy copy = store.copies().get(spot(key));
        if (copy != null && copy.form().equals(form)) {
            return copy;
        }
        store.asked(false);
        return null;
    }

    /**
     * Whether a copy gives the value that is wanted, without asking the server; asked once for each. One that may be asked for by
     * its CAS number is counted when that is known.
     */
    boolean isFresh(LocalCopies.Copy copy) {
        boolean isFresh = store.isFresh(copy);
        if (isFresh || !revalidates()) {
            store.asked(isFresh);
        }
        return isFresh;
    }

    /** Asks the server for what it has of a copy that is not fresh. A question that fails is counted as a miss. */
    <R> R asking(Supplier<R> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error failure) {
            store.asked(false);
            throw failure;
        }
    }

    /** As {@link #asking}, without waiting. */
    <R> CompletableFuture<R> askingLater(Supplier<CompletableFuture<R>> question) {
        return asking(question).whenComplete((answer, failure) -> {
            if (failure != null) {
                store.asked(false);
            }
        });
    }

    /** Whether a copy that is no longer fresh may be asked for by its CAS number. */
    boolean revalidates() {
        return store.policy().revalidates();
    }

    @SuppressWarnings("unchecked") // a copy of this form is one of its values
    V value(LocalCopies.Copy copy) {
        return (V) copy.value();
    }

    // Reading

    Reading<K> begin(K key) {
        Spot spot = spot(key);
        return new Reading<>(key, spot, store.copies().begin(spot), store.now());
    }

    /**
     * Keeps what a reading brought, if it is worth that, and returns its value; a failure ends as the policy of the keyspace
     * behind says. So the server is asked once, and the read has one timeout.
     */
    @Nullable
    V kept(Reading<K> reading, Lookup<V> answer, Keyspace<K, V> behind) {
        V value = behind.valueOf(reading.key(), answer);
        // A hit without a value is over its time and is only there for loads that fail.
        if (value != null && answer instanceof Lookup.Hit<V> hit && isWorthKeeping(hit)) {
            long cas = hit.info().map(ItemInfo::cas).orElse(0L);
            LocalCopies.Copy copy = new LocalCopies.Copy(hit.value(), form, cas, reading.readAt(), lengthOf(hit));
            store.copies().fill(reading.spot(), reading.begun(), copy);
        }
        return value;
    }

    /** What is known of a value's length: its own, or what the server has of it. */
    private static long lengthOf(Lookup.Hit<?> hit) {
        long stored = hit.info().map(ItemInfo::size).orElse(0);
        Object value = hit.value();
        if (value instanceof byte[] bytes) {
            return Math.max(stored, bytes.length);
        }
        if (value instanceof CharSequence text) {
            return Math.max(stored, text.length());
        }
        return value instanceof Encoded encoded ? Math.max(stored, encoded.length()) : stored;
    }

    private boolean isWorthKeeping(Lookup.Hit<V> hit) {
        Duration hot = store.policy().hot();
        return hot == null
                || hit.info()
                        .filter(info ->
                                info.fetchedBefore() && info.lastAccess().compareTo(hot) <= 0)
                        .isPresent();
    }

    /**
     * Whether the server still has what a copy was made of, and its time is not over; then the copy is as good as new, and
     * counted as a hit. The CAS number alone is not enough: it stays the same while the server keeps an ended value for a grace.
     *
     * @param serves whether the value that the server has would be served, had it been read
     */
    boolean isSame(
            Reading<K> reading, LocalCopies.Copy copy, @Nullable ItemInfo info, Predicate<? super Lookup<V>> serves) {
        // A server without CAS numbers tells 0 of all items, which says nothing.
        boolean isSame = info != null
                && info.cas() != 0
                && info.cas() == copy.cas()
                && serves.test(new Lookup.Hit<>(value(copy), Optional.of(info)));
        store.asked(isSame);
        if (!isSame) {
            store.copies().drop(reading.spot(), copy);
            return false;
        }
        store.copies()
                .fill(
                        reading.spot(),
                        reading.begun(),
                        new LocalCopies.Copy(copy.value(), form, copy.cas(), reading.readAt(), copy.bytes()));
        return true;
    }

    /** The keyspace to ask once more after a lookup, which has counted the read unless it failed. */
    static <K, V> Keyspace<K, V> afterLookup(Keyspace<K, V> behind, Lookup<V> answer) {
        return answer instanceof Lookup.Failed ? behind : behind.uncounted();
    }

    /** Whether a hit serves a getOrCompute, so that neither its value is old nor its end so near that it is to be refreshed. */
    boolean serves(Lookup<V> answer, LoadPolicy loading) {
        Duration least = loading.grace().plus(loading.refreshAhead());
        return answer instanceof Lookup.Hit<V> hit
                && hit.info()
                        .map(info -> info.ttl()
                                .map(left -> left.compareTo(least) >= 0)
                                .orElse(true))
                        .orElse(least.isZero());
    }

    /** Sorts keys into those with a fresh copy, whose values are put into {@code found}, and those to be read. */
    List<Reading<K>> missing(Collection<? extends K> keys, Map<K, @Nullable V> found) {
        List<Reading<K>> missing = new ArrayList<>();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            if (found.containsKey(Objects.requireNonNull(key, "keys has a null element"))) {
                continue;
            }
            LocalCopies.Copy copy = copy(key);
            boolean fresh = copy != null && store.isFresh(copy);
            if (copy != null) {
                store.asked(fresh);
            }
            found.put(key, fresh && copy != null ? value(copy) : null);
            if (!fresh) {
                missing.add(begin(key));
            }
        }
        return missing;
    }

    static <K> List<K> keysOf(List<Reading<K>> readings) {
        return readings.stream().map(Reading::key).toList();
    }

    /**
     * Puts what was read into {@code found}.
     *
     * @throws BulkException if some failed and the policy of the keyspace behind does not swallow that
     */
    void keepAll(
            List<Reading<K>> readings, Map<K, Lookup<V>> answers, Map<K, @Nullable V> found, Keyspace<K, V> behind) {
        Map<Object, MemjayException> failed = new LinkedHashMap<>();
        for (Reading<K> reading : readings) {
            Lookup<V> answer = answers.get(reading.key());
            try {
                found.put(reading.key(), answer == null ? null : kept(reading, answer, behind));
            } catch (MemjayException error) {
                failed.put(reading.key(), error);
            }
        }
        if (!failed.isEmpty()) {
            throw BulkException.of("getAll", withoutNulls(found), failed, found.size());
        }
    }

    static <K, V> Map<K, V> withoutNulls(Map<K, @Nullable V> found) {
        Map<K, V> values = new LinkedHashMap<>();
        found.forEach((key, value) -> {
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    // Writing

    /** Runs a write of one key, and has no copy of it outlive that. */
    <R extends @Nullable Object> R write(K key, Supplier<R> verb) {
        return writeAll(List.of(Objects.requireNonNull(key, "key")), verb);
    }

    <R extends @Nullable Object> R writeAll(Collection<? extends K> keys, Supplier<R> verb) {
        List<Spot> spots = begun(keys);
        try {
            return verb.get();
        } finally {
            spots.forEach(store.copies()::written);
        }
    }

    /** As {@link #write}, of a verb without a result. */
    void post(K key, Runnable verb) {
        postAll(List.of(Objects.requireNonNull(key, "key")), verb);
    }

    void postAll(Collection<? extends K> keys, Runnable verb) {
        this.<@Nullable Object>writeAll(keys, () -> {
            verb.run();
            return null;
        });
    }

    <R extends @Nullable Object> CompletableFuture<R> startWrite(K key, Supplier<CompletableFuture<R>> verb) {
        return startWriteAll(List.of(Objects.requireNonNull(key, "key")), verb);
    }

    <R extends @Nullable Object> CompletableFuture<R> startWriteAll(
            Collection<? extends K> keys, Supplier<CompletableFuture<R>> verb) {
        List<Spot> spots = begun(keys);
        CompletableFuture<R> sent;
        try {
            sent = verb.get();
        } catch (RuntimeException | Error refused) {
            spots.forEach(store.copies()::written);
            throw refused;
        }
        sent.whenComplete((result, error) -> spots.forEach(store.copies()::written));
        return sent;
    }

    private List<Spot> begun(Collection<? extends K> keys) {
        List<Spot> spots = new ArrayList<>();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            spots.add(spot(key));
        }
        spots.forEach(store.copies()::writing);
        return spots;
    }
}
