package dev.memjay.combine;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.SecondHolder;
import dev.memjay.internal.route.call.Futures;
import dev.memjay.internal.route.call.Refusals;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.LoadPolicy;
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
 * Reads go along the chain of zones, the near one first. What is written whatever is there goes to all at once; what depends on
 * what is there is decided by the near zone, and the others get what {@link SecondHolder} says. Both wait for as many zones as
 * the latch says, the latter for the near one at least.
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
    public void postDecided(K key, Consumer<NoreplyKeyspace<K, V>> verb) {
        Refusals refusals = new Refusals();
        refusals.of(() -> verb.accept(first().noreply()));
        others().forEach(zone -> refusals.of(() -> zone.noreply().delete(key)));
        refusals.throwFirst();
    }

    // ---- Writes that the near zone decides

    @Override
    public <R extends @Nullable Object> R decide(Function<Keyspace<K, V>, R> verb, SecondCopy<K, V, R> second) {
        R answer;
        try {
            answer = verb.apply(first());
        } catch (MemjayException error) {
            removeAfter(error, second);
            throw error;
        }
        CompletableFuture<R> copied = copied(answer, second);
        return copied.isDone() && !copied.isCompletedExceptionally() ? answer : Steps.await(copied);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startDecide(
            Function<AsyncKeyspace<K, V>, CompletableFuture<R>> verb, SecondCopy<K, V, R> second) {
        CompletableFuture<R> near = verb.apply(first().async());
        CompletableFuture<R> whole = near.newIncompleteFuture();
        near.whenComplete((answer, thrown) -> { // also when the whole is given up: others have to follow the near zone
            Throwable error = thrown == null ? null : Futures.unwrapped(thrown);
            if (error != null) {
                removeAfter(error, second);
                whole.completeExceptionally(error);
            } else {
                Futures.passOn(copied(answer, second), whole);
            }
        });
        Futures.cancelTogether(whole, near);
        return whole;
    }

    /** Sends the others what they get, and waits for as many of them as the latch says. */
    private <R extends @Nullable Object> CompletableFuture<R> copied(R answer, SecondCopy<K, V, R> second) {
        if (second.copyAfter(answer) == SecondHolder.Copy.NOTHING) {
            return CompletableFuture.completedFuture(answer);
        }
        List<CompletableFuture<R>> zones = new ArrayList<>(List.of(CompletableFuture.completedFuture(answer)));
        for (Keyspace<K, V> zone : others()) {
            try {
                zones.add(second.sendTo(zone.async(), answer).thenApply(done -> answer));
            } catch (MemjayException refused) {
                zones.add(CompletableFuture.failedFuture(refused));
            }
        }
        return ZoneCount.ofOne(zones, Math.max(1, latch.of(zones.size())));
    }

    /** Removes in the others what the near zone may have changed when it failed; who refuses that is told with the failure. */
    private <R extends @Nullable Object> void removeAfter(Throwable failure, SecondCopy<K, V, R> second) {
        if (second.removesAfter(failure)) {
            MemjayException refused =
                    postTo(others(), zone -> zone.delete(second.key())).first();
            if (refused != null) {
                failure.addSuppressed(refused);
            }
        }
    }

    // ---- Loading

    @Override
    public <R extends @Nullable Object> R load(
            Function<NotedLoads<K, V>, Function<Keyspace<K, V>, R>> verb, LoadPolicy policy) {
        NotedLoads<K, V> notes = notes();
        try {
            return verb.apply(notes).apply(first());
        } finally {
            copyLoads(notes, policy);
        }
    }

    @Override
    public <R> Map<K, R> loadAll(
            Collection<? extends K> keys, Function<NotedLoads<K, V>, ForAll<K, V, Map<K, R>>> verb, LoadPolicy policy) {
        return load(notes -> near -> verb.apply(notes).apply(near, keys), policy);
    }

    private void copyLoads(NotedLoads<K, V> notes, LoadPolicy policy) {
        Collection<K> keys = notes.over();
        if (!keys.isEmpty()) {
            copyLoads(notes, stored(keys), policy);
        }
    }

    /** What the near zone has of what was loaded; nothing where it does not say. */
    private Map<K, V> stored(Collection<K> keys) {
        try {
            return first().getAll(keys);
        } catch (RuntimeException unknown) {
            return Map.of();
        }
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startLoad(
            Function<NotedLoads<K, V>, Function<AsyncKeyspace<K, V>, CompletableFuture<R>>> verb, LoadPolicy policy) {
        NotedLoads<K, V> notes = notes();
        CompletableFuture<R> near = verb.apply(notes).apply(first().async());
        CompletableFuture<R> whole = near.newIncompleteFuture();
        near.whenComplete((value, thrown) -> {
            Collection<K> keys = notes.over();
            if (keys.isEmpty()) {
                end(whole, value, thrown);
                return;
            }
            first().async().getAll(keys).whenComplete((found, unknown) -> {
                copyLoads(notes, found == null ? Map.of() : found, policy);
                end(whole, value, thrown);
            });
        });
        Futures.cancelTogether(whole, near);
        return whole;
    }

    @Override
    public <R> CompletableFuture<Map<K, R>> startLoadAll(
            Collection<? extends K> keys,
            Function<NotedLoads<K, V>, StartAll<K, V, Map<K, R>>> verb,
            LoadPolicy policy) {
        return startLoad(notes -> near -> verb.apply(notes).apply(near, keys), policy);
    }

    private static <R extends @Nullable Object> void end(
            CompletableFuture<R> whole, R value, @Nullable Throwable thrown) {
        if (thrown == null) {
            whole.complete(value);
        } else {
            whole.completeExceptionally(Futures.unwrapped(thrown));
        }
    }

    /** A zone that refuses a copy has none. */
    private void copyLoads(NotedLoads<K, V> notes, Map<K, V> stored, LoadPolicy policy) {
        notes.copy(stored, verb -> postTo(others(), verb), NotedLoads.ttl(policy));
    }

    private NotedLoads<K, V> notes() {
        return new NotedLoads<>(key -> postTo(others(), zone -> zone.delete(key)));
    }

    @Override
    public <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view) {
        return new ZoneCopies<>(new Chain<>(chain.links().stream().map(view).toList()), latch);
    }
}
