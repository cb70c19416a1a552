package dev.memjay.internal.lease;

import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Futures;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.AsyncBulkLoader;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.CallInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * getOrCompute and getAllOrCompute, as the two faces of a keyspace call them: with a loader that blocks on the caller's
 * thread, or one that does not.
 */
public final class Loads {
    private Loads() {}

    /** With a loader that blocks; a call of its own for those who follow the calls of the keyspace. */
    public static <K, V> @Nullable V run(
            Engine engine, Verbs<K, V> verbs, K key, Loader<? super K, ? extends V> loader, LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        CallTrace trace = trace(engine, verbs, List.of(Objects.requireNonNull(key, "key")));
        if (trace == null) {
            return load(engine, verbs, key, loader, policy);
        }
        Loader<K, V> followed = same -> trace.withinThrowing(() -> loader.load(same));
        Callable<@Nullable V> loading = () -> load(engine.under(trace), verbs, key, followed, policy);
        return trace.run(() -> trace.within(loading));
    }

    private static <K, V> BulkLoader<K, V> followed(CallTrace trace, BulkLoader<K, V> loader) {
        return keys -> trace.withinThrowing(() -> loader.loadAll(keys));
    }

    private static <K, V> AsyncBulkLoader<K, V> followedLater(CallTrace trace, AsyncBulkLoader<K, V> loader) {
        return keys -> trace.<CompletionStage<? extends Map<K, V>>>withinThrowing(() -> loader.loadAll(keys));
    }

    /** The call for those who follow calls, or null if nobody does; keys that cannot be sent are no call. */
    private static <K> @Nullable CallTrace trace(Engine engine, Verbs<K, ?> verbs, Collection<? extends K> keys) {
        KeyspaceMeter keyspace = engine.keyspace();
        if (!keyspace.isFollowed()) {
            return null;
        }
        List<WireKey> wires = new ArrayList<>();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            wires.add(verbs.encoded(Objects.requireNonNull(key, "keys has a null element")));
        }
        CallInfo info = new CallInfo(
                keyspace.name(),
                Verb.GET_OR_COMPUTE,
                CallInfo.Kind.INTERNAL,
                wires.size(),
                wires.size() == 1 ? engine.knownNodeFor(wires.get(0).placed()) : null,
                () -> wires.stream().map(WireKey::wire).toList());
        return keyspace.start(info, engine.trace());
    }

    /** What the first question found is what the keyspace found: those that follow it look for others' values. */
    private static void count(Engine engine, @Nullable LeaseAnswer<?> first) {
        if (first != null) {
            int hits = first.value() == null ? 0 : 1;
            engine.found(hits, 1 - hits, first.isStale() ? hits : 0);
        }
    }

    /** A value that is there, the common case, is the answer to one question and makes no script. */
    private static <K, V> @Nullable V load(
            Engine engine, Verbs<K, V> verbs, K key, Loader<? super K, ? extends V> loader, LoadPolicy policy) {
        LeaseSource<V> source = source(engine, verbs, key, policy);
        long begun = Clock.nanoTime();
        LeaseAnswer<V> first = null;
        MemjayException failure = null;
        try {
            first = source.reading().run(engine, verbs.settings().timeoutNanos());
            count(engine, first);
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
        CallTrace trace = trace(engine, verbs, List.of(Objects.requireNonNull(key, "key")));
        if (trace == null) {
            return loadLater(engine, verbs, key, loader, policy);
        }
        return trace.around(() -> trace.within(() -> loadLater(
                engine.under(trace), verbs, key, same -> trace.withinThrowing(() -> loader.load(same)), policy)));
    }

    private static <K, V> CompletableFuture<@Nullable V> loadLater(
            Engine engine, Verbs<K, V> verbs, K key, AsyncLoader<? super K, ? extends V> loader, LoadPolicy policy) {
        LeaseSource<V> source = source(engine, verbs, key, policy);
        long begun = Clock.nanoTime();
        CompletableFuture<LeaseAnswer<V>> asked =
                source.reading().start(engine, verbs.settings().timeoutNanos());
        CompletableFuture<@Nullable V> result = asked.newIncompleteFuture();
        asked.whenComplete((first, failure) -> {
            count(engine, first);
            if (first != null && isResult(policy, first)) {
                result.complete(first.value());
                return;
            }
            Executor callbacks = verbs.callbacks(engine);
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
        CallTrace trace = trace(engine, verbs, keys);
        if (trace == null) {
            return loadAll(engine, verbs, keys, loader, policy);
        }
        Callable<Map<K, V>> loading = () -> loadAll(engine.under(trace), verbs, keys, followed(trace, loader), policy);
        return trace.run(() -> trace.within(loading));
    }

    private static <K, V> Map<K, V> loadAll(
            Engine engine,
            Verbs<K, V> verbs,
            Collection<? extends K> keys,
            BulkLoader<K, ? extends V> loader,
            LoadPolicy policy) {
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
        CallTrace trace = trace(engine, verbs, keys);
        if (trace == null) {
            return loadAllLater(engine, verbs, keys, loader, policy);
        }
        return trace.around(() -> trace.within(
                () -> loadAllLater(engine.under(trace), verbs, keys, followedLater(trace, loader), policy)));
    }

    private static <K, V> CompletableFuture<Map<K, V>> loadAllLater(
            Engine engine,
            Verbs<K, V> verbs,
            Collection<? extends K> keys,
            AsyncBulkLoader<K, V> loader,
            LoadPolicy policy) {
        Executor callbacks = verbs.callbacks(engine);
        BulkLoad<K, V> load;
        try {
            load = new BulkLoad<>(engine, verbs, keys, policy, loader::loadAll, refresh -> refresh.start(callbacks));
        } catch (BulkException noTimeToEncode) {
            return CompletableFuture.failedFuture(noTimeToEncode);
        }
        return load.start(callbacks);
    }

    /** Refreshes run in the background, on the policy's threads or the client's. */
    private static Consumer<Script<?>> onThreads(Engine engine, LoadPolicy policy) {
        return refresh -> engine.loads().refresh(policy.refreshExecutor().orElse(null), refresh::run);
    }
}
