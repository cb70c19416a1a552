package dev.memjay.internal.lease;

import dev.memjay.internal.engine.WireKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key on the wire, and which of the caller's keys are this one.
 *
 * @param keys at least one
 * @param wire the key on the wire
 * @param locked whether a lock takes the place of the lease, which its node does not have
 * @param answer what was found in the last round; null where the cache could not be asked
 */
record BulkSlot<K, V>(
        List<K> keys,
        WireKey wire,
        boolean locked,
        @Nullable LeaseAnswer<V> answer) {
    BulkSlot<K, V> with(@Nullable LeaseAnswer<V> newAnswer) {
        return new BulkSlot<>(keys, wire, locked, newAnswer);
    }

    BulkSlot<K, V> withLock() {
        return new BulkSlot<>(keys, wire, true, null);
    }
}
