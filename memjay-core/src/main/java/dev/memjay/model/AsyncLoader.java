package dev.memjay.model;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Loads a value that the cache has not, without blocking.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
@FunctionalInterface
public interface AsyncLoader<K, V> {
    /**
     * Begins to load a value. Runs where Memjay's futures complete, so it must not block. Neither this method nor the stage
     * that it returns may wait for the same key of the same keyspace: the first is refused, the second waits for itself until
     * {@link LoadPolicy#maxWait} is over.
     *
     * @param key the key
     * @return of the value, or of null when there is none
     * @throws Exception any reason why it cannot be loaded; it counts as an error of the returned stage does
     */
    CompletionStage<? extends @Nullable V> load(K key) throws Exception;
}
