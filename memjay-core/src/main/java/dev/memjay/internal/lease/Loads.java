package dev.memjay.internal.lease;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Futures;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.AsyncBulkLoader;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * getOrCompute and getAllOrCompute, as the two faces of a keyspace call them: with a loader that blocks on the caller's
 * thread, or one that does not.
 */
public final class Loads {
    private Loads() {}

    /** A value that is there, the common case, is the answer to one question and makes no script. */
    public static <K, V> @Nullable V run(
            Engine engine, Verbs<K, V> verbs, K key, Loader<? super K, ? extends V> loader, LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        LeaseSource<V> source = source(engine, verbs, key, policy);
        long begun = Clock.nanoTime();
        LeaseAnswer<V> first = null;
        MemjayException failure = null;
        try {
            first = source.reading().run(engine, verbs.settings().timeoutNanos());
        } catch (MemjayException e) {
            failure = e;
        }
        return first != null && isResult(policy, first)
                ? first.value()
                : new Load<>(
                                engine,
                                verbs,
                                policy,
                                source,
                                begun,
                                first,
                                failure,
                                () -> CompletableFuture.completedFuture(loader.load(key)),
                                onThreads(engine, policy))
                        .run();
    }

    /** As {@link #run}, without waiting. */
    public static <K, V> CompletableFuture<@Nullable V> start(
            Engine engine, Verbs<K, V> verbs, K key, AsyncLoader<? super K, ? extends V> loader, LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        LeaseSource<V> source = source(engine, verbs, key, policy);
        long begun = Clock.nanoTime();
        CompletableFuture<LeaseAnswer<V>> asked =
                source.reading().start(engine, verbs.settings().timeoutNanos());
        CompletableFuture<@Nullable V> result = asked.newIncompleteFuture();
        asked.whenComplete((first, failure) -> {
            if (first != null && isResult(policy, first)) {
                result.complete(first.value());
                return;
            }
            Executor callbacks = engine.callbacks();
            new Load<>(
                            engine,
                            verbs,
                            policy,
                            source,
                            begun,
                            first,
                            failure == null ? null : Futures.unwrapped(failure),
                            () -> loader.load(key),
                            refresh -> refresh.start(callbacks))
                    .start(result, callbacks);
        });
        return result;
    }

    private static boolean isResult(LoadPolicy policy, @Nullable LeaseAnswer<?> first) {
        return first != null && first.value() != null && LoadRules.verdict(policy, first) == LoadRules.Verdict.SERVE;
    }

    private static <K, V> LeaseSource<V> source(Engine engine, Verbs<K, V> verbs, K key, LoadPolicy policy) {
        WireKey wire = verbs.encoded(key);
        return LeaseSource.of(engine, verbs, wire, Objects.requireNonNull(policy, "policy"));
    }

    public static <K, V> Map<K, V> runAll(
            Engine engine,
            Verbs<K, V> verbs,
            Collection<? extends K> keys,
            BulkLoader<K, ? extends V> loader,
            LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        return new BulkLoad<>(
                        engine,
                        verbs,
                        keys,
                        policy,
                        some -> CompletableFuture.completedFuture(
                                Objects.requireNonNull(loader.loadAll(some), "the loader returned null")),
                        onThreads(engine, policy))
                .run();
    }

    public static <K, V> CompletableFuture<Map<K, V>> startAll(
            Engine engine,
            Verbs<K, V> verbs,
            Collection<? extends K> keys,
            AsyncBulkLoader<K, V> loader,
            LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        Executor callbacks = engine.callbacks();
        return new BulkLoad<>(engine, verbs, keys, policy, loader::loadAll, refresh -> refresh.start(callbacks))
                .start(callbacks);
    }

    /** Refreshes run in the background, on the policy's threads or the client's. */
    private static Consumer<Script<?>> onThreads(Engine engine, LoadPolicy policy) {
        return refresh -> engine.loads().refresh(policy.refreshExecutor().orElse(null), refresh::run);
    }
}
