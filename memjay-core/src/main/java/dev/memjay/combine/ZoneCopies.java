package dev.memjay.combine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.engine.Refusals;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.WriteLatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads go along the chain of zones, the near one first; writes go to all, and wait for as many as the latch says.
 *
 * @param chain the zones, the near one first
 * @param latch how many zones a write waits for
 */
record ZoneCopies<K, V>(Chain<K, V> chain, WriteLatch latch) implements Relay<K, V> {
    @Override
    public Keyspace<K, V> first() {
        return chain.first();
    }

    @Override
    public Keyspace<K, V> last() {
        return chain.last();
    }

    @Override
    public <R extends @Nullable Object> R read(Function<Keyspace<K, V>, R> verb, Predicate<R> isMiss) {
        return chain.read(verb, isMiss);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startRead(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, Predicate<R> isMiss) {
        return chain.startRead(verb, isMiss);
    }

    @Override
    public <R> Map<K, R> readAll(
            Collection<? extends K> keys, ForAll<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        return chain.readAll(keys, verb, isMiss);
    }

    @Override
    public <R> CompletableFuture<Map<K, R>> startReadAll(
            Collection<? extends K> keys, StartAll<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        return chain.startReadAll(keys, verb, isMiss);
    }

    // ---- Writing

    @Override
    public <R> R write(
            Function<Keyspace<K, V>, R> verb, Function<AsyncKeyspace<K, V>, CompletableFuture<R>> started, R assumed) {
        return Steps.await(startWrite(started, assumed));
    }

    @Override
    public <R> CompletableFuture<R> startWrite(Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, R assumed) {
        List<CompletableFuture<R>> zones = inEach(verb);
        int needed = latch.of(zones.size());
        if (needed == 0) {
            return CompletableFuture.completedFuture(assumed);
        }
        return ZoneCount.ofOne(zones, needed);
    }

    @Override
    public BulkWrite<K> writeAll(
            Collection<? extends K> keys, ForAll<K, V, BulkWrite<K>> verb, StartAll<K, V, BulkWrite<K>> started) {
        return Steps.await(startWriteAll(keys, started));
    }

    @Override
    public CompletableFuture<BulkWrite<K>> startWriteAll(
            Collection<? extends K> keys, StartAll<K, V, BulkWrite<K>> verb) {
        List<CompletableFuture<BulkWrite<K>>> zones = inEach(zone -> verb.apply(zone, keys));
        int needed = latch.of(zones.size());
        if (needed == 0) {
            return CompletableFuture.completedFuture(BulkWrite.complete(new LinkedHashSet<>(keys)));
        }
        return keys.isEmpty() ? ZoneCount.ofOne(zones, needed) : ZoneCount.ofMany(keys, zones, needed);
    }

    /** What the near zone refuses is refused; what another one refuses once that has begun is its failure. */
    private <R> List<CompletableFuture<R>> inEach(Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb) {
        List<CompletableFuture<R>> zones = new ArrayList<>();
        zones.add(verb.apply(first().async()));
        for (Keyspace<K, V> zone : others()) {
            try {
                zones.add(verb.apply(zone.async()));
            } catch (MemjayException refused) {
                zones.add(CompletableFuture.failedFuture(refused));
            }
        }
        return zones;
    }

    private List<Keyspace<K, V>> others() {
        return chain.links().subList(1, chain.links().size());
    }

    @Override
    public void post(Consumer<NoreplyKeyspace<K, V>> verb) {
        postTo(chain.links(), verb).throwFirst();
    }

    private static <K, V> Refusals postTo(List<Keyspace<K, V>> zones, Consumer<NoreplyKeyspace<K, V>> verb) {
        Refusals refusals = new Refusals();
        zones.forEach(zone -> refusals.of(() -> verb.accept(zone.noreply())));
        return refusals;
    }

    @Override
    public <R extends @Nullable Object> R writeAtOne(K key, Function<Keyspace<K, V>, R> verb) {
        R result;
        try {
            result = verb.apply(first());
        } catch (MemjayException error) {
            if (error.mayHaveBeenApplied()) {
                deleteElsewhere(key, error);
            }
            throw error;
        }
        deleteElsewhere(key, null);
        return result;
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startWriteAtOne(
            K key, Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb) {
        CompletableFuture<R> written = verb.apply(first().async());
        return Steps.then(written, (result, error) -> {
            if (!(error instanceof MemjayException failure) || failure.mayHaveBeenApplied()) {
                deleteElsewhere(key, error);
            }
            return null;
        });
    }

    /**
     * Ends the copies of a key that the near zone wrote, or may have written.
     *
     * @param failure how the near zone failed, which is told of a zone that refuses; where it did not, the refusal is thrown
     */
    private void deleteElsewhere(K key, @Nullable Throwable failure) {
        MemjayException refused = postTo(others(), zone -> zone.delete(key)).first();
        if (refused == null) {
            return;
        }
        if (failure == null) {
            throw refused.appliedElsewhere();
        }
        failure.addSuppressed(refused);
    }

    @Override
    public <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view) {
        return new ZoneCopies<>(new Chain<>(chain.links().stream().map(view).toList()), latch);
    }
}
