package dev.memjay;

import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.CasResult;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Versioned;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace in the words of {@link java.util.concurrent.ConcurrentMap}, as far as memcached can keep what they promise:
 * made by {@link Keyspace#asMap()}, with the keyspace's keys, values, time to live and timeout.
 *
 * <p>It is no {@link Map}. memcached cannot count, list or search what it holds, so {@code size}, {@code isEmpty}, iteration,
 * {@code containsValue} and {@code clear} do not exist; and it does not say what a write replaced, so {@link #put},
 * {@link #remove(Object)} and {@link #replace(Object, Object)} tell whether they were done instead. What is stored may
 * vanish at any moment, by its time to live or by eviction.
 *
 * <p>Each verb says what it sends. Those that look before they write repeat themselves when somebody else was faster, at
 * most 16 times with short random pauses, each request within the keyspace's timeout; then a {@link ConflictException} says
 * that nothing was applied. So it ends too where a key is missing to every read and yet taken: while somebody loads its value,
 * or under a {@linkplain Leases#tombstone tombstone}. These verbs throw failures under every {@link FailurePolicy}; the
 * others do what the keyspace's policy says. Values are compared by {@link Objects#deepEquals}, arrays by what they hold.
 *
 * <p>Immutable and thread-safe; every verb blocks as {@link Keyspace}'s do, and has their errors.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CacheMap<K, V> {
    private static final int MAX_ROUNDS = 16;
    /** The first pause is a round trip or two on a local network; it doubles some times. */
    private static final long FIRST_PAUSE_NANOS = 100_000;

    private static final int MAX_DOUBLINGS = 6;

    private final Keyspace<K, V> keyspace;
    /** The same, where what failed must not pass for what is not there. */
    private final Keyspace<K, V> strict;

    CacheMap(Keyspace<K, V> keyspace) {
        this.keyspace = keyspace;
        strict = keyspace.withFailurePolicy(FailurePolicy.THROW);
    }

    /** What a round came to, where nobody else was faster: a value, or none. */
    private record Result<V>(@Nullable V value) {}

    // Reading

    /**
     * The value of a key, by {@code get}.
     *
     * @param key the key
     * @return the value, or null when there is none
     */
    public @Nullable V get(K key) {
        return keyspace.get(key);
    }

    /**
     * The value of a key or another, by {@code get}.
     *
     * @param key the key
     * @param defaultValue what to return when there is none; nothing is stored
     * @return the value, or {@code defaultValue}
     */
    public V getOrDefault(K key, V defaultValue) {
        return keyspace.getOrDefault(key, defaultValue);
    }

    /**
     * The values of several keys, by one run of {@code get} to each node.
     *
     * @param keys the keys; duplicates are asked once
     * @return what was found, in the order asked; modifiable and the caller's own
     */
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return keyspace.getAll(keys);
    }

    /**
     * Whether a key has a value, which is not read; see {@link Keyspace#contains}.
     *
     * @param key the key
     * @return whether there is an item
     */
    public boolean containsKey(K key) {
        return keyspace.contains(key);
    }

    // Writing without looking

    /**
     * Stores a value, by {@code set}.
     *
     * @param key the key
     * @param value the value
     * @return true; false only where the keyspace's {@link FailurePolicy} swallowed a failure. Not what was there before
     */
    public boolean put(K key, V value) {
        return keyspace.set(key, value);
    }

    /**
     * Stores several values, by runs of {@code set}; not atomic.
     *
     * @param values keys and values
     * @return the keys that were <em>not</em> stored, see {@link Keyspace#setAll(Map)}; empty when all were
     */
    public Set<K> putAll(Map<? extends K, ? extends V> values) {
        return keyspace.setAll(values);
    }

    /**
     * Stores a value if there is one already, by {@code replace}.
     *
     * @param key the key
     * @param value the value
     * @return whether it was stored; false when there was none. Not what was there before
     */
    public boolean replace(K key, V value) {
        return keyspace.replace(key, value);
    }

    /**
     * Removes a value, by {@code delete}.
     *
     * @param key the key
     * @return whether there was one. Not which
     */
    public boolean remove(K key) {
        return keyspace.delete(key);
    }

    /**
     * Removes several values, by runs of {@code delete}; not atomic.
     *
     * @param keys the keys; duplicates are sent once
     * @return the keys that were there and are gone, in the order asked; modifiable and the caller's own
     */
    public Set<K> removeAll(Collection<? extends K> keys) {
        return keyspace.deleteAll(keys);
    }

    // Writing after a look

    /**
     * Stores a value if there is none, by {@code add}; if that is refused, by {@code get} what is there. Atomic.
     *
     * @param key the key
     * @param value the value
     * @return the value that was there already; null when {@code value} was stored
     * @throws ConflictException if there was neither room for one nor one to be read, in each of 16 rounds
     */
    public @Nullable V putIfAbsent(K key, V value) {
        Objects.requireNonNull(value, "value");
        return inRounds("putIfAbsent", () -> {
            if (strict.add(key, value)) {
                return new Result<>(null);
            }
            V present = strict.get(key);
            return present == null ? null : new Result<>(present);
        });
    }

    /**
     * Removes a value if it equals another, by {@code gets} and {@code delete} with the CAS number. Atomic.
     *
     * @param key the key
     * @param value what the value has to equal
     * @return whether it was there and is gone
     * @throws ConflictException if others changed it in each of 16 rounds
     * @throws dev.memjay.error.UnsupportedByServerException with the classic protocol, which cannot compare on deleting
     */
    public boolean remove(K key, V value) {
        Objects.requireNonNull(value, "value");
        V removed = inRounds("remove", () -> {
            Versioned<V> present = strict.gets(key);
            if (present == null || !Objects.deepEquals(present.value(), value)) {
                return new Result<>(null);
            }
            return ifFirst(strict.delete(key, present.cas()), value);
        });
        return removed != null;
    }

    /**
     * Replaces a value if it equals another, by {@code gets} and {@code cas}. Atomic.
     *
     * @param key the key
     * @param oldValue what the value has to equal
     * @param newValue the new value
     * @return whether it was replaced
     * @throws ConflictException if others changed it in each of 16 rounds
     */
    public boolean replace(K key, V oldValue, V newValue) {
        Objects.requireNonNull(oldValue, "oldValue");
        Objects.requireNonNull(newValue, "newValue");
        V replaced = inRounds("replace", () -> {
            Versioned<V> present = strict.gets(key);
            if (present == null || !Objects.deepEquals(present.value(), oldValue)) {
                return new Result<>(null);
            }
            return ifFirst(strict.cas(key, newValue, present.cas()), newValue);
        });
        return replaced != null;
    }

    /**
     * The value of a key, or one that is made and stored, by {@code get} and {@code add}. Several callers may make one at the
     * same time; the first that is stored is everybody's. Where making it is dear, {@link Keyspace#getOrCompute} has one
     * caller of the whole fleet make it.
     *
     * @param key the key
     * @param maker makes a value, or returns null for none; called once at most, and not where there is one. What it throws
     *     comes to the caller as it is
     * @return the value that is stored; null when {@code maker} returned null
     * @throws ConflictException if there was neither room for one nor one to be read, in each of 16 rounds
     */
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> maker) {
        Objects.requireNonNull(maker, "maker");
        V present = strict.get(key);
        if (present != null) {
            return present;
        }
        V made = maker.apply(key);
        if (made == null) {
            return null;
        }
        V other = putIfAbsent(key, made);
        return other == null ? made : other;
    }

    /**
     * Changes a value that is there, by {@code gets} and {@code cas}: {@link Keyspace#update(Object,
     * java.util.function.UnaryOperator)}, in one timeout for all rounds. Atomic.
     *
     * @param key the key
     * @param change gives the new value for key and present value, or null to remove it; may be called several times, and not
     *     where there is none
     * @return the value that was stored; null when there is none now
     * @throws ConflictException if others changed it in each of 16 rounds
     * @throws dev.memjay.error.UnsupportedByServerException where {@code change} returns null with the classic protocol
     */
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> change) {
        Objects.requireNonNull(change, "change");
        return strict.update(key, present -> change.apply(key, present));
    }

    /**
     * Makes, changes or removes a value, by {@code gets} and {@code add} or {@code cas}. Atomic.
     *
     * @param key the key
     * @param change gives the new value for key and present value, which is null where there is none; returns null to have
     *     none, and the very object it was given to leave the item as it is, with its time to live. May be called several
     *     times
     * @return the value that was stored; null when there is none now
     * @throws ConflictException if others changed it in each of 16 rounds
     * @throws dev.memjay.error.UnsupportedByServerException where {@code change} removes a value with the classic protocol
     */
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> change) {
        Objects.requireNonNull(change, "change");
        return inRounds("compute", () -> {
            Versioned<V> present = strict.gets(key);
            V changed = change.apply(key, present == null ? null : present.value());
            if (present == null) {
                return changed == null || strict.add(key, changed) ? new Result<>(changed) : null;
            }
            if (isSame(changed, present.value())) {
                return new Result<>(changed);
            }
            return ifFirst(
                    changed == null ? strict.delete(key, present.cas()) : strict.cas(key, changed, present.cas()),
                    changed);
        });
    }

    /**
     * Stores a value where there is none, and otherwise what is made of both, by {@code gets} and {@code add} or {@code cas}:
     * {@link Keyspace#update(Object, Object, java.util.function.UnaryOperator)}, in one timeout for all rounds. Atomic.
     *
     * @param key the key
     * @param value what to store where there is none
     * @param change gives the new value for the present one and {@code value}, or null to remove it; may be called several
     *     times, and not where there is none
     * @return the value that was stored; null when it was removed
     * @throws ConflictException if others changed it in each of 16 rounds
     * @throws dev.memjay.error.UnsupportedByServerException where {@code change} returns null with the classic protocol
     */
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> change) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(change, "change");
        return strict.update(key, value, present -> change.apply(present, value));
    }

    @SuppressWarnings("ReferenceEquality") // an equal value may have to be written, for its time to live
    private static boolean isSame(@Nullable Object changed, @Nullable Object present) {
        return changed == present;
    }

    /** The result, if the compare-and-swap found what was read; null for another round. */
    private static <R> @Nullable Result<R> ifFirst(CasResult outcome, @Nullable R result) {
        return outcome.isApplied() ? new Result<>(result) : null;
    }

    private static <R> @Nullable R inRounds(String verb, Supplier<@Nullable Result<R>> round) {
        for (int number = 1; number <= MAX_ROUNDS; number++) {
            Result<R> result = round.get();
            if (result != null) {
                return result.value();
            }
            LockSupport.parkNanos(
                    ThreadLocalRandom.current().nextLong(FIRST_PAUSE_NANOS << Math.min(number, MAX_DOUBLINGS)));
        }
        throw new ConflictException(
                "others changed the item in each of " + MAX_ROUNDS + " rounds, or hold its place without a value",
                new MemjayException.Context(null, verb, 0, false),
                null);
    }
}
