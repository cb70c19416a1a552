package dev.memjay;

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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of a {@link Keyspace} without waiting: each sends the same bytes and returns a future of the same result.
 *
 * <p><b>Threads.</b> No verb blocks, but for room where {@link MemjayBuilder#waitWhenFull} asks for that. Futures complete on
 * the executor given to {@link MemjayBuilder#callbackExecutor}, never on another caller's thread. Without an executor they
 * complete on Memjay's event loop, and reads whose codec is not built in, or whose value is compressed, on its decoding thread.
 * Decoding happens in the same place. What is chained to a future without an executor of its own runs there, so it must not
 * block; a blocking verb called there throws, and so does waiting for a future.
 *
 * <p><b>Errors.</b> What the arguments are to blame for is thrown by the call itself: {@link NullPointerException},
 * {@link IllegalArgumentException}, {@link IllegalStateException},
 * {@link dev.memjay.error.IllegalKeyException} and the {@link dev.memjay.error.CodecException} of a value that cannot be
 * encoded. Everything else completes the future exceptionally, with the same
 * {@link dev.memjay.error.MemjayException} that the blocking verb throws, after the same timeout.
 *
 * <p><b>Cancelling.</b> {@code cancel} and {@code orTimeout} release the caller at once and drop the late answer. A write
 * may have been applied then.
 *
 * <p>Implementing this interface is at one's own risk: minor releases add methods.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface AsyncKeyspace<K, V> {

    // Reading

    /**
     * Reads a value, as {@link Keyspace#get(Object)} does.
     *
     * @param key the key
     * @return of the value, or null when there is none
     */
    CompletableFuture<@Nullable V> get(K key);

    /**
     * Reads a value or takes another, as {@link Keyspace#getOrDefault(Object, Object)} does.
     *
     * @param key the key
     * @param defaultValue what to return when there is none; nothing is stored
     * @return of the value, or {@code defaultValue}
     */
    CompletableFuture<V> getOrDefault(K key, V defaultValue);

    /**
     * Asks whether an item is there, as {@link Keyspace#contains(Object)} does.
     *
     * @param key the key
     * @return of whether there is an item
     */
    CompletableFuture<Boolean> contains(K key);

    /**
     * Reads the values of several keys, as {@link Keyspace#getAll(Collection)} does.
     *
     * @param keys the keys; duplicates are asked once
     * @return of what was found, in the order asked
     */
    CompletableFuture<Map<K, V>> getAll(Collection<? extends K> keys);

    /**
     * Reads a value with its CAS number, as {@link Keyspace#gets(Object)} does.
     *
     * @param key the key
     * @return of value and CAS number, or null when there is none
     */
    CompletableFuture<@Nullable Versioned<V>> gets(K key);

    /**
     * Reads the values of several keys with their CAS numbers, as {@link Keyspace#getsAll(Collection)} does.
     *
     * @param keys the keys; duplicates are asked once
     * @return of what was found, in the order asked
     */
    CompletableFuture<Map<K, Versioned<V>>> getsAll(Collection<? extends K> keys);

    /**
     * Reads a value and sets a new time to live, as {@link Keyspace#gat(Object, Duration)} does.
     *
     * @param key the key
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     * @return of the value, or null when there is none
     */
    CompletableFuture<@Nullable V> gat(K key, Duration ttl);

    /**
     * Reads a value with its CAS number and sets a new time to live, as {@link Keyspace#gats(Object, Duration)} does.
     *
     * @param key the key
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     * @return of value and CAS number, or null when there is none
     */
    CompletableFuture<@Nullable Versioned<V>> gats(K key, Duration ttl);

    /**
     * Reads a value with all that the server says of its item, as {@link Keyspace#lookup(Object)} does.
     *
     * @param key the key
     * @return of found, found but stale, not there, or failed
     */
    CompletableFuture<Lookup<V>> lookup(K key);

    /**
     * Reads the values of several keys with all that the server says of their items, as
     * {@link Keyspace#lookupAll(Collection)} does.
     *
     * @param keys the keys; duplicates are asked once
     * @return of an entry for every key, in the order asked
     */
    CompletableFuture<Map<K, Lookup<V>>> lookupAll(Collection<? extends K> keys);

    /**
     * Reads what the server says of an item, as {@link Keyspace#inspect(Object)} does.
     *
     * @param key the key
     * @return of the facts, or of empty when there is no item
     */
    CompletableFuture<Optional<ItemInfo>> inspect(K key);

    // Writing

    /**
     * Stores a value, as {@link Keyspace#set(Object, Object)} does.
     *
     * @param key the key
     * @param value the value
     * @return of whether it was stored
     */
    CompletableFuture<Boolean> set(K key, V value);

    /**
     * Stores a value, as {@link Keyspace#set(Object, Object, Duration)} does.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return of whether it was stored
     */
    CompletableFuture<Boolean> set(K key, V value, Duration ttl);

    /**
     * Stores a value if there is none, as {@link Keyspace#add(Object, Object)} does.
     *
     * @param key the key
     * @param value the value
     * @return of whether it was stored
     */
    CompletableFuture<Boolean> add(K key, V value);

    /**
     * Stores a value if there is none, as {@link Keyspace#add(Object, Object, Duration)} does.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return of whether it was stored
     */
    CompletableFuture<Boolean> add(K key, V value, Duration ttl);

    /**
     * Stores a value if there is one, as {@link Keyspace#replace(Object, Object)} does.
     *
     * @param key the key
     * @param value the value
     * @return of whether it was stored
     */
    CompletableFuture<Boolean> replace(K key, V value);

    /**
     * Stores a value if there is one, as {@link Keyspace#replace(Object, Object, Duration)} does.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return of whether it was stored
     */
    CompletableFuture<Boolean> replace(K key, V value, Duration ttl);

    /**
     * Puts a value behind the one that is there, as {@link Keyspace#append(Object, Object)} does.
     *
     * @param key the key
     * @param value what to put behind
     * @return of whether it was stored
     * @throws IllegalStateException if the codec's values cannot be joined, or the keyspace compresses
     */
    CompletableFuture<Boolean> append(K key, V value);

    /**
     * Puts a value behind the one that is there, or stores it if there is none; see {@link Keyspace#appendOrCreate}.
     *
     * @param key the key
     * @param value what to put behind, or the whole value of an item that is created
     * @param ttl the time to live of an item that is created, {@link Memjay#NEVER} for no end
     * @return of true; of false only where a {@link dev.memjay.model.FailurePolicy} swallowed a failure
     */
    CompletableFuture<Boolean> appendOrCreate(K key, V value, Duration ttl);

    /**
     * Puts a value before the one that is there, as {@link Keyspace#prepend(Object, Object)} does.
     *
     * @param key the key
     * @param value what to put before
     * @return of whether it was stored
     * @throws IllegalStateException if the codec's values cannot be joined, or the keyspace compresses
     */
    CompletableFuture<Boolean> prepend(K key, V value);

    /**
     * Stores a value if nobody changed the item, as {@link Keyspace#cas(Object, Object, long)} does.
     *
     * @param key the key
     * @param value the value
     * @param cas the CAS number, not 0
     * @return of STORED, EXISTS or NOT_FOUND
     */
    CompletableFuture<CasResult> cas(K key, V value, long cas);

    /**
     * Stores a value if nobody changed the item, as {@link Keyspace#cas(Object, Object, long, Duration)} does.
     *
     * @param key the key
     * @param value the value
     * @param cas the CAS number, not 0
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return of STORED, EXISTS or NOT_FOUND
     */
    CompletableFuture<CasResult> cas(K key, V value, long cas, Duration ttl);

    /**
     * Changes the value that is there, as {@link Keyspace#update(Object, Function)} does. {@code change} runs where
     * futures complete, so it must not block.
     *
     * @param key the key
     * @param change gives the new value for the present one, or null to delete the item
     * @return of the value that was stored, or null when there was no item or it was deleted
     */
    CompletableFuture<@Nullable V> update(K key, Function<? super V, ? extends @Nullable V> change);

    /**
     * Changes the value that is there or stores a first one, as
     * {@link Keyspace#update(Object, Object, Function)} does. {@code change} runs where futures complete, so it must
     * not block.
     *
     * @param key the key
     * @param ifAbsent what to add when there is no item
     * @param change gives the new value for the present one, or null to delete the item
     * @return of the value that was stored, or null when the item was deleted
     */
    CompletableFuture<@Nullable V> update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change);

    /**
     * Stores several values, as {@link Keyspace#setAll(Map)} does.
     *
     * @param values keys and values
     * @return of which keys were stored
     */
    CompletableFuture<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values);

    /**
     * Stores several values, as {@link Keyspace#setAll(Map, Duration)} does.
     *
     * @param values keys and values
     * @param ttl the time to live of all, {@link Memjay#NEVER} for no end
     * @return of which keys were stored
     */
    CompletableFuture<BulkWrite<K>> setAll(Map<? extends K, ? extends V> values, Duration ttl);

    /**
     * Deletes an item, as {@link Keyspace#delete(Object)} does.
     *
     * @param key the key
     * @return of whether it was there and is gone
     */
    CompletableFuture<Boolean> delete(K key);

    /**
     * Deletes an item if nobody changed it, as {@link Keyspace#delete(Object, long)} does.
     *
     * @param key the key
     * @param cas the CAS number, not 0
     * @return of DELETED, EXISTS or NOT_FOUND
     */
    CompletableFuture<CasResult> delete(K key, long cas);

    /**
     * Deletes several items, as {@link Keyspace#deleteAll(Collection)} does.
     *
     * @param keys the keys; duplicates are sent once
     * @return of the keys that were there and are gone, as done, and those that were not there
     */
    CompletableFuture<BulkWrite<K>> deleteAll(Collection<? extends K> keys);

    /**
     * Marks an item stale instead of deleting it; see {@link Keyspace#invalidate}.
     *
     * @param key the key
     * @param keepStaleFor how long the old value stays if nobody refreshes it, longer than zero
     * @return of whether there was an item
     */
    CompletableFuture<Boolean> invalidate(K key, Duration keepStaleFor);

    /**
     * Sets a new time to live, as {@link Keyspace#touch(Object, Duration)} does.
     *
     * @param key the key
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     * @return of whether the item was there
     */
    CompletableFuture<Boolean> touch(K key, Duration ttl);

    /**
     * Sets a new time to live for several items, as {@link Keyspace#touchAll(Collection, Duration)} does.
     *
     * @param keys the keys; duplicates are sent once
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     * @return of the keys that were there, as done, and those that were not
     */
    CompletableFuture<BulkWrite<K>> touchAll(Collection<? extends K> keys, Duration ttl);

    // Loading

    /**
     * Reads a value, or loads it, with the keyspace's own policy; see {@link Keyspace#getOrCompute}.
     *
     * @param key the key
     * @param loader loads the value where there is none
     * @return of the value, or of null when the loader's is null
     */
    CompletableFuture<@Nullable V> getOrCompute(K key, AsyncLoader<? super K, ? extends V> loader);

    /**
     * Reads a value, or loads it; see {@link Keyspace#getOrCompute}. Giving the future up ends the waiting; a load that has
     * begun goes on, since others may wait for it. A loader that asks for its own key is refused while {@code load} runs; if
     * it asks later, it waits as long as {@link LoadPolicy#maxWait} says and then loads.
     *
     * @param key the key
     * @param loader loads the value where there is none
     * @param policy how to load, wait and keep
     * @return of the value, or of null when the loader's is null
     */
    CompletableFuture<@Nullable V> getOrCompute(K key, AsyncLoader<? super K, ? extends V> loader, LoadPolicy policy);

    /**
     * Reads several values and loads those that are missing, with the keyspace's own policy; see
     * {@link Keyspace#getAllOrCompute}.
     *
     * @param keys the keys; duplicates are asked once
     * @param loader loads the values that are missing
     * @return of what was found or loaded, in the order asked
     */
    CompletableFuture<Map<K, V>> getAllOrCompute(Collection<? extends K> keys, AsyncBulkLoader<K, V> loader);

    /**
     * Reads several values and loads those that are missing; see {@link Keyspace#getAllOrCompute}.
     *
     * @param keys the keys; duplicates are asked once
     * @param loader loads the values that are missing
     * @param policy how to load, wait and keep
     * @return of what was found or loaded, in the order asked
     */
    CompletableFuture<Map<K, V>> getAllOrCompute(
            Collection<? extends K> keys, AsyncBulkLoader<K, V> loader, LoadPolicy policy);

    // Counting

    /**
     * Adds 1 to a counter, as {@link Keyspace#incr(Object)} does.
     *
     * @param key the key
     * @return of the new value, or of empty when there is no counter
     */
    CompletableFuture<OptionalLong> incr(K key);

    /**
     * Adds to a counter, as {@link Keyspace#incr(Object, long)} does.
     *
     * @param key the key
     * @param delta what to add, 0 or more
     * @return of the new value, or of empty when there is no counter
     */
    CompletableFuture<OptionalLong> incr(K key, long delta);

    /**
     * Adds to a counter or creates it, as {@link Keyspace#incr(Object, long, long, Duration)} does.
     *
     * @param key the key
     * @param delta what to add, 0 or more
     * @param initial the value of a counter that is created, unsigned
     * @param ttl the time to live of a counter that is created, {@link Memjay#NEVER} for no end
     * @return of the new value
     */
    CompletableFuture<OptionalLong> incr(K key, long delta, long initial, Duration ttl);

    /**
     * Subtracts 1 from a counter, as {@link Keyspace#decr(Object)} does.
     *
     * @param key the key
     * @return of the new value, or of empty when there is no counter
     */
    CompletableFuture<OptionalLong> decr(K key);

    /**
     * Subtracts from a counter, as {@link Keyspace#decr(Object, long)} does.
     *
     * @param key the key
     * @param delta what to subtract, 0 or more
     * @return of the new value, or of empty when there is no counter
     */
    CompletableFuture<OptionalLong> decr(K key, long delta);

    /**
     * Subtracts from a counter or creates it, as {@link Keyspace#decr(Object, long, long, Duration)} does.
     *
     * @param key the key
     * @param delta what to subtract, 0 or more
     * @param initial the value of a counter that is created, unsigned
     * @param ttl the time to live of a counter that is created, {@link Memjay#NEVER} for no end
     * @return of the new value
     */
    CompletableFuture<OptionalLong> decr(K key, long delta, long initial, Duration ttl);

    /** Leases by hand, tombstones and versions. */
    AsyncLeases<K, V> leases();
}
