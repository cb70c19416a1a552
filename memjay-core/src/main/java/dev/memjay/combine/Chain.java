package dev.memjay.combine;

import dev.memjay.Keyspace;
import dev.memjay.error.BulkException;
import dev.memjay.error.ClosedException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.script.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads go from one keyspace to the next until one has the key; a keyspace that fails counts as one that has not, unless
 * it is the last. Writes go to the first.
 *
 * @param links the keyspaces in the order to ask, at least one
 */
record Chain<K, V>(List<Keyspace<K, V>> links) implements Relay<K, V> {
    @Override
    public Keyspace<K, V> first() {
        return links.get(0);
    }

    @Override
    public Keyspace<K, V> last() {
        return links.get(links.size() - 1);
    }

    @Override
    public <R extends @Nullable Object> RelayCall<R> read(KeyspaceVerb<K, V, R> verb, Predicate<R> isMiss) {
        return new RelayCall<>() {
            private int asked;

            @Override
            protected Step<R> begin() {
                return ask(verb, links.get(asked++), (result, error) -> {
                    boolean isNothing = error == null ? isMiss.test(result) : isOfTheNodes(error);
                    return isNothing && asked < links.size() ? begin() : end(result, error);
                });
            }
        };
    }

    @Override
    public <R> RelayCall<Map<K, R>> readAll(
            Collection<? extends K> keys, KeyspaceVerb.ForSome<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        Found<K, R> found = new Found<>(keys, isMiss);
        return new RelayCall<>() {
            private int asked;

            @Override
            protected Step<Map<K, R>> begin() {
                return ask(verb.apply(found.wanting()), links.get(asked++), this::answered);
            }

            private Step<Map<K, R>> answered(@Nullable Map<K, R> results, @Nullable Throwable error) {
                boolean isLast = asked == links.size();
                if (error instanceof BulkException part) {
                    found.addPart(part, isLast);
                } else if (results != null) {
                    found.add(results);
                } else if (isLast || !isOfTheNodes(error)) {
                    return end(null, error);
                }
                return isLast || !found.isWanting() ? new Step.Done<>(found.inOrder()) : begin();
            }
        };
    }

    @Override
    public <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view) {
        return new Chain<>(links.stream().map(view).toList());
    }

    @Override
    public String toString() {
        return "Fallback" + links;
    }

    private static boolean isOfTheNodes(@Nullable Throwable error) {
        return error instanceof MemjayException
                && !(error instanceof ClosedException)
                && !(error instanceof InterruptedCallException)
                && !(error instanceof IllegalKeyException);
    }

    /** What a bulk read found so far, and the keys that are still wanting. */
    private static final class Found<K, R> {
        private final Set<K> asked;
        private final Predicate<@Nullable R> isMiss;
        private final Map<K, R> results = new LinkedHashMap<>();
        private List<K> wanting;

        Found(Collection<? extends K> keys, Predicate<@Nullable R> isMiss) {
            asked = new LinkedHashSet<>(keys);
            wanting = new ArrayList<>(asked);
            this.isMiss = isMiss;
        }

        List<K> wanting() {
            return wanting;
        }

        boolean isWanting() {
            return !wanting.isEmpty();
        }

        void add(Map<K, R> some) {
            results.putAll(some);
            wanting = wanting.stream()
                    .filter(key -> isMiss.test(results.get(key)))
                    .toList();
        }

        /** Where the last one fails for some keys, the whole read does, with all that was found. */
        void addPart(BulkException error, boolean isLast) {
            Map<K, R> part = error.results();
            if (part != null) {
                add(part);
            }
            if (isLast && !error.failed().isEmpty()) {
                throw BulkException.of(error.command(), inOrder(), error.failed(), asked.size());
            }
        }

        Map<K, R> inOrder() {
            Map<K, R> ordered = new LinkedHashMap<>();
            for (K key : asked) {
                R result = results.get(key);
                if (result != null) {
                    ordered.put(key, result);
                }
            }
            return ordered;
        }
    }
}
