package dev.memjay;

import dev.memjay.internal.engine.Call;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.Futures;
import dev.memjay.internal.lease.LeaseDeed;
import dev.memjay.internal.lease.LeaseVerbs;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.Node;
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
    private final Engine engine;
    private final LeaseVerbs<K, V> verbs;

    AsyncLeasesView(Engine engine, Verbs<K, V> verbs) {
        this.engine = engine;
        this.verbs = new LeaseVerbs<>(engine, verbs);
    }

    @Override
    public CompletableFuture<AsyncLease<V>> lease(K key) {
        return lease(key, LeaseVerbs.STANDARD);
    }

    /** A future that its user gave up hands the lease back. */
    @Override
    public CompletableFuture<AsyncLease<V>> lease(K key, Duration length) {
        CompletableFuture<LeaseDeed<V>> sent = verbs.lease(key, length).start(engine, verbs.timeoutNanos());
        CompletableFuture<AsyncLease<V>> result = new CompletableFuture<>();
        sent.whenComplete((deed, error) -> {
            if (error != null) {
                result.completeExceptionally(Futures.unwrapped(error));
            } else if (!result.complete(new AsyncLease<>(deed))) {
                deed.close();
            }
        });
        return result;
    }

    @Override
    public CompletableFuture<@Nullable Void> tombstone(K key, Duration keepFor) {
        return unwrapped(round(key, keepFor, 0));
    }

    private CompletableFuture<@Nullable Void> round(K key, Duration keepFor, int round) {
        if (round == LeaseVerbs.MAX_ROUNDS) {
            return CompletableFuture.failedFuture(LeaseVerbs.conflict());
        }
        return verbs.occupy(key, keepFor)
                .start(engine, verbs.timeoutNanos())
                .thenCompose(item -> verbs.mark(key, keepFor, item).start(engine, verbs.timeoutNanos()))
                .thenCompose(isThere -> isThere
                        ? CompletableFuture.<@Nullable Void>completedFuture(null)
                        : round(key, keepFor, round + 1));
    }

    @Override
    public CompletableFuture<@Nullable Void> setVersioned(K key, V value, long version, Duration ttl) {
        Call<Boolean> store = verbs.setVersioned(key, value, version, ttl);
        Node unknown = verbs.unknownVersion(key);
        CompletableFuture<?> checked = unknown == null
                ? CompletableFuture.completedFuture(true)
                : engine.startText(unknown, LeaseVerbs.VERSION, verbs.timeoutNanos())
                        .thenAccept(answer -> verbs.checkVersion(unknown, answer));
        return unwrapped(checked.thenCompose(done -> store.start(engine, verbs.timeoutNanos()))
                .<@Nullable Void>thenApply(stored -> null));
    }

    /** The same, with its error as it is. */
    private static CompletableFuture<@Nullable Void> unwrapped(CompletableFuture<@Nullable Void> source) {
        CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
        Futures.passOn(source, result);
        Futures.cancelTogether(result, source);
        return result;
    }
}
