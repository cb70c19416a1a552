package dev.memjay.it.values;

import dev.memjay.Generations;
import dev.memjay.Keyspace;
import dev.memjay.LargeValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Through which face a test goes: the verbs that block, or the asynchronous ones, waited for. */
enum Face {
    BLOCKING,
    ASYNC;

    <V> @Nullable V get(LargeValues<V> large, String key) {
        return this == BLOCKING ? large.get(key) : joined(large.async().get(key));
    }

    <V> boolean set(LargeValues<V> large, String key, V value) {
        return this == BLOCKING ? large.set(key, value) : joined(large.async().set(key, value));
    }

    <V> boolean set(LargeValues<V> large, String key, V value, Duration ttl) {
        return this == BLOCKING
                ? large.set(key, value, ttl)
                : joined(large.async().set(key, value, ttl));
    }

    boolean delete(LargeValues<?> large, String key) {
        return this == BLOCKING ? large.delete(key) : joined(large.async().delete(key));
    }

    <K, V> Keyspace<K, V> current(Generations<K, V> generations) {
        return this == BLOCKING
                ? generations.current()
                : joined(generations.async().current());
    }

    <K, V> Generations.Reading<K, V> lookup(Generations<K, V> generations, K key) {
        return this == BLOCKING
                ? generations.lookup(key)
                : joined(generations.async().lookup(key));
    }

    void empty(Generations<?, ?> generations) {
        if (this == BLOCKING) {
            generations.empty();
        } else {
            joined(generations.async().empty());
        }
    }

    /** The result of a future, or its error as it is. */
    private static <R extends @Nullable Object> R joined(CompletableFuture<R> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException error) {
                throw error;
            }
            throw e;
        }
    }
}
