package dev.memjay.caffeine;

import dev.memjay.Lease;
import dev.memjay.Leases;
import java.time.Duration;

/**
 * The leases of a near cache. Asking for one ends the copy; what is read from then on until the lease is completed is a miss
 * or stale, and so is not kept.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
record NearLeases<K, V>(Leases<K, V> behind, NearView<K, V> view) implements Leases<K, V> {
    @Override
    public Lease<V> lease(K key) {
        return view.write(key, () -> behind.lease(key));
    }

    @Override
    public Lease<V> lease(K key, Duration length) {
        return view.write(key, () -> behind.lease(key, length));
    }

    @Override
    public void tombstone(K key, Duration keepFor) {
        view.post(key, () -> behind.tombstone(key, keepFor));
    }

    @Override
    public void setVersioned(K key, V value, long version, Duration ttl) {
        view.post(key, () -> behind.setVersioned(key, value, version, ttl));
    }
}
