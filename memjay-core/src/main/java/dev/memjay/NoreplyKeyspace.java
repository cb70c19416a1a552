package dev.memjay;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * The write verbs of a {@link Keyspace} without waiting and without results, for writes whose outcome nobody needs.
 *
 * <p>Each sends the bytes that the blocking verb sends, in the order of the calls; the answer is read and dropped.
 *
 * <p>No verb blocks. Arguments and keys are checked and values encoded at once, and what is wrong with them is thrown; so
 * are {@link dev.memjay.error.OverloadedException} when the connection's limit of calls in flight is reached, and
 * {@link dev.memjay.error.ClosedException}. Every later failure goes to metrics and to
 * {@link dev.memjay.model.MemjayListener#postFailed}, whatever the keyspace's {@link dev.memjay.model.FailurePolicy}.
 *
 * <p>The answers are still waited for, though not by you: {@link Memjay#close()} lets them come until the client's timeout is
 * over, so a server that does not answer holds it for that long; {@link Memjay#close(Duration)} takes another bound.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface NoreplyKeyspace<K, V> {
    /**
     * Stores a value with the keyspace's time to live, see {@link Keyspace#set(Object, Object)}.
     *
     * @param key the key
     * @param value the value
     */
    void set(K key, V value);

    /**
     * Stores a value, see {@link Keyspace#set(Object, Object, Duration)}.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     */
    void set(K key, V value, Duration ttl);

    /**
     * Stores a value if there is none, with the keyspace's time to live, see {@link Keyspace#add(Object, Object)}.
     *
     * @param key the key
     * @param value the value
     */
    void add(K key, V value);

    /**
     * Stores a value if there is none, see {@link Keyspace#add(Object, Object, Duration)}.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     */
    void add(K key, V value, Duration ttl);

    /**
     * Stores a value if there is one, with the keyspace's time to live, see {@link Keyspace#replace(Object, Object)}.
     *
     * @param key the key
     * @param value the value
     */
    void replace(K key, V value);

    /**
     * Stores a value if there is one, see {@link Keyspace#replace(Object, Object, Duration)}.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     */
    void replace(K key, V value, Duration ttl);

    /**
     * Puts a value behind the one that is there, see {@link Keyspace#append(Object, Object)}.
     *
     * @param key the key
     * @param value what to put behind
     * @throws IllegalStateException if the codec's values cannot be joined, or the keyspace compresses
     */
    void append(K key, V value);

    /**
     * Puts a value before the one that is there, see {@link Keyspace#prepend(Object, Object)}.
     *
     * @param key the key
     * @param value what to put before
     * @throws IllegalStateException if the codec's values cannot be joined, or the keyspace compresses
     */
    void prepend(K key, V value);

    /**
     * Stores a value if nobody changed the item, see {@link Keyspace#cas(Object, Object, long)}.
     *
     * @param key the key
     * @param value the value
     * @param cas the CAS number, not 0
     */
    void cas(K key, V value, long cas);

    /**
     * Stores a value if nobody changed the item, see {@link Keyspace#cas(Object, Object, long, Duration)}.
     *
     * @param key the key
     * @param value the value
     * @param cas the CAS number, not 0
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     */
    void cas(K key, V value, long cas, Duration ttl);

    /**
     * Stores several values with the keyspace's time to live, see {@link Keyspace#setAll(Map)}.
     *
     * @param values keys and values
     */
    void setAll(Map<? extends K, ? extends V> values);

    /**
     * Stores several values, see {@link Keyspace#setAll(Map, Duration)}.
     *
     * @param values keys and values
     * @param ttl the time to live of all, {@link Memjay#NEVER} for no end
     */
    void setAll(Map<? extends K, ? extends V> values, Duration ttl);

    /**
     * Deletes an item, see {@link Keyspace#delete(Object)}.
     *
     * @param key the key
     */
    void delete(K key);

    /**
     * Deletes an item if nobody changed it, see {@link Keyspace#delete(Object, long)}.
     *
     * @param key the key
     * @param cas the CAS number, not 0
     */
    void delete(K key, long cas);

    /**
     * Deletes several items, see {@link Keyspace#deleteAll(Collection)}.
     *
     * @param keys the keys; duplicates are sent once
     */
    void deleteAll(Collection<? extends K> keys);

    /**
     * Marks an item stale instead of deleting it; see {@link Keyspace#invalidate}.
     *
     * @param key the key
     * @param keepStaleFor how long the old value stays if nobody refreshes it, longer than zero
     */
    void invalidate(K key, Duration keepStaleFor);

    /**
     * Sets a new time to live, see {@link Keyspace#touch(Object, Duration)}.
     *
     * @param key the key
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     */
    void touch(K key, Duration ttl);

    /**
     * Sets a new time to live for several items, see {@link Keyspace#touchAll(Collection, Duration)}.
     *
     * @param keys the keys; duplicates are sent once
     * @param ttl the new time to live, {@link Memjay#NEVER} for no end
     */
    void touchAll(Collection<? extends K> keys, Duration ttl);

    /**
     * Adds 1 to a counter, see {@link Keyspace#incr(Object)}.
     *
     * @param key the key
     */
    void incr(K key);

    /**
     * Adds to a counter, see {@link Keyspace#incr(Object, long)}.
     *
     * @param key the key
     * @param delta what to add, 0 or more
     */
    void incr(K key, long delta);

    /**
     * Adds to a counter or creates it, see {@link Keyspace#incr(Object, long, long, Duration)}.
     *
     * @param key the key
     * @param delta what to add, 0 or more
     * @param initial the value of a counter that is created, unsigned
     * @param ttl the time to live of a counter that is created, {@link Memjay#NEVER} for no end
     */
    void incr(K key, long delta, long initial, Duration ttl);

    /**
     * Subtracts 1 from a counter, see {@link Keyspace#decr(Object)}.
     *
     * @param key the key
     */
    void decr(K key);

    /**
     * Subtracts from a counter, see {@link Keyspace#decr(Object, long)}.
     *
     * @param key the key
     * @param delta what to subtract, 0 or more
     */
    void decr(K key, long delta);

    /**
     * Subtracts from a counter or creates it, see {@link Keyspace#decr(Object, long, long, Duration)}.
     *
     * @param key the key
     * @param delta what to subtract, 0 or more
     * @param initial the value of a counter that is created, unsigned
     * @param ttl the time to live of a counter that is created, {@link Memjay#NEVER} for no end
     */
    void decr(K key, long delta, long initial, Duration ttl);
}
