package dev.memjay.model;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Loads several values that the cache has not, at once and without blocking.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface AsyncBulkLoader<K, V> {
    /**
     * Begins to load values. Runs where Memjay's futures complete, so it must not block.
     *
     * @param keys the keys, at least one, in the order they were asked for; unmodifiable
     * @return of the values that there are; keys without one are absent, and others than those asked for are ignored
     * @throws Exception any reason why they cannot be loaded; it counts as an error of the returned stage does
     */
    CompletionStage<? extends Map<K, V>> loadAll(Set<K> keys) throws Exception;
}
