package dev.memjay.combine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.internal.route.SecondHolder;
import dev.memjay.internal.route.SecondHolder.Copy;
import dev.memjay.internal.route.SecondHolder.Outcome;
import dev.memjay.internal.route.SecondHolder.Write;
import dev.memjay.model.CasResult;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What other keyspaces get for a write that the first one decided, by {@link SecondHolder}'s rule.
 *
 * @param key the key
 * @param write what the write depends on
 * @param value the value that was stored, by the first one's answer; null where it deleted the item or only it knows
 * @param outcome whether the write took effect, by the first one's answer
 * @param ttl the time to live that was given; null for the keyspace's
 * @param <R> the type of the answer
 */
record SecondCopy<K, V, R extends @Nullable Object>(
        K key,
        Write write,
        Function<R, @Nullable V> value,
        Function<R, Outcome> outcome,
        @Nullable Duration ttl) {

    /** Of an add, a replace or a cas. */
    static <K, V, R> SecondCopy<K, V, R> stored(K key, V value) {
        return new SecondCopy<>(key, Write.STORE_IF, answer -> value, SecondCopy::outcomeOf, null);
    }

    /** Of an add, a replace or a cas with a time to live. */
    static <K, V, R> SecondCopy<K, V, R> stored(K key, V value, Duration ttl) {
        return new SecondCopy<>(key, Write.STORE_IF, answer -> value, SecondCopy::outcomeOf, ttl);
    }

    /** Of an append or a count. */
    static <K, V, R> SecondCopy<K, V, R> changed(K key) {
        return new SecondCopy<>(key, Write.CHANGE, answer -> null, SecondCopy::outcomeOf, null);
    }

    /** Of a delete by CAS number. */
    static <K, V> SecondCopy<K, V, CasResult> deleted(K key) {
        return new SecondCopy<>(key, Write.DELETE_IF, answer -> null, SecondCopy::outcomeOf, null);
    }

    /** Of an update; its change says whether an answer without a value means that the item was deleted. */
    static <K, V> SecondCopy<K, V, @Nullable V> updated(K key, NotedChange<V> change) {
        return new SecondCopy<>(
                key,
                Write.STORE_IF,
                answer -> answer,
                answer -> answer != null || change.deletes() ? Outcome.DONE : Outcome.NOT_DONE,
                null);
    }

    private static Outcome outcomeOf(@Nullable Object answer) {
        boolean tookEffect = answer instanceof Boolean stored
                ? stored
                : answer instanceof OptionalLong counted
                        ? counted.isPresent()
                        : answer == CasResult.STORED || answer == CasResult.DELETED;
        return tookEffect ? Outcome.DONE : Outcome.NOT_DONE;
    }

    /** What the others get where the first one answered; none of {@link Copy#SAME}. */
    Copy copyAfter(R answer) {
        Copy copy = SecondHolder.of(write, outcome.apply(answer));
        return copy == Copy.STORE && value.apply(answer) == null ? Copy.REMOVAL : copy;
    }

    /** Whether the others' items are to be removed where the first one failed. */
    boolean removesAfter(Throwable error) {
        return SecondHolder.of(write, Outcome.of(error)) == Copy.REMOVAL;
    }

    /** Sends another keyspace what it gets; not where that is nothing. */
    CompletableFuture<?> sendTo(AsyncKeyspace<K, V> other, R answer) {
        V stored = value.apply(answer);
        if (stored == null || copyAfter(answer) == Copy.REMOVAL) {
            return other.delete(key);
        }
        return ttl == null ? other.set(key, stored) : other.set(key, stored, ttl);
    }

    /** A change of an update, and whether it last wanted the item deleted. Safe for one update after another. */
    static final class NotedChange<V> implements Function<V, @Nullable V> {
        private final Function<? super V, ? extends @Nullable V> change;
        private volatile boolean deletes;

        NotedChange(Function<? super V, ? extends @Nullable V> change) {
            this.change = Objects.requireNonNull(change, "change");
        }

        @Override
        public @Nullable V apply(V old) {
            V changed = change.apply(old);
            deletes = changed == null;
            return changed;
        }

        boolean deletes() {
            return deletes;
        }
    }
}
