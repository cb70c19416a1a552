package dev.memjay.model;

import dev.memjay.error.MemjayException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The full answer to a read: found, found but marked stale, not there, or failed.
 *
 * @param <V> the type of the value
 */
public sealed interface Lookup<V> {
    /** The value of a {@link Hit} or a {@link Stale}, or null. */
    default @Nullable V value() {
        return null;
    }

    /** Whether this is a {@link Hit}. */
    default boolean isHit() {
        return false;
    }

    /** What the server said of the item; empty for a {@link Miss} and a {@link Failed}. */
    default Optional<ItemInfo> info() {
        return Optional.empty();
    }

    /**
     * The item is there and fresh.
     *
     * @param value the value
     * @param info what the server said of the item
     * @param <V> the type of the value
     */
    record Hit<V>(V value, Optional<ItemInfo> info) implements Lookup<V> {
        @Override
        public boolean isHit() {
            return true;
        }
    }

    /**
     * The item is there but was marked stale by an invalidation; somebody should refresh it.
     *
     * @param value the old value
     * @param info what the server said of the item
     * @param <V> the type of the value
     */
    record Stale<V>(V value, Optional<ItemInfo> info) implements Lookup<V> {}

    /**
     * There is no such item.
     *
     * @param <V> the type of the value
     */
    record Miss<V>() implements Lookup<V> {}

    /**
     * Whether there is such an item is not known, because the call failed.
     *
     * @param error why
     * @param <V> the type of the value
     */
    record Failed<V>(MemjayException error) implements Lookup<V> {}
}
