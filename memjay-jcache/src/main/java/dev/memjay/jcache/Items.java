package dev.memjay.jcache;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one cache as items of memcached.
 *
 * <p>An entry's key is the cache's name, its generation and the key; emptying the cache replaces the generation, a random number
 * in an item of its own. Every read asks for the generation in the same flight: it sends the last generation that it saw, and
 * only if that has changed does it ask once more. A write is sent together with the question, and again if the answer differs;
 * what it left under the old generation is never read.
 *
 * <p>Where the generation cannot be asked, and the keyspace's failure policy makes a miss of that, nothing is found and nothing
 * is stored. What depends on the answer, as a comparison does, throws under every policy.
 */
final class Items<K, V> {
    /** Behind the cache's name; keys of entries have a colon where this has its last character. */
    private static final Key GENERATION = Key.of("~generation");
    /** A generation changes between two of these only if somebody empties the cache all the time. */
    private static final int GENERATION_ROUNDS = 4;
    /** As many as Keyspace.update has, with the same pauses. */
    private static final int MAX_ROUNDS = 16;

    /** More classes than a cache has; beyond them values are written unchecked. */
    private static final int MAX_READABLE = 1_000;

    private static final long FIRST_PAUSE_NANOS = 100_000;
    private static final long MAX_PAUSE_NANOS = 10_000_000;
    /** The shortest timeout that a keyspace takes. */
    private static final long MIN_TIMEOUT_NANOS = 1_000_000;

    private final String name;
    private final Keyspace<Key, Encoded> keyspace;
    /** The same, with every failure thrown: a comparison with a miss that is none would be wrong. */
    private final Keyspace<Key, Encoded> strict;
    /** Whether the failure policy drops a write that failed. */
    private final boolean dropsWrites;

    private final KeyCodec<? super K> keys;
    private final Codec<V> values;
    private final long timeoutNanos;
    /** The classes of values that have been read back. */
    private final Set<Class<?>> readable = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String generation;

    Items(String name, Keyspace<Key, Encoded> keyspace, KeyCodec<? super K> keys, Codec<V> values, Duration timeout) {
        this.name = name;
        this.keyspace = keyspace;
        strict = keyspace.withFailurePolicy(FailurePolicy.THROW);
        dropsWrites = keyspace.failurePolicy() == FailurePolicy.MISS;
        this.keys = keys;
        this.values = values;
        timeoutNanos = timeout.toNanos();
    }

    Keyspace<Key, Encoded> keyspace() {
        return keyspace;
    }

    /**
     * What memcached has under an entry's key.
     *
     * @param value the value; null if there is no item, if the entry has ended, and if its bytes cannot be read
     * @param end when the entry ends, or ended
     * @param cas the CAS number; 0 without an item, or if it was not asked for
     * @param item the item; null without one
     * @param ended what the value was, if the entry has ended
     */
    record Slot<V>(
            @Nullable V value,
            long end,
            long cas,
            @Nullable Encoded item,
            @Nullable V ended) {}

    /** What one flight found: the items of a generation, or nothing if that cannot be asked. */
    record Found<K, V>(@Nullable String generation, Map<K, Slot<V>> slots) {
        Slot<V> slot(K key) {
            Slot<V> slot = slots.get(key);
            return slot == null ? new Slot<>(null, Envelope.NEVER, 0, null, null) : slot;
        }
    }

    /** Decides a round, from what is there. */
    interface Decision<V, R> {
        Outcome<V, R> decide(Slot<V> slot, long now);
    }

    /**
     * What an operation did.
     *
     * @param slot what was there before
     * @param isDone whether the item was changed as the outcome says; false if the failure policy dropped the write
     */
    record Done<V, R>(Slot<V> slot, Outcome<V, R> outcome, boolean isDone) {}

    // Reading

    Found<K, V> get(Collection<? extends K> asked) {
        return ask(keyspace, asked, keyspace::getAll, Function.identity(), item -> 0L);
    }

    /** With CAS numbers. */
    Found<K, V> gets(Collection<? extends K> asked) {
        return gets(keyspace, asked);
    }

    /** With CAS numbers, for {@link #change}: a failure is thrown under every policy. */
    Found<K, V> getsToChange(Collection<? extends K> asked) {
        return gets(strict, asked);
    }

    private Found<K, V> gets(Keyspace<Key, Encoded> within, Collection<? extends K> asked) {
        return ask(within, asked, within::getsAll, Versioned::value, Versioned::cas);
    }

    private <A> Found<K, V> ask(
            Keyspace<Key, Encoded> within,
            Collection<? extends K> asked,
            Function<Collection<Key>, Map<Key, A>> verb,
            Function<A, Encoded> item,
            Function<A, Long> cas) {
        for (int round = 0; round < GENERATION_ROUNDS; round++) {
            String known = known(within);
            if (known == null) {
                return new Found<>(null, Map.of());
            }
            List<Key> wire = new ArrayList<>(asked.size() + 1);
            wire.add(GENERATION);
            for (K key : asked) {
                wire.add(key(known, key));
            }
            Map<Key, A> answers = verb.apply(wire);
            A stored = answers.get(GENERATION);
            String present = stored == null ? established(within) : text(item.apply(stored));
            if (known.equals(present)) {
                return new Found<>(known, slots(asked, wire, answers, item, cas));
            }
            if (present == null) {
                return new Found<>(null, Map.of());
            }
            changed(present, stored == null ? 0 : cas.apply(stored));
        }
        throw emptiedAgainAndAgain();
    }

    private <A> Map<K, Slot<V>> slots(
            Collection<? extends K> asked,
            List<Key> wire,
            Map<Key, A> answers,
            Function<A, Encoded> item,
            Function<A, Long> cas) {
        Map<K, Slot<V>> slots = new LinkedHashMap<>();
        long now = Expiry.now();
        int i = 1;
        for (K key : asked) {
            Key sent = wire.get(i++);
            A answer = answers.get(sent);
            if (answer != null) {
                slots.put(key, slot(sent, item.apply(answer), cas.apply(answer), now));
            }
        }
        return slots;
    }

    private Slot<V> slot(Key key, Encoded item, long cas, long now) {
        long end;
        V value;
        try {
            end = Envelope.end(item);
            value = values.decode(key.text(), Envelope.value(item));
        } catch (RuntimeException e) {
            // A class that changed, or another program's bytes: a miss, and the next write replaces it.
            return new Slot<>(null, Envelope.NEVER, cas, item, null);
        }
        return end <= now ? new Slot<>(null, end, cas, item, value) : new Slot<>(value, end, cas, item, null);
    }

    // Writing

    /**
     * Stores an entry whatever is there.
     *
     * @return whether it was stored; false if the keyspace's failure policy swallowed a failure
     */
    boolean set(K key, V value, long end, long now) {
        Encoded item = wrapped(key, value, end);
        Duration ttl = Envelope.ttl(end, now);
        return underGeneration(known -> keyspace.set(key(known, key), item, ttl));
    }

    boolean setAll(Map<? extends K, ? extends V> entries, long end, long now) {
        Map<K, Encoded> items = new LinkedHashMap<>();
        entries.forEach((key, value) -> items.put(key, wrapped(key, value, end)));
        Duration ttl = Envelope.ttl(end, now);
        return underGeneration(known -> {
            Map<Key, Encoded> wire = new LinkedHashMap<>();
            items.forEach((key, item) -> wire.put(key(known, key), item));
            return keyspace.setAll(wire, ttl).isComplete();
        });
    }

    /** Sends a write and asks for the generation meanwhile; sends it again if that has changed. */
    private boolean underGeneration(Function<String, Boolean> write) {
        for (int round = 0; round < GENERATION_ROUNDS; round++) {
            String known = known(keyspace);
            if (known == null) {
                return dropped();
            }
            // By gets, which no near cache answers: a removal under an old generation would be lost.
            var asking = keyspace.async().gets(GENERATION);
            boolean isStored = write.apply(known);
            Versioned<Encoded> stored;
            try {
                stored = asking.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof MemjayException cause) {
                    throw cause;
                }
                throw e;
            }
            String present = stored == null ? established(keyspace) : text(stored.value());
            if (known.equals(present)) {
                return isStored;
            }
            if (present == null) {
                return dropped();
            }
            changed(present, stored == null ? 0 : stored.cas());
        }
        throw emptiedAgainAndAgain();
    }

    /** What a write answers that cannot ask for the generation. */
    private boolean dropped() {
        if (!dropsWrites) {
            throw generationUnknown();
        }
        return false;
    }

    private CacheException generationUnknown() {
        return new CacheException(
                "cache '" + name + "': the node of its generation does not answer, so that the write may be"
                        + " lost. Try again when the node is up, or let failurePolicy=miss drop such writes");
    }

    /** @return whether there was an item; false if the keyspace's failure policy swallowed a failure */
    boolean delete(K key) {
        return underGeneration(known -> keyspace.delete(key(known, key)));
    }

    void deleteAll(Collection<? extends K> gone) {
        underGeneration(known -> {
            keyspace.deleteAll(gone.stream().map(key -> key(known, key)).toList());
            return true;
        });
    }

    /**
     * Changes an entry whatever is there, and needs what is there for its end or for listeners alone.
     *
     * @param read what was read of it before, with its CAS number; null to read it first
     * @return what was done; not done, with null as the result, if the failure policy dropped it
     */
    <R> Done<V, R> overwrite(K key, @Nullable Found<K, V> read, Decision<V, R> decision) {
        if (read != null && read.generation() == null) {
            dropped();
            return new Done<>(read.slot(key), Outcome.keep(null), false);
        }
        try {
            return change(key, read, decision);
        } catch (MemjayException e) {
            if (!dropsWrites) {
                throw e;
            }
            swallow(GENERATION, e);
            return new Done<>(new Slot<>(null, Envelope.NEVER, 0, null, null), Outcome.keep(null), false);
        }
    }

    /** Counts a failure of which the policy makes a miss, and throws any other. */
    private void swallow(Key key, MemjayException failure) {
        if (failure instanceof BulkException bulk) {
            bulk.failed().values().forEach(each -> swallow(key, each));
        } else {
            keyspace.valueOf(key, new Lookup.Failed<>(failure));
        }
    }

    /**
     * Changes an entry as nobody else does meanwhile. Every failure is thrown under every policy.
     *
     * @param read what was read of it before by {@link #getsToChange}; null to read it first
     * @throws CacheException if others were faster in every round, or until the time was over
     */
    <R> Done<V, R> change(K key, @Nullable Found<K, V> read, Decision<V, R> decision) {
        long start = System.nanoTime();
        Keyspace<Key, Encoded> within = strict;
        Found<K, V> found = read == null ? gets(within, List.of(key)) : read;
        for (int round = 1; ; round++) {
            if (found.generation() == null) {
                throw generationUnknown();
            }
            long now = Expiry.now();
            Slot<V> slot = found.slot(key);
            Outcome<V, R> outcome = decision.decide(slot, now);
            if (attempt(within, key(found.generation(), key), key, slot, outcome, now)) {
                return new Done<>(slot, outcome, true);
            }
            long left = timeoutNanos - (System.nanoTime() - start);
            long pause = ThreadLocalRandom.current()
                    .nextLong(Math.min(MAX_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(round, 10)));
            if (round == MAX_ROUNDS || pause + MIN_TIMEOUT_NANOS >= left) {
                throw new CacheException("cache '" + name + "': others changed the entry in each of " + round
                        + " rounds; the cache was not changed; a writer may have been called. Operations that compare"
                        + " give up after " + MAX_ROUNDS
                        + " rounds or the cache's timeout: spread such writes over several keys");
            }
            LockSupport.parkNanos(pause);
            within = strict.withTimeout(Duration.ofNanos(left - pause));
            found = gets(within, List.of(key));
        }
    }

    /**
     * One attempt of a read to do what was decided of an entry that was read with its CAS number.
     *
     * @return whether it was done; false if others were faster, and for a failure of which the policy makes a miss
     */
    <R> boolean attempt(K key, Found<K, V> found, Outcome<V, R> outcome, long now) {
        String known = found.generation();
        if (known == null) {
            return false;
        }
        Key sent = key(known, key);
        try {
            return attempt(strict, sent, key, found.slot(key), outcome, now);
        } catch (MemjayException e) {
            swallow(sent, e);
            return false;
        }
    }

    private <R> boolean attempt(
            Keyspace<Key, Encoded> within, Key sent, K key, Slot<V> slot, Outcome<V, R> outcome, long now) {
        return switch (outcome.deed()) {
            case KEEP -> true;
            case STORE, LOAD -> {
                V value = Objects.requireNonNull(outcome.value(), "value");
                yield put(within, sent, slot, wrapped(key, value, outcome.end()), Envelope.ttl(outcome.end(), now));
            }
            case TOUCH -> {
                Encoded item = slot.item();
                yield item == null
                        || put(
                                within,
                                sent,
                                slot,
                                Envelope.withEnd(item, outcome.end()),
                                Envelope.ttl(outcome.end(), now));
            }
            case EXPIRE, END, REMOVE -> remove(within, sent, slot);
        };
    }

    /**
     * Where there is an item, not found counts as another's change, since only one who removes an entry may say that it was
     * there. Where there is none, the deletion takes the right to store from a client that is loading the entry.
     */
    private static <V> boolean remove(Keyspace<Key, Encoded> within, Key sent, Slot<V> slot) {
        if (slot.item() == null) {
            within.delete(sent);
            return true;
        }
        return within.delete(sent, slot.cas()).isApplied();
    }

    private static <V> boolean put(Keyspace<Key, Encoded> within, Key sent, Slot<V> slot, Encoded item, Duration ttl) {
        if (slot.item() != null) {
            return within.cas(sent, item, slot.cas(), ttl).isApplied();
        }
        try {
            // Not add, which the placeholder of another client's load would refuse.
            within.withTtl(ttl).update(sent, item, present -> {
                throw Lost.INSTANCE;
            });
            return true;
        } catch (Lost e) {
            return false;
        }
    }

    /** Ends an update that found an item where there was none. */
    private static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final Lost INSTANCE = new Lost();

        private Lost() {
            super("another client was faster", null, false, false);
        }
    }

    // Loading

    /**
     * Loads entries that have no item: one caller of all clients does, the others wait for its values.
     *
     * @param end when an entry ends that is created now
     * @param loader gives values, without those that there are not
     */
    Map<K, V> load(
            Collection<? extends K> missing, String known, long end, long now, Function<Set<K>, Map<K, V>> loader) {
        LoadPolicy policy = keyspace.loadPolicy();
        Map<Key, K> sent = new LinkedHashMap<>();
        missing.forEach(key -> sent.put(key(known, key), key));
        Map<Key, Encoded> items = keyspace.getAllOrCompute(
                sent.keySet(),
                wanted -> {
                    Set<K> keysToLoad = new LinkedHashSet<>();
                    wanted.forEach(key -> keysToLoad.add(asked(sent, key)));
                    Map<K, V> loaded = loader.apply(keysToLoad);
                    // Entries live from when they are stored, not from when the loader was called.
                    long loadedEnd = end == Envelope.NEVER ? end : end + (Expiry.now() - now);
                    Map<Key, Encoded> wrapped = new LinkedHashMap<>();
                    for (Key key : wanted) {
                        K asked = asked(sent, key);
                        V value = loaded.get(asked);
                        if (value != null) {
                            wrapped.put(key, wrapped(asked, value, loadedEnd));
                        }
                    }
                    return wrapped;
                },
                end == Envelope.NEVER ? policy : policy.ttl(Envelope.ttl(end, now)));
        Map<K, V> values = new LinkedHashMap<>();
        items.forEach(
                (key, item) -> values.put(asked(sent, key), this.values.decode(key.text(), Envelope.value(item))));
        return values;
    }

    /** The key that was asked for, of the one that was sent for it. */
    private static <K> K asked(Map<Key, K> sent, Key key) {
        return Objects.requireNonNull(sent.get(key), "key");
    }

    // The generation

    /**
     * Empties the cache for all clients.
     *
     * @throws CacheException if the keyspace's failure policy swallowed a failure: nothing else could say that the entries stay
     */
    void clear() {
        String fresh = random();
        if (!keyspace.set(GENERATION, encoded(fresh), Memjay.NEVER)) {
            throw new CacheException(
                    "cache '" + name + "' cannot be emptied: memcached did not store its new generation;"
                            + " its entries stay. Try again when the generation's node is up");
        }
        generation = fresh;
    }

    /**
     * Goes over to another generation, and writes it again as it is: a write ends the copy of the old one that a near cache may
     * have, which would hide the writes of this client from its own reads.
     *
     * @param cas its CAS number; 0 if it was not asked for
     */
    private void changed(String present, long cas) {
        generation = present;
        if (cas != 0) {
            try {
                keyspace.cas(GENERATION, encoded(present), cas, Memjay.NEVER);
            } catch (MemjayException e) {
                swallow(GENERATION, e);
            }
        }
    }

    private @Nullable String known(Keyspace<Key, Encoded> within) {
        String known = generation;
        if (known == null) {
            known = established(within);
            generation = known;
        }
        return known;
    }

    /** The generation that memcached has, a new one if it has none, or null if it cannot be asked and the policy allows that. */
    private @Nullable String established(Keyspace<Key, Encoded> within) {
        for (int round = 0; round < GENERATION_ROUNDS; round++) {
            Lookup<Encoded> answer = within.lookup(GENERATION);
            Encoded stored = within.valueOf(GENERATION, answer);
            if (stored != null) {
                return text(stored);
            }
            if (answer instanceof Lookup.Failed<?>) {
                return null;
            }
            String fresh = random();
            if (within.add(GENERATION, encoded(fresh), Memjay.NEVER)) {
                return fresh;
            }
        }
        return null;
    }

    private CacheException emptiedAgainAndAgain() {
        return new CacheException("cache '" + name + "': its generation changed in each of " + GENERATION_ROUNDS
                + " rounds; somebody empties the cache all the time. Try again");
    }

    private static String text(Encoded stored) {
        return new String(stored.data(), StandardCharsets.US_ASCII);
    }

    private static Encoded encoded(String fresh) {
        return Encoded.of(fresh.getBytes(StandardCharsets.US_ASCII));
    }

    /** 64 bits in 11 characters. */
    private static String random() {
        UUID uuid = UUID.randomUUID();
        byte[] bits = ByteBuffer.allocate(Long.BYTES)
                .putLong(uuid.getMostSignificantBits() ^ uuid.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** Fails as the storing of this value would, if it cannot be encoded or read back. */
    void requireReadable(K key, V value) {
        wrapped(key, value, Envelope.NEVER);
    }

    /** A class is read back when it is written for the first time, so that a codec that cannot fails here, and not as misses. */
    private Encoded wrapped(K key, V value, long end) {
        String text = keys.encode(key).text();
        Encoded encoded = values.encode(text, value);
        Class<?> type = value.getClass();
        if (readable.size() < MAX_READABLE && !readable.contains(type)) {
            try {
                values.decode(text, encoded);
            } catch (RuntimeException e) {
                throw new CacheException(
                        "cache '" + name + "': " + values + " wrote a " + type.getName() + " that it cannot read: "
                                + e.getMessage() + "; name the classes in the manager's property allowValues, or set a"
                                + " codec by MemjayCacheConfiguration.setCodec",
                        e);
            }
            readable.add(type);
        }
        return Envelope.wrap(encoded, end);
    }

    private Key key(String known, K key) {
        Key encoded = keys.encode(key);
        String prefix = known + ":";
        Key whole;
        if (encoded.isBinary()) {
            byte[] rest = encoded.bytes();
            byte[] before = prefix.getBytes(StandardCharsets.US_ASCII);
            whole = Key.of(ByteBuffer.allocate(before.length + rest.length)
                    .put(before)
                    .put(rest)
                    .array());
        } else {
            whole = Key.of(prefix + encoded.text());
        }
        return encoded.route().map(whole::routedBy).orElse(whole);
    }
}
