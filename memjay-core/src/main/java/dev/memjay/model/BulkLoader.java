package dev.memjay.model;

import java.util.Map;
import java.util.Set;

/**
 * Loads several values that the cache has not, at once.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BulkLoader<K, V> {
    /**
     * Loads values. Runs on the thread that asked for them, or on a thread for refreshes if old values were served
     * meanwhile; it may block.
     *
     * @param keys the keys, at least one, in the order they were asked for; unmodifiable
     * @return the values that there are; keys without one are absent, and others than those asked for are ignored
     * @throws Exception any reason why they cannot be loaded; checked ones reach the callers inside a
     *     {@link dev.memjay.error.LoaderException}
     */
    Map<K, V> loadAll(Set<K> keys) throws Exception;
}
