package dev.memjay;

import dev.memjay.internal.engine.Call;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.lease.LeaseVerbs;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.Node;
import java.time.Duration;

/**
 * The blocking face of a view's leases.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class LeasesView<K, V> implements Leases<K, V> {
    private final Engine engine;
    private final LeaseVerbs<K, V> verbs;

    LeasesView(Engine engine, Verbs<K, V> verbs) {
        this.engine = engine;
        this.verbs = new LeaseVerbs<>(engine, verbs);
    }

    @Override
    public Lease<V> lease(K key) {
        return lease(key, LeaseVerbs.STANDARD);
    }

    @Override
    public Lease<V> lease(K key, Duration length) {
        return new Lease<>(verbs.lease(key, length).run(engine, verbs.timeoutNanos()));
    }

    @Override
    public void tombstone(K key, Duration keepFor) {
        for (int round = 0; round < LeaseVerbs.MAX_ROUNDS; round++) {
            LeaseVerbs.Occupied item = verbs.occupy(key, keepFor).run(engine, verbs.timeoutNanos());
            if (verbs.mark(key, keepFor, item).run(engine, verbs.timeoutNanos())) {
                return;
            }
        }
        throw LeaseVerbs.conflict();
    }

    @Override
    public void setVersioned(K key, V value, long version, Duration ttl) {
        Call<Boolean> store = verbs.setVersioned(key, value, version, ttl);
        Node unknown = verbs.unknownVersion(key);
        if (unknown != null) {
            verbs.checkVersion(unknown, engine.text(unknown, LeaseVerbs.VERSION, verbs.timeoutNanos()));
        }
        store.run(engine, verbs.timeoutNanos());
    }
}
