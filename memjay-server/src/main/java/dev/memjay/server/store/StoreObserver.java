package dev.memjay.server.store;

import org.jspecify.annotations.Nullable;

/** Is told what happens in a store while somebody watches it. */
public interface StoreObserver {
    /** A key was looked up; {@code outcome} is found, not_found, expired or flushed. */
    void fetched(Key key, @Nullable Item item, String outcome);

    /** A storage verb was carried out. */
    void stored(StoreRequest request, StoreOutcome outcome);

    /** An item was deleted by a command, {@code delete} or {@code md}. */
    void deleted(Item item, String command);

    /** An item had to make room. */
    void evicted(Item item);
}
