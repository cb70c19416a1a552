package dev.memjay;

import dev.memjay.internal.lease.LeaseVerbs;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.verb.Verbs;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous face of a view's leases.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class AsyncLeasesView<K, V> implements AsyncLeases<K, V> {
    private final LeaseVerbs<K, V> verbs;

    AsyncLeasesView(Engine engine, Verbs<K, V> verbs) {
        this.verbs = new LeaseVerbs<>(engine, verbs);
    }

    @Override
    public CompletableFuture<AsyncLease<V>> lease(K key) {
        return lease(key, LeaseVerbs.STANDARD);
    }

    @Override
    public CompletableFuture<AsyncLease<V>> lease(K key, Duration length) {
        return verbs.lease(key, length, AsyncLease::new).start(verbs.callbacks());
    }

    @Override
    public CompletableFuture<@Nullable Void> tombstone(K key, Duration keepFor) {
        return verbs.tombstone(key, keepFor).start(verbs.callbacks());
    }

    @Override
    public CompletableFuture<@Nullable Void> setVersioned(K key, V value, long version, Duration ttl) {
        return verbs.setVersioned(key, value, version, ttl).start(verbs.callbacks());
    }
}
