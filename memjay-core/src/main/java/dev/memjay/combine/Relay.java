package dev.memjay.combine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom a keyspace that stands for others asks, and in which order. Each kind of verb has a blocking and an asynchronous
 * form.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
interface Relay<K, V> {
    /** A bulk call for some of the keys. */
    @FunctionalInterface
    interface ForAll<K, V, R> extends BiFunction<Keyspace<K, V>, Collection<? extends K>, R> {}

    /** A bulk call for some of the keys, without waiting. */
    @FunctionalInterface
    interface StartAll<K, V, R>
            extends BiFunction<AsyncKeyspace<K, V>, Collection<? extends K>, CompletableFuture<R>> {}

    /** The one that verbs go to which make sense in one place only. */
    Keyspace<K, V> first();

    /** The one whose failure to read is that of the whole. */
    default Keyspace<K, V> last() {
        return first();
    }

    /** A read that may be answered by any; {@code isMiss} says when another one may know more. */
    <R extends @Nullable Object> R read(Function<Keyspace<K, V>, R> verb, Predicate<R> isMiss);

    /** As {@link #read}, without waiting. */
    <R extends @Nullable Object> CompletableFuture<R> startRead(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, Predicate<R> isMiss);

    /** A read of many keys; each may be answered by any. */
    <R> Map<K, R> readAll(Collection<? extends K> keys, ForAll<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss);

    /** As {@link #readAll}, without waiting. */
    <R> CompletableFuture<Map<K, R>> startReadAll(
            Collection<? extends K> keys, StartAll<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss);

    /** A verb that makes sense in one place only, such as a read of a CAS number. */
    default <R extends @Nullable Object> R atOne(Function<Keyspace<K, V>, R> verb) {
        return verb.apply(first());
    }

    /** As {@link #atOne}, without waiting. */
    default <R extends @Nullable Object> CompletableFuture<R> startAtOne(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb) {
        return verb.apply(first().async());
    }

    /** A bulk verb that makes sense in one place only, such as a read of CAS numbers. */
    default <R> Map<K, R> allAtOne(Collection<? extends K> keys, ForAll<K, V, Map<K, R>> verb) {
        return verb.apply(first(), keys);
    }

    /** As {@link #allAtOne}, without waiting. */
    default <R> CompletableFuture<Map<K, R>> startAllAtOne(
            Collection<? extends K> keys, StartAll<K, V, Map<K, R>> verb) {
        return verb.apply(first().async(), keys);
    }

    /** A write that the first one decides; {@code second} is what others get then. */
    default <R extends @Nullable Object> R decide(Function<Keyspace<K, V>, R> verb, SecondCopy<K, V, R> second) {
        return atOne(verb);
    }

    /** As {@link #decide}, without waiting. */
    default <R extends @Nullable Object> CompletableFuture<R> startDecide(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, SecondCopy<K, V, R> second) {
        return startAtOne(verb);
    }

    /**
     * A load at the first one.
     *
     * @param verb loads by the loader that the notes make of the caller's
     * @param policy says how long others keep what is loaded
     */
    default <R extends @Nullable Object> R load(
            Function<NotedLoads<K, V>, Function<Keyspace<K, V>, R>> verb, LoadPolicy policy) {
        return atOne(verb.apply(new NotedLoads<>(key -> {})));
    }

    /** As {@link #load}, without waiting. */
    default <R extends @Nullable Object> CompletableFuture<R> startLoad(
            Function<NotedLoads<K, V>, Function<AsyncKeyspace<K, V>, CompletableFuture<R>>> verb, LoadPolicy policy) {
        return startAtOne(verb.apply(new NotedLoads<>(key -> {})));
    }

    /** A load of many keys at the first one, see {@link #load}. */
    default <R> Map<K, R> loadAll(
            Collection<? extends K> keys, Function<NotedLoads<K, V>, ForAll<K, V, Map<K, R>>> verb, LoadPolicy policy) {
        return allAtOne(keys, verb.apply(new NotedLoads<>(key -> {})));
    }

    /** As {@link #loadAll}, without waiting. */
    default <R> CompletableFuture<Map<K, R>> startLoadAll(
            Collection<? extends K> keys,
            Function<NotedLoads<K, V>, StartAll<K, V, Map<K, R>>> verb,
            LoadPolicy policy) {
        return startAllAtOne(keys, verb.apply(new NotedLoads<>(key -> {})));
    }

    /**
     * A write whatever is there; {@code started} is the same without waiting, for those who write to several at once, and {@code assumed} what
     * to answer where nobody waits for the answer.
     */
    default <R> R write(
            Function<Keyspace<K, V>, R> verb, Function<AsyncKeyspace<K, V>, CompletableFuture<R>> started, R assumed) {
        return verb.apply(first());
    }

    /** As {@link #write}, without waiting. */
    default <R> CompletableFuture<R> startWrite(Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, R assumed) {
        return verb.apply(first().async());
    }

    /** A write of many keys, which answers some of them; {@code started} is the same without waiting. */
    default BulkWrite<K> writeAll(
            Collection<? extends K> keys, ForAll<K, V, BulkWrite<K>> verb, StartAll<K, V, BulkWrite<K>> started) {
        return verb.apply(first(), keys);
    }

    /** As {@link #writeAll}, without waiting. */
    default CompletableFuture<BulkWrite<K>> startWriteAll(
            Collection<? extends K> keys, StartAll<K, V, BulkWrite<K>> verb) {
        return verb.apply(first().async(), keys);
    }

    /** A write that nobody waits for. */
    default void post(Consumer<NoreplyKeyspace<K, V>> verb) {
        verb.accept(first().noreply());
    }

    /** A write that nobody waits for and that depends on what is there: only the first one may make it. */
    default void postDecided(K key, Consumer<NoreplyKeyspace<K, V>> verb) {
        verb.accept(first().noreply());
    }

    /** The same relay to a view of each. */
    <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view);

    /** Those of the entries that have these keys, in the order of the keys. */
    static <K, V> Map<K, V> part(Map<? extends K, ? extends V> values, Collection<? extends K> keys) {
        Map<K, V> part = new LinkedHashMap<>();
        keys.forEach(key -> part.put(key, values.get(key)));
        return part;
    }

    /** Whether a lookup brought no value, because there is none or because it failed. */
    static <V> boolean isNothing(@Nullable Lookup<V> lookup) {
        return lookup == null || lookup instanceof Lookup.Miss || lookup instanceof Lookup.Failed;
    }
}
