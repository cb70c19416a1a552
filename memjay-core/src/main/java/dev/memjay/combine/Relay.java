package dev.memjay.combine;

import dev.memjay.Keyspace;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom a keyspace that stands for others asks, and in which order. A call is made here for both faces, which run or start
 * it.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
interface Relay<K, V> {
    /** The one that verbs go to which make sense in one place only. */
    Keyspace<K, V> first();

    /** The one whose failure to read is that of the whole. */
    default Keyspace<K, V> last() {
        return first();
    }

    /** A read that may be answered by any; {@code isMiss} says when another one may know more. */
    default <R extends @Nullable Object> RelayCall<R> read(KeyspaceVerb<K, V, R> verb, Predicate<R> isMiss) {
        return atOne(verb);
    }

    /** A read of many keys; each may be answered by any. */
    default <R> RelayCall<Map<K, R>> readAll(
            Collection<? extends K> keys, KeyspaceVerb.ForSome<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        return allAtOne(keys, verb);
    }

    /** A verb that makes sense in one place only, such as a read of a CAS number. */
    default <R extends @Nullable Object> RelayCall<R> atOne(KeyspaceVerb<K, V, R> verb) {
        return RelayCall.of(verb, first());
    }

    /** A bulk verb that makes sense in one place only, such as a read of CAS numbers. */
    default <R> RelayCall<Map<K, R>> allAtOne(
            Collection<? extends K> keys, KeyspaceVerb.ForSome<K, V, Map<K, R>> verb) {
        return atOne(verb.apply(keys));
    }

    /** A write that the first one decides; {@code second} is what others get then. */
    default <R extends @Nullable Object> RelayCall<R> decide(KeyspaceVerb<K, V, R> verb, SecondCopy<K, V, R> second) {
        return atOne(verb);
    }

    /**
     * A load at the first one.
     *
     * @param verb loads by the loader that the notes make of the caller's
     * @param policy says how what is loaded is kept
     */
    default <R extends @Nullable Object> RelayCall<R> load(
            Function<NotedLoads<K, V>, KeyspaceVerb<K, V, R>> verb, LoadPolicy policy) {
        return atOne(verb.apply(new NotedLoads<>(policy, key -> {})));
    }

    /** A load of many keys at the first one, see {@link #load}. */
    default <R> RelayCall<Map<K, R>> loadAll(
            Collection<? extends K> keys,
            Function<NotedLoads<K, V>, KeyspaceVerb.ForSome<K, V, Map<K, R>>> verb,
            LoadPolicy policy) {
        return allAtOne(keys, verb.apply(new NotedLoads<>(policy, key -> {})));
    }

    /** A write whatever is there, in both its forms; {@code assumed} is the answer where nobody waits for one. */
    default <R> RelayCall<R> write(KeyspaceVerb<K, V, R> verb, R assumed) {
        return atOne(verb);
    }

    /** A write of many keys, in both its forms, which answers some of them. */
    default RelayCall<BulkWrite<K>> writeAll(
            Collection<? extends K> keys, KeyspaceVerb.ForSome<K, V, BulkWrite<K>> verb) {
        return atOne(verb.apply(keys));
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
