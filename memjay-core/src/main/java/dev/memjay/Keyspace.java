package dev.memjay;

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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A view over one {@link Memjay}: typed keys and values, and memcached's verbs in memcached's own words.
 *
 * <p>Views are immutable, cheap and thread-safe; make as many as there are kinds of values. A view of a view keeps all
 * settings but the one it changes, and the order in which they are composed makes no difference, except that prefixes
 * stand in the order they were given, outermost first.
 *
 * <h2>What is common to all verbs</h2>
 *
 * <ul>
 *   <li><b>Missing keys</b> are null, false, an empty Optional or an absent entry, never an exception.
 *   <li><b>Blocking</b>: every verb waits for the server's answer, at most for the {@linkplain #withTimeout timeout}, which
 *       counts from the call's start and covers queueing, connecting, writing and waiting. Called on Memjay's event
 *       loop, as in a callback of an asynchronous call, it throws {@link IllegalStateException} at once, naming
 *       {@link MemjayBuilder#callbackExecutor}. Any thread may call, virtual ones too.
 *   <li><b>Bulk verbs</b> send one run of commands to each node, all nodes at once. Empty input makes no request.
 *       They are not atomic. When some keys fail, they wait for the others and then throw a
 *       {@link dev.memjay.error.BulkException}, which has the results of the others.
 *   <li><b>Time to live</b>: none means never. It is rounded up to whole seconds, and what would end after
 *       2038-01-19T03:14:07Z is sent as never. Zero and negative durations are refused with an
 *       {@link IllegalArgumentException}; to remove an item, {@link #delete(Object) delete} it.
 *   <li><b>Server</b>: memcached 1.6.18 or newer, unless a verb says otherwise.
 * </ul>
 *
 * <h2>Errors</h2>
 *
 * All are unchecked. The first group is thrown before anything is sent:
 *
 * <ul>
 *   <li>{@link NullPointerException} for a null argument, key, value or element; it names the parameter.
 *   <li>{@link IllegalArgumentException} for an argument out of its range.
 *   <li>{@link dev.memjay.error.IllegalKeyException} for a key that cannot be sent, see {@link KeyPolicy}.
 *   <li>{@link dev.memjay.error.CodecException} for a value that cannot be encoded.
 *   <li>{@link dev.memjay.error.ClosedException} after {@link Memjay#close()}.
 *   <li>{@link dev.memjay.error.OverloadedException} when the connection's limit of calls in flight is reached.
 *   <li>{@link dev.memjay.error.NodeDownException} when the key's node is considered down; its cause is what failed last there.
 * </ul>
 *
 * The second after, and then {@link dev.memjay.error.MemjayException#mayHaveBeenApplied()} says of a write whether the
 * server may have carried it out:
 *
 * <ul>
 *   <li>{@link dev.memjay.error.OperationTimeoutException} when the time is over.
 *   <li>{@link dev.memjay.error.ConnectionException} when there is no connection, or it was lost before the answer.
 *   <li>{@link dev.memjay.error.ProtocolException} when the answer made no sense.
 *   <li>{@link dev.memjay.error.ServerErrorException} when the server answered with an error; it was not applied.
 *   <li>{@link dev.memjay.error.ValueTooLargeException} when the item exceeds the server's limit; it is not stored, and
 *       an older item of the key is gone.
 *   <li>{@link dev.memjay.error.UnsupportedByServerException} when server or protocol cannot do what was asked.
 *   <li>{@link dev.memjay.error.InterruptedCallException} when the calling thread was interrupted; its flag stays set.
 *   <li>{@link dev.memjay.error.CodecException} when what was read cannot be decoded.
 * </ul>
 *
 * {@link #withFailurePolicy(FailurePolicy)} turns those that lie outside the caller into misses.
 *
 * <p>This is an interface so that it can be mocked and decorated. Implementing it is at one's own risk: minor releases
 * add methods.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface Keyspace<K, V> {

    // Reading

    /**
     * Reads a value. memcached's {@code get}, sent as {@code mg}.
     *
     * @param key the key
     * @return the value, or null when there is none
     */
    @Nullable
    V get(K key);

    /**
     * Reads a value, or takes another when there is none. memcached's {@code get}, sent as {@code mg}.
     *
     * @param key the key
     * @param defaultValue what to return when there is none; nothing is stored
     * @return the value, or {@code defaultValue}
     */
    V getOrDefault(K key, V defaultValue);

    /**
     * Asks whether an item is there, without its value, which need not be decodable. Counts as use of the item. Sent as
     * {@code mg} without {@code v}.
     *
     * @param key the key
     * @return whether there is an item
     */
    boolean contains(K key);

    /**
     * Reads the values of several keys. Sent to each node as runs of {@code get k1 k2 ...}.
     *
     * @param keys the keys; duplicates are asked once
     * @return what was found, in the order asked; modifiable and the caller's own
     */
    Map<K, V> getAll(Collection<? extends K> keys);

    /**
     * Reads a value with its CAS number, for {@link #cas(Object, Object, long)}. memcached's {@code gets}, sent as
     * {@code mg} with {@code c}.
     *
     * @param key the key
     * @return value and CAS number, or null when there is none
     */
    @Nullable
    Versioned<V> gets(K key);

    /**
     * Reads the values of several keys with their CAS numbers. Sent to each node as runs of {@code gets k1 k2 ...}.
     *
     * @param keys the keys; duplicates are asked once
     * @return what was found, in the order asked; modifiable and the caller's own
     */
    Map<K, Versioned<V>> getsAll(Collection<? extends K> keys);

    /**
     * Reads a value and sets a new time to live. memcached's {@code gat}, sent as {@code mg} with {@code T}. Counts as a
     * read for the failure policy; after a lost connection it is not repeated.
     *
     * @param key the key
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     * @return the value, or null when there is none, and then nothing changes
     */
    @Nullable
    V gat(K key, Duration ttl);

    /**
     * Reads a value with its CAS number and sets a new time to live. memcached's {@code gats}, sent as {@code mg} with
     * {@code T} and {@code c}.
     *
     * @param key the key
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     * @return value and CAS number, or null when there is none, and then nothing changes
     */
    @Nullable
    Versioned<V> gats(K key, Duration ttl);

    /**
     * Reads a value with all that the server says of its item. Sent as {@code mg} with all its flags.
     *
     * <p>Failures that a {@link FailurePolicy} could swallow, a value that cannot be decoded among them, are told as
     * {@link Lookup.Failed} under every policy; the others are thrown.
     *
     * @param key the key
     * @return found, found but stale, not there, or failed
     */
    Lookup<V> lookup(K key);

    /**
     * Reads the values of several keys with all that the server says of their items. Sent to each node as runs of quiet
     * {@code mg}, each closed by {@code mn}. Never throws for a node: its keys are {@link Lookup.Failed}.
     *
     * @param keys the keys; duplicates are asked once
     * @return an entry for every key, in the order asked; modifiable and the caller's own
     */
    Map<K, Lookup<V>> lookupAll(Collection<? extends K> keys);

    /**
     * What {@link #get} answers where {@link #lookup} answered this; sends nothing. For those who decorate a keyspace: a read
     * that needs to know more than the value asks once, and ends as {@code get} does.
     *
     * @param key the key that was looked up
     * @param answer what {@code lookup} or {@code lookupAll} said of it
     * @return the value, fresh or stale; null for a miss, and for a failure that this keyspace's {@link FailurePolicy} swallows,
     *     which is counted
     * @throws dev.memjay.error.MemjayException the error of a failure that is not swallowed
     */
    @Nullable
    V valueOf(K key, Lookup<V> answer);

    /**
     * Reads what the server says of an item, without its value. Does not count as use of the item. Sent as {@code mg}
     * with {@code u} and without {@code v}.
     *
     * @param key the key
     * @return the facts, or empty when there is no item
     */
    Optional<ItemInfo> inspect(K key);

    // Writing

    /**
     * Stores a value with the keyspace's time to live. memcached's {@code set}, sent as {@code ms}.
     *
     * @param key the key
     * @param value the value
     * @return true; false only where a {@link FailurePolicy} swallowed a failure
     */
    boolean set(K key, V value);

    /**
     * Stores a value. memcached's {@code set}, sent as {@code ms}.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return true; false only where a {@link FailurePolicy} swallowed a failure
     */
    boolean set(K key, V value, Duration ttl);

    /**
     * Stores a value if there is none, with the keyspace's time to live. memcached's {@code add}, sent as {@code ms} in
     * mode E.
     *
     * @param key the key
     * @param value the value
     * @return whether it was stored; false when there is an item
     */
    boolean add(K key, V value);

    /**
     * Stores a value if there is none. memcached's {@code add}, sent as {@code ms} in mode E.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return whether it was stored; false when there is an item
     */
    boolean add(K key, V value, Duration ttl);

    /**
     * Stores a value if there is one, with the keyspace's time to live. memcached's {@code replace}, sent as {@code ms}
     * in mode R.
     *
     * @param key the key
     * @param value the value
     * @return whether it was stored; false when there is no item
     */
    boolean replace(K key, V value);

    /**
     * Stores a value if there is one. memcached's {@code replace}, sent as {@code ms} in mode R.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return whether it was stored; false when there is no item
     */
    boolean replace(K key, V value, Duration ttl);

    /**
     * Puts a value behind the one that is there; flags and time to live stay. memcached's {@code append}, sent as
     * {@code ms} in mode A.
     *
     * @param key the key
     * @param value what to put behind
     * @return whether it was stored; false when there is no item
     * @throws IllegalStateException if the codec's values cannot be joined, or the keyspace compresses
     */
    boolean append(K key, V value);

    /**
     * Puts a value behind the one that is there, or stores it if there is none. Sent as {@code ms} in mode A, and where there
     * is no item in mode E; all commands share one timeout.
     *
     * @param key the key
     * @param value what to put behind, or the whole value of an item that is created
     * @param ttl the time to live of an item that is created, {@link Memjay#NEVER} for no end; that of one that is there
     *     stays
     * @return true; false only where a {@link FailurePolicy} swallowed a failure
     * @throws IllegalStateException if the codec's values cannot be joined, or the keyspace compresses
     * @throws dev.memjay.error.ConflictException if others created and deleted the item in each of 16 rounds
     */
    boolean appendOrCreate(K key, V value, Duration ttl);

    /**
     * Puts a value before the one that is there; flags and time to live stay. memcached's {@code prepend}, sent as
     * {@code ms} in mode P.
     *
     * @param key the key
     * @param value what to put before
     * @return whether it was stored; false when there is no item
     * @throws IllegalStateException if the codec's values cannot be joined, or the keyspace compresses
     */
    boolean prepend(K key, V value);

    /**
     * Stores a value if nobody changed the item since its CAS number was read, with the keyspace's time to live.
     * memcached's {@code cas}, sent as {@code ms} with {@code C}. Failures are thrown under every {@link FailurePolicy}.
     *
     * @param key the key
     * @param value the value
     * @param cas the CAS number from {@link #gets}, unsigned; 0 is refused, since memcached gives it to no item
     * @return STORED, EXISTS when the item was changed since, or NOT_FOUND
     */
    CasResult cas(K key, V value, long cas);

    /**
     * Stores a value if nobody changed the item since its CAS number was read. memcached's {@code cas}, sent as
     * {@code ms} with {@code C}. Failures are thrown under every {@link FailurePolicy}.
     *
     * @param key the key
     * @param value the value
     * @param cas the CAS number from {@link #gets}, unsigned; 0 is refused, since memcached gives it to no item
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return STORED, EXISTS when the item was changed since, or NOT_FOUND
     */
    CasResult cas(K key, V value, long cas, Duration ttl);

    /**
     * Changes the value that is there, by {@link #gets} and {@link #cas(Object, Object, long)}, again whenever somebody
     * else was faster: at most 16 rounds, with random pauses, all within one timeout. The new value gets the keyspace's
     * time to live. Failures are thrown under every {@link FailurePolicy}.
     *
     * @param key the key
     * @param change gives the new value for the present one; may be called several times, so it should have no side
     *     effects; when it returns null, the item is deleted if nobody changed it since. What it throws comes to the
     *     caller as it is. It is never called with null: only its result may be null, which an operator's one type
     *     cannot say apart, so that Kotlin needs {@code old!!} or {@code old?.} where it takes the value
     * @return the value that was stored; null when there was no item, and then {@code change} was not called, or when the
     *     item was deleted
     * @throws dev.memjay.error.ConflictException if others were faster in every round; nothing was applied
     */
    @Nullable
    V update(K key, Function<? super V, ? extends @Nullable V> change);

    /**
     * Like {@link #update(Object, Function)}, but stores a first value when there is none.
     *
     * @param key the key
     * @param ifAbsent what to {@code add} when there is no item; {@code change} is not applied to it
     * @param change gives the new value for the present one, or null to delete the item
     * @return the value that was stored; null when the item was deleted
     * @throws dev.memjay.error.ConflictException if others were faster in every round; nothing was applied
     */
    @Nullable
    V update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change);

    /**
     * Stores several values with the keyspace's time to live. Sent to each node as runs of quiet {@code ms}, each closed
     * by {@code mn}.
     *
     * @param values keys and values
     * @return which keys were stored; {@link BulkWrite#notDone()} is what both Python clients return
     */
    BulkWrite<K> setAll(Map<? extends K, ? extends V> values);

    /**
     * Stores several values. Sent to each node as runs of quiet {@code ms}, each closed by {@code mn}.
     *
     * @param values keys and values
     * @param ttl the time to live of all, {@link Memjay#NEVER} for no end
     * @return which keys were stored; {@link BulkWrite#notDone()} is what both Python clients return
     */
    BulkWrite<K> setAll(Map<? extends K, ? extends V> values, Duration ttl);

    /**
     * Deletes an item. memcached's {@code delete}, sent as {@code md}.
     *
     * @param key the key
     * @return whether it was there and is gone; false when there was none
     */
    boolean delete(K key);

    /**
     * Deletes an item if nobody changed it since its CAS number was read. Sent as {@code md} with {@code C}. Failures are
     * thrown under every {@link FailurePolicy}.
     *
     * @param key the key
     * @param cas the CAS number from {@link #gets}, unsigned; 0 is refused, since memcached gives it to no item
     * @return DELETED, EXISTS when the item was changed since, or NOT_FOUND
     */
    CasResult delete(K key, long cas);

    /**
     * Deletes several items. Sent to each node as runs of quiet {@code md}, each closed by {@code mn}.
     *
     * @param keys the keys; duplicates are sent once
     * @return as done, the keys that were there and are gone; as not done, those that were not there
     */
    BulkWrite<K> deleteAll(Collection<? extends K> keys);

    /**
     * Marks an item stale instead of deleting it: for a time the old value stays, the next reader who can refresh it gets
     * the sole right to, and {@link #getOrCompute(Object, Loader, LoadPolicy)} may serve it meanwhile. Whoever loads it at
     * this moment will not store what he has. Plain reads get the old value; {@link #lookup} tells that it is
     * {@link Lookup.Stale}. Sent as {@code md} with {@code I} and {@code T}.
     *
     * @param key the key
     * @param keepStaleFor how long the old value stays if nobody refreshes it, longer than zero
     * @return whether there was an item
     * @throws dev.memjay.error.UnsupportedByServerException with a protocol other than meta; there {@link #delete} it
     */
    boolean invalidate(K key, Duration keepStaleFor);

    /**
     * Sets a new time to live. memcached's {@code touch}, sent as {@code mg} with {@code T}.
     *
     * @param key the key
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     * @return whether the item was there
     */
    boolean touch(K key, Duration ttl);

    /**
     * Sets a new time to live for several items. Sent to each node as runs of quiet {@code mg} with {@code T}, each
     * closed by {@code mn}.
     *
     * @param keys the keys; duplicates are sent once
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     * @return as done, the keys that were there; as not done, those that were not
     */
    BulkWrite<K> touchAll(Collection<? extends K> keys, Duration ttl);

    // Loading

    /**
     * Reads a value, or loads it, with the policy of {@link #withLoadPolicy}: see
     * {@link #getOrCompute(Object, Loader, LoadPolicy)}.
     *
     * @param key the key
     * @param loader loads the value where there is none
     * @return the value; null when the loader returned null
     * @throws dev.memjay.error.LoaderException if the loader threw a checked exception, which is the cause; unchecked ones
     *     come as they are
     */
    @Nullable
    V getOrCompute(K key, Loader<? super K, ? extends V> loader);

    /**
     * Reads a value, or loads it: one caller of all clients of the server runs the loader, the others wait for what he
     * stores. Sent as {@code mg} with {@code N} and {@code R}; the value is stored as {@code ms} with {@code C}, so that
     * one that was invalidated while it was loaded is not.
     *
     * <p>The timeout counts for asking and for storing; loading takes as long as the loader does, and waiting as long as
     * {@link LoadPolicy#maxWait} says. If the loader fails, the next caller may load at once, and the error reaches
     * those of this client who waited for it; if its thread was interrupted, one of them loads instead. A value that cannot
     * be stored is returned all the same, and counted, also if the client was closed meanwhile. If the loader returns with
     * the interrupt flag set, its value is stored without waiting and returned, and the flag stays set. Where a
     * {@link FailurePolicy} makes misses of failed reads, the loader's value is returned unstored.
     *
     * <p>With the classic protocol a lock beside the item, {@code key:lock}, takes the place of the lease: a load that
     * outlasts it stores its value all the same, and nothing is refreshed ahead or served stale.
     *
     * @param key the key
     * @param loader loads the value where there is none
     * @param policy how to load, wait and keep
     * @return the value; null when the loader returned null
     * @throws dev.memjay.error.LoaderException if the loader threw a checked exception, which is the cause; unchecked ones
     *     come as they are
     * @throws dev.memjay.error.OperationTimeoutException also if the policy says to fail after the waiting
     * @throws IllegalStateException also if the loader asks this keyspace for the same key
     */
    @Nullable
    V getOrCompute(K key, Loader<? super K, ? extends V> loader, LoadPolicy policy);

    /**
     * Reads several values and loads those that are missing, with the policy of {@link #withLoadPolicy}: see
     * {@link #getAllOrCompute(Collection, BulkLoader, LoadPolicy)}.
     *
     * @param keys the keys; duplicates are asked once
     * @param loader loads the values that are missing
     * @return what was found or loaded, in the order asked; modifiable and the caller's own
     */
    Map<K, V> getAllOrCompute(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader);

    /**
     * Reads several values and loads those that are missing, as
     * {@link #getOrCompute(Object, Loader, LoadPolicy)} does for one: those whose right to load is free are loaded by one
     * call of the loader, then those are waited for that others load. Sent to each node as runs of quiet {@code mg} with
     * {@code N} and {@code R} and of quiet {@code ms} with {@code C}. The callers of one client share no loads here except
     * through the server.
     *
     * @param keys the keys; duplicates are asked once
     * @param loader loads the values that are missing
     * @param policy how to load, wait and keep
     * @return what was found or loaded, in the order asked; modifiable and the caller's own
     * @throws dev.memjay.error.LoaderException if the loader threw a checked exception, which is the cause; unchecked ones
     *     come as they are
     */
    Map<K, V> getAllOrCompute(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader, LoadPolicy policy);

    // Counting

    /**
     * Adds 1 to a counter, as {@link #incr(Object, long)} does.
     *
     * @param key the key
     * @return the new value, or empty when there is no counter
     * @throws dev.memjay.error.NotNumericException if the value is no decimal number of 64 bits
     */
    OptionalLong incr(K key);

    /**
     * Adds to a counter: decimal text of 64 bits, unsigned. Beyond 2^64-1 it wraps round to 0. The codec has no part in
     * it. memcached's {@code incr}, sent as {@code ma}.
     *
     * @param key the key
     * @param delta what to add, 0 or more; a negative one is refused, see {@link #decr(Object, long)}
     * @return the new value, or empty when there is no counter; above 2^63-1 it comes as a negative long, see
     *     {@link Long#toUnsignedString(long)}
     * @throws dev.memjay.error.NotNumericException if the value is no decimal number of 64 bits; it stays as it is
     */
    OptionalLong incr(K key, long delta);

    /**
     * Adds to a counter, or creates it. Sent as {@code ma} with {@code N} and {@code J}.
     *
     * @param key the key
     * @param delta what to add, 0 or more
     * @param initial the value of a counter that is created, unsigned; {@code delta} is not added to it
     * @param ttl the time to live of a counter that is created, {@link Memjay#NEVER} for no end; that of one that is
     *     there stays
     * @return the new value, which on creation is {@code initial}; empty only where a {@link FailurePolicy} swallowed a
     *     failure
     * @throws dev.memjay.error.NotNumericException if the value is no decimal number of 64 bits; it stays as it is
     */
    OptionalLong incr(K key, long delta, long initial, Duration ttl);

    /**
     * Subtracts 1 from a counter, as {@link #decr(Object, long)} does.
     *
     * @param key the key
     * @return the new value, or empty when there is no counter
     * @throws dev.memjay.error.NotNumericException if the value is no decimal number of 64 bits
     */
    OptionalLong decr(K key);

    /**
     * Subtracts from a counter: decimal text of 64 bits, unsigned. It stops at 0. The codec has no part in it.
     * memcached's {@code decr}, sent as {@code ma} in mode D.
     *
     * <p>The server keeps the length of the text and pads it with blanks; {@link #counters()} trims them on reading.
     *
     * @param key the key
     * @param delta what to subtract, 0 or more; a negative one is refused, see {@link #incr(Object, long)}
     * @return the new value, or empty when there is no counter; above 2^63-1 it comes as a negative long, see
     *     {@link Long#toUnsignedString(long)}
     * @throws dev.memjay.error.NotNumericException if the value is no decimal number of 64 bits; it stays as it is
     */
    OptionalLong decr(K key, long delta);

    /**
     * Subtracts from a counter, or creates it. Sent as {@code ma} in mode D with {@code N} and {@code J}.
     *
     * @param key the key
     * @param delta what to subtract, 0 or more
     * @param initial the value of a counter that is created, unsigned; {@code delta} is not subtracted from it
     * @param ttl the time to live of a counter that is created, {@link Memjay#NEVER} for no end; that of one that is
     *     there stays
     * @return the new value, which on creation is {@code initial}; empty only where a {@link FailurePolicy} swallowed a
     *     failure
     * @throws dev.memjay.error.NotNumericException if the value is no decimal number of 64 bits; it stays as it is
     */
    OptionalLong decr(K key, long delta, long initial, Duration ttl);

    // Views

    /**
     * A view that puts a prefix before every key. Prefixes compose, outer first: {@code withPrefix("a:").withPrefix("b:")}
     * puts {@code a:b:}. The prefix counts in the 250 bytes of a key, is absent from every result, and takes part in
     * placement. The key policy applies to prefix and key as a whole.
     *
     * @param prefix the prefix; an empty one changes nothing
     */
    Keyspace<K, V> withPrefix(String prefix);

    /**
     * A view with another time to live for the verbs that are called without one.
     *
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     */
    Keyspace<K, V> withTtl(Duration ttl);

    /**
     * A view with another time limit for each call.
     *
     * @param timeout 1 millisecond to 1 hour
     */
    Keyspace<K, V> withTimeout(Duration timeout);

    /**
     * A view with another answer to failed calls.
     *
     * @param policy what becomes of failures that lie outside the caller
     */
    Keyspace<K, V> withFailurePolicy(FailurePolicy policy);

    /** What becomes of failures that lie outside the caller. */
    FailurePolicy failurePolicy();

    /**
     * A view with another answer to keys that cannot be sent as they are.
     *
     * @param policy what becomes of such keys
     */
    Keyspace<K, V> withKeyPolicy(KeyPolicy policy);

    /**
     * A view with another type of keys.
     *
     * @param keyCodec makes memcached's keys of them
     * @param <K2> the type of the keys
     */
    <K2> Keyspace<K2, V> withKeyCodec(KeyCodec<? super K2> keyCodec);

    /**
     * A view with another type of values; it keeps everything else.
     *
     * @param codec encodes and decodes the values
     * @param <V2> the type of the values
     */
    <V2> Keyspace<K, V2> withCodec(Codec<V2> codec);

    /**
     * A view that compresses what it writes, where that pays, but for {@code append} and {@code prepend}. Reading needs
     * no such view: every view expands what bears zlib's mark. Codecs that are not
     * {@linkplain Codec#isCompressible() compressible}, such as {@link Codec#encoded()} and that of {@link #counters()},
     * are left alone.
     *
     * @param compression how to compress
     */
    Keyspace<K, V> withCompression(Compression compression);

    /**
     * A view with another default for {@code getOrCompute} and {@code getAllOrCompute}, where they are called without a
     * policy. Where the policy has a grace, the view's other writes have the server keep values so much longer, and to
     * {@code get}, {@code getOrDefault}, {@code contains} and {@code getAll} a value ends with its own time, unless
     * {@link LoadPolicy#staleWhileRevalidate} serves it for longer.
     *
     * @param policy how values are loaded
     */
    Keyspace<K, V> withLoadPolicy(LoadPolicy policy);

    /** The policy of {@code getOrCompute} and {@code getAllOrCompute} where they are called without one. */
    LoadPolicy loadPolicy();

    /**
     * A view with a name, kept by all views of it. {@code toString()} of the view and of its faces shows it, a
     * {@link dev.memjay.model.Telemetry} gets it, and {@link dev.memjay.model.Metrics#keyspaces()} counts by it.
     *
     * @param name the name, not blank
     * @throws IllegalArgumentException if the name is blank
     */
    Keyspace<K, V> withName(String name);

    /**
     * A view whose reads are not counted as hits and misses in {@link dev.memjay.model.Metrics#keyspaces()}, kept by all views of
     * it: for code that has to ask more than once to answer one read, such as a cache in front of this one. All else is counted
     * as ever: calls at their nodes, loads, and failures that a policy swallowed.
     */
    Keyspace<K, V> uncounted();

    /**
     * A view for counters, {@link Codec#longs()}: what {@code incr} and {@code decr} count, as numbers. They are unsigned: one
     * above 2^63-1 is a negative long, here as there.
     */
    Keyspace<K, Long> counters();

    /** The same verbs without waiting: each returns a future of its result. */
    AsyncKeyspace<K, V> async();

    /** Leases by hand, tombstones and versions. */
    Leases<K, V> leases();

    /** The write verbs without waiting and without results. */
    NoreplyKeyspace<K, V> noreply();
}
