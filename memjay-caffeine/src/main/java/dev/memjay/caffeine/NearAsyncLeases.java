// Derived from NearLeases.java by scripts/Twins.java
package dev.memjay.caffeine;

import dev.memjay.AsyncLease;
import dev.memjay.AsyncLeases;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a near cache, as {@link NearLeases} has the blocking ones.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
record NearAsyncLeases<K, V>(AsyncLeases<K, V> behind, NearView<K, V> view) implements AsyncLeases<K, V> {
    @Override
    public CompletableFuture<AsyncLease<V>> lease(K key) {
        return view.startWrite(key, () -> behind.lease(key));
    }

    @Override
    public CompletableFuture<AsyncLease<V>> lease(K key, Duration length) {
        return view.startWrite(key, () -> behind.lease(key, length));
    }

    @Override
    public CompletableFuture<@Nullable Void> tombstone(K key, Duration keepFor) {
        return view.startWrite(key, () -> behind.tombstone(key, keepFor));
    }

    @Override
    public CompletableFuture<@Nullable Void> setVersioned(K key, V value, long version, Duration ttl) {
        return view.startWrite(key, () -> behind.setVersioned(key, value, version, ttl));
    }
}
