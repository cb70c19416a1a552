package dev.memjay.model;

import org.jspecify.annotations.Nullable;

/**
 * Loads a value that the cache has not, from where it is kept for good.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
@FunctionalInterface
public interface Loader<K, V> {
    /**
     * Loads a value. Runs on the thread that asked for it, or on a thread for refreshes if an old value was served
     * meanwhile, see {@link LoadPolicy#refreshExecutor}; it may block. It must not ask the same keyspace for the same key.
     *
     * @param key the key
     * @return the value, or null when there is none
     * @throws Exception any reason why it cannot be loaded; checked ones reach the callers inside a
     *     {@link dev.memjay.error.LoaderException}
     */
    @Nullable
    V load(K key) throws Exception;
}
