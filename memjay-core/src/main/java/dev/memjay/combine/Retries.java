package dev.memjay.combine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.call.Futures;
import dev.memjay.internal.verb.InTurn;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.RetryPolicy;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls again that failed.
 *
 * @param first the keyspace to call
 * @param policy which calls, how often, and after which pause
 */
record Retries<K, V>(Keyspace<K, V> first, RetryPolicy policy) implements Relay<K, V> {
    private <R extends @Nullable Object> R run(Attempts<R> attempts, Supplier<R> call) {
        while (goOn(attempts, call)) {
            LockSupport.parkNanos(policy.pause().toNanos());
        }
        return attempts.result();
    }

    private static <R extends @Nullable Object> boolean goOn(Attempts<R> attempts, Supplier<R> call) {
        R result;
        try {
            result = call.get();
        } catch (MemjayException error) {
            return attempts.goOn(null, error);
        }
        return attempts.goOn(result, null);
    }

    /** The attempts one after another; those that end at once do not nest, however many they are. */
    private <R extends @Nullable Object> CompletableFuture<R> start(
            Attempts<R> attempts, Supplier<CompletableFuture<R>> call) {
        CompletableFuture<R> first = call.get();
        CompletableFuture<R> whole = first.newIncompleteFuture();
        Iterator<CompletableFuture<Boolean>> each = new Iterator<>() {
            private @Nullable CompletableFuture<R> begun = first;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public CompletableFuture<Boolean> next() {
                CompletableFuture<R> attempt = begun == null ? call.get() : begun;
                begun = null;
                return ended(attempts, attempt);
            }
        };
        CompletableFuture<Boolean> all = InTurn.all(each);
        Futures.cancelTogether(whole, all);
        Futures.passOn(
                Futures.followed(
                        all,
                        (ended, error) -> error == null
                                ? CompletableFuture.completedFuture(attempts.result())
                                : CompletableFuture.failedFuture(error)),
                whole);
        return whole;
    }

    /** Whether another attempt is to follow, told when it is time for it. */
    private <R extends @Nullable Object> CompletableFuture<Boolean> ended(
            Attempts<R> attempts, CompletableFuture<R> attempt) {
        return Futures.followed(attempt, (result, thrown) -> {
            if (thrown != null && !(thrown instanceof MemjayException)) {
                return CompletableFuture.failedFuture(thrown);
            }
            boolean goesOn = attempts.goOn(result, (MemjayException) thrown);
            return goesOn && !policy.pause().isZero()
                    ? CompletableFuture.supplyAsync(
                            () -> true,
                            CompletableFuture.delayedExecutor(policy.pause().toNanos(), TimeUnit.NANOSECONDS))
                    : CompletableFuture.completedFuture(goesOn);
        });
    }

    // ---- One key

    @Override
    public <R extends @Nullable Object> R atOne(Function<Keyspace<K, V>, R> verb) {
        return run(new Attempts.OfOne<>(policy), () -> verb.apply(first));
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAtOne(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb) {
        return start(new Attempts.OfOne<>(policy), () -> verb.apply(first.async()));
    }

    @Override
    public <R extends @Nullable Object> R read(Function<Keyspace<K, V>, R> verb, Predicate<R> isMiss) {
        return atOne(verb);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startRead(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, Predicate<R> isMiss) {
        return startAtOne(verb);
    }

    @Override
    public <R> R write(
            Function<Keyspace<K, V>, R> verb, Function<AsyncKeyspace<K, V>, CompletableFuture<R>> started, R assumed) {
        return atOne(verb);
    }

    @Override
    public <R> CompletableFuture<R> startWrite(Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, R assumed) {
        return startAtOne(verb);
    }

    // ---- Many keys

    @Override
    public <R> Map<K, R> allAtOne(Collection<? extends K> keys, ForAll<K, V, Map<K, R>> verb) {
        Attempts.OfMany<K, Map<K, R>> attempts = Attempts.OfMany.ofMap(policy, keys);
        return run(attempts, () -> verb.apply(first, attempts.left()));
    }

    @Override
    public <R> CompletableFuture<Map<K, R>> startAllAtOne(
            Collection<? extends K> keys, StartAll<K, V, Map<K, R>> verb) {
        Attempts.OfMany<K, Map<K, R>> attempts = Attempts.OfMany.ofMap(policy, keys);
        return start(attempts, () -> verb.apply(first.async(), attempts.left()));
    }

    @Override
    public <R> Map<K, R> readAll(
            Collection<? extends K> keys, ForAll<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        return allAtOne(keys, verb);
    }

    @Override
    public <R> CompletableFuture<Map<K, R>> startReadAll(
            Collection<? extends K> keys, StartAll<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        return startAllAtOne(keys, verb);
    }

    @Override
    public BulkWrite<K> writeAll(
            Collection<? extends K> keys, ForAll<K, V, BulkWrite<K>> verb, StartAll<K, V, BulkWrite<K>> started) {
        Attempts.OfMany<K, BulkWrite<K>> attempts = Attempts.OfMany.ofWrite(policy, keys);
        return run(attempts, () -> verb.apply(first, attempts.left()));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> startWriteAll(
            Collection<? extends K> keys, StartAll<K, V, BulkWrite<K>> verb) {
        Attempts.OfMany<K, BulkWrite<K>> attempts = Attempts.OfMany.ofWrite(policy, keys);
        return start(attempts, () -> verb.apply(first.async(), attempts.left()));
    }

    @Override
    public <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view) {
        return new Retries<>(view.apply(first), policy);
    }
}
