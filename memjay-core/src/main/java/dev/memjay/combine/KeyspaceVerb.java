package dev.memjay.combine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A verb of any keyspace, with its arguments, in the form of the face that was called.
 *
 * @param waiting its blocking form; null where only the other is needed
 * @param started its asynchronous form; null where only the other is needed
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <R> the type of the answer
 */
record KeyspaceVerb<K, V, R extends @Nullable Object>(
        @Nullable Function<Keyspace<K, V>, R> waiting,
        @Nullable Function<AsyncKeyspace<K, V>, CompletableFuture<R>> started) {

    /** A bulk verb, which is asked for some of the keys. */
    @FunctionalInterface
    interface ForSome<K, V, R> extends Function<Collection<? extends K>, KeyspaceVerb<K, V, R>> {}

    /** A verb of the blocking face. */
    static <K, V, R extends @Nullable Object> KeyspaceVerb<K, V, R> blocking(Function<Keyspace<K, V>, R> verb) {
        return new KeyspaceVerb<>(verb, null);
    }

    /** A verb of the asynchronous face. */
    static <K, V, R extends @Nullable Object> KeyspaceVerb<K, V, R> async(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb) {
        return new KeyspaceVerb<>(null, verb);
    }

    /** A verb that either face may need in both forms, since several keyspaces are asked at once. */
    static <K, V, R extends @Nullable Object> KeyspaceVerb<K, V, R> either(
            Function<Keyspace<K, V>, R> waiting, Function<AsyncKeyspace<K, V>, CompletableFuture<R>> started) {
        return new KeyspaceVerb<>(waiting, started);
    }

    R run(Keyspace<K, V> keyspace) {
        return Objects.requireNonNull(waiting).apply(keyspace);
    }

    CompletableFuture<R> start(Keyspace<K, V> keyspace) {
        return Objects.requireNonNull(started).apply(keyspace.async());
    }
}
