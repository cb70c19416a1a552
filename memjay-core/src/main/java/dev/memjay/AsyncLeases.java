package dev.memjay;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of {@link Leases} without waiting.
 *
 * <p>Implementing this interface is at one's own risk: minor releases add methods.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface AsyncLeases<K, V> {
    /**
     * Reads a value, and takes the sole right to load it for 5 seconds; see {@link Leases#lease(Object)}.
     *
     * @param key the key
     * @return of what was found, to be closed
     */
    CompletableFuture<AsyncLease<V>> lease(K key);

    /**
     * Reads a value, and takes the sole right to load it; see {@link Leases#lease(Object, Duration)}.
     *
     * @param key the key
     * @param length how long the right lasts, 1 second to 1 hour, rounded up to whole seconds
     * @return of what was found, to be closed
     */
    CompletableFuture<AsyncLease<V>> lease(K key, Duration length);

    /**
     * Deletes a value and leaves a mark in its place; see {@link Leases#tombstone}.
     *
     * @param key the key
     * @param keepFor how long the mark stays, longer than zero
     * @return of nothing, when it is there
     */
    CompletableFuture<@Nullable Void> tombstone(K key, Duration keepFor);

    /**
     * Stores a value under a version of the caller's own; see {@link Leases#setVersioned}.
     *
     * @param key the key
     * @param value the value
     * @param version the item's CAS number from then on, unsigned; 0 is refused
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return of nothing, when it is stored
     */
    CompletableFuture<@Nullable Void> setVersioned(K key, V value, long version, Duration ttl);
}
