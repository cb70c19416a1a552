package dev.memjay;

import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Lookup;
import dev.memjay.model.RetryPolicy;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls again that failed.
 *
 * @param first the keyspace to call
 * @param policy which calls, how often, and after which pause
 */
record Retries<K, V>(Keyspace<K, V> first, RetryPolicy policy) implements Relay<K, V> {
    @Override
    public <R extends @Nullable Object> R atOne(Function<Keyspace<K, V>, R> verb) {
        for (int attempt = 1; ; attempt++) {
            R result;
            MemjayException failure;
            try {
                result = verb.apply(first);
                failure = failureIn(result);
                if (failure == null || isLast(attempt, failure)) {
                    return result;
                }
            } catch (MemjayException error) {
                if (isLast(attempt, error)) {
                    throw error;
                }
            }
            LockSupport.parkNanos(policy.pause().toNanos());
        }
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAtOne(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb) {
        return start(1, verb);
    }

    private <R extends @Nullable Object> CompletableFuture<R> start(
            int attempt, Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb) {
        CompletableFuture<R> called = verb.apply(first.async());
        return Steps.then(called, (result, error) -> {
            MemjayException failure =
                    error == null ? failureIn(result) : error instanceof MemjayException known ? known : null;
            return failure == null || isLast(attempt, failure) ? null : again(attempt + 1, verb);
        });
    }

    private <R extends @Nullable Object> CompletableFuture<R> again(
            int attempt, Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb) {
        if (policy.pause().isZero()) {
            return start(attempt, verb);
        }
        Executor later = CompletableFuture.delayedExecutor(policy.pause().toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<R> pause = new CompletableFuture<>();
        later.execute(() -> pause.complete(null));
        return Steps.then(pause, (nothing, error) -> error == null ? start(attempt, verb) : null);
    }

    private boolean isLast(int attempt, MemjayException error) {
        return attempt >= policy.attempts() || !covers(error);
    }

    /** A bulk call is made again as a whole if all that failed in it may be. */
    private boolean covers(MemjayException error) {
        return error instanceof BulkException bulk
                ? bulk.failed().values().stream().allMatch(policy::covers)
                : policy.covers(error);
    }

    /** Lookups tell their failures in the result. */
    private static @Nullable MemjayException failureIn(@Nullable Object result) {
        if (result instanceof Lookup.Failed<?> failed) {
            return failed.error();
        } else if (result instanceof Map<?, ?> map) {
            for (Object value : map.values()) {
                if (!(value instanceof Lookup)) {
                    return null;
                } else if (value instanceof Lookup.Failed<?> failed) {
                    return failed.error();
                }
            }
        }
        return null;
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
    public <R> Map<K, R> readAll(Collection<? extends K> keys, ReadAll<K, V, R> verb, Predicate<@Nullable R> isMiss) {
        return atOne(keyspace -> verb.apply(keyspace, keys));
    }

    @Override
    public <R> CompletableFuture<Map<K, R>> startReadAll(
            Collection<? extends K> keys, StartAll<K, V, R> verb, Predicate<@Nullable R> isMiss) {
        return startAtOne(keyspace -> verb.apply(keyspace, keys));
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

    @Override
    public <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view) {
        return new Retries<>(view.apply(first), policy);
    }
}
