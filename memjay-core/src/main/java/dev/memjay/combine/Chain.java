package dev.memjay.combine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.error.BulkException;
import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    public <R extends @Nullable Object> R read(Function<Keyspace<K, V>, R> verb, Predicate<R> isMiss) {
        for (int i = 0; ; i++) {
            boolean isLast = i == links.size() - 1;
            try {
                R result = verb.apply(links.get(i));
                if (isLast || !isMiss.test(result)) {
                    return result;
                }
            } catch (MemjayException error) {
                if (isLast || !isOfTheNodes(error)) {
                    throw error;
                }
            }
        }
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startRead(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, Predicate<R> isMiss) {
        return startRead(0, verb, isMiss);
    }

    private <R extends @Nullable Object> CompletableFuture<R> startRead(
            int index, Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, Predicate<R> isMiss) {
        CompletableFuture<R> asked = verb.apply(links.get(index).async());
        if (index == links.size() - 1) {
            return asked;
        }
        return Steps.then(asked, (result, error) -> {
            boolean goesOn = error == null
                    ? isMiss.test(result)
                    : error instanceof MemjayException failure && isOfTheNodes(failure);
            return goesOn ? startRead(index + 1, verb, isMiss) : null;
        });
    }

    @Override
    public <R> Map<K, R> readAll(
            Collection<? extends K> keys, ForAll<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        Found<K, R> found = new Found<>(keys, isMiss);
        for (int i = 0; i == 0 || (i < links.size() && found.isWanting()); i++) {
            boolean isLast = i == links.size() - 1;
            try {
                found.add(verb.apply(links.get(i), found.wanting()));
            } catch (BulkException error) {
                found.addPart(error, isLast);
            } catch (MemjayException error) {
                if (isLast || !isOfTheNodes(error)) {
                    throw error;
                }
            }
        }
        return found.inOrder();
    }

    @Override
    public <R> CompletableFuture<Map<K, R>> startReadAll(
            Collection<? extends K> keys, StartAll<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        return startReadAll(0, new Found<>(keys, isMiss), verb);
    }

    private <R> CompletableFuture<Map<K, R>> startReadAll(
            int index, Found<K, R> found, StartAll<K, V, Map<K, R>> verb) {
        boolean isLast = index == links.size() - 1;
        CompletableFuture<Map<K, R>> asked = verb.apply(links.get(index).async(), found.wanting());
        return Steps.then(asked, (results, error) -> {
            if (error instanceof BulkException part) {
                found.addPart(part, isLast);
            } else if (error == null && results != null) {
                found.add(results);
            } else if (isLast || !(error instanceof MemjayException failure) || !isOfTheNodes(failure)) {
                return null;
            }
            return isLast || !found.isWanting()
                    ? CompletableFuture.completedFuture(found.inOrder())
                    : startReadAll(index + 1, found, verb);
        });
    }

    @Override
    public <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view) {
        return new Chain<>(links.stream().map(view).toList());
    }

    private static boolean isOfTheNodes(MemjayException error) {
        return !(error instanceof ClosedException) && !(error instanceof InterruptedCallException);
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
