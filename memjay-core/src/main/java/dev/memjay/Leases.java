package dev.memjay;

import java.time.Duration;

/**
 * Leases by hand, and what else keeps old values from coming back: a facet of a {@link Keyspace}, with its keys, values,
 * timeout and errors. Failures are thrown under every {@link dev.memjay.model.FailurePolicy}. Needs the meta protocol, and
 * a server that gives its items CAS numbers; elsewhere every verb throws
 * {@link dev.memjay.error.UnsupportedByServerException}.
 *
 * <p>Implementing this interface is at one's own risk: minor releases add methods.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface Leases<K, V> {
    /**
     * Reads a value, and takes the sole right to load it if it is missing or invalidated and nobody else has it, for 5
     * seconds. Sent as {@code mg} with {@code N}.
     *
     * @param key the key
     * @return what was found, and whether the right is the caller's; to be closed
     */
    Lease<V> lease(K key);

    /**
     * Reads a value, and takes the sole right to load it if it is missing or invalidated and nobody else has it. Sent as
     * {@code mg} with {@code N}.
     *
     * @param key the key
     * @param length how long the right to load a missing value lasts, 1 second to 1 hour, rounded up to whole seconds; that
     *     to refresh an invalidated one lasts as long as its item does
     * @return what was found, and whether the right is the caller's; to be closed
     */
    Lease<V> lease(K key, Duration length);

    /**
     * Deletes a value and leaves a mark in its place. While the mark is there the key is missing to every read, an
     * {@code add} is refused, and so is what was loaded under a lease that is older than the mark; the next getOrCompute
     * loads. Sent as {@code mg} with {@code N}, {@code md} with {@code C}, and {@code md} with {@code I}; all commands share
     * one timeout.
     *
     * @param key the key
     * @param keepFor how long the mark stays, longer than zero
     * @throws dev.memjay.error.ConflictException if others changed the item in each of 16 rounds
     */
    void tombstone(K key, Duration keepFor);

    /**
     * Stores a value under a version of the caller's own, such as that of a database row, which becomes the item's CAS
     * number: {@link Keyspace#gets} tells it, and {@link Keyspace#cas(Object, Object, long)} compares it. Sent as
     * {@code ms} with {@code E}. Whoever uses versions must use them for every write of the key.
     *
     * @param key the key
     * @param value the value
     * @param version the item's CAS number from then on, unsigned; 0 is refused
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @throws dev.memjay.error.UnsupportedByServerException by a server older than memcached 1.6.27
     */
    void setVersioned(K key, V value, long version, Duration ttl);
}
