package dev.memjay;

import dev.memjay.internal.lease.LeaseVerbs;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.verb.Verbs;
import java.time.Duration;

/**
 * The blocking face of a view's leases.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class LeasesView<K, V> implements Leases<K, V> {
    private final LeaseVerbs<K, V> verbs;

    LeasesView(Engine engine, Verbs<K, V> verbs) {
        this.verbs = new LeaseVerbs<>(engine, verbs);
    }

    @Override
    public Lease<V> lease(K key) {
        return lease(key, LeaseVerbs.STANDARD);
    }

    @Override
    public Lease<V> lease(K key, Duration length) {
        return verbs.lease(key, length, Lease::new).run();
    }

    @Override
    public void tombstone(K key, Duration keepFor) {
        verbs.tombstone(key, keepFor).run();
    }

    @Override
    public void setVersioned(K key, V value, long version, Duration ttl) {
        verbs.setVersioned(key, value, version, ttl).run();
    }
}
