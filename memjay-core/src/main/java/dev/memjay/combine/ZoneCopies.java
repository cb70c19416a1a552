package dev.memjay.combine;

import dev.memjay.Keyspace;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.SecondHolder;
import dev.memjay.internal.route.call.Refusals;
import dev.memjay.internal.script.Step;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.WriteLatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
    public <R extends @Nullable Object> RelayCall<R> read(KeyspaceVerb<K, V, R> verb, Predicate<R> isMiss) {
        return chain.read(verb, isMiss);
    }

    @Override
    public <R> RelayCall<Map<K, R>> readAll(
            Collection<? extends K> keys, KeyspaceVerb.ForSome<K, V, Map<K, R>> verb, Predicate<@Nullable R> isMiss) {
        return chain.readAll(keys, verb, isMiss);
    }

    // ---- Writing

    @Override
    public <R> RelayCall<R> write(KeyspaceVerb<K, V, R> verb, R assumed) {
        List<CompletableFuture<R>> zones = inEach(verb);
        int needed = latch.of(zones.size());
        return writing(needed == 0 ? CompletableFuture.completedFuture(assumed) : ZoneCount.ofOne(zones, needed));
    }

    @Override
    public RelayCall<BulkWrite<K>> writeAll(
            Collection<? extends K> keys, KeyspaceVerb.ForSome<K, V, BulkWrite<K>> verb) {
        List<CompletableFuture<BulkWrite<K>>> zones = inEach(verb.apply(keys));
        int needed = latch.of(zones.size());
        if (needed == 0) {
            return writing(CompletableFuture.completedFuture(BulkWrite.complete(new LinkedHashSet<>(keys))));
        }
        return writing(keys.isEmpty() ? ZoneCount.ofOne(zones, needed) : ZoneCount.ofMany(keys, zones, needed));
    }

    /** Waits for what has begun in the zones; it goes on there even if the caller stops waiting. */
    private static <R> RelayCall<R> writing(CompletableFuture<R> begun) {
        return new RelayCall<>() {
            @Override
            protected Step<R> begin() {
                return await(begun, RelayCall::end);
            }

            @Override
            protected boolean mayHaveBeenApplied() {
                return true;
            }
        };
    }

    /** What the near zone refuses is refused; what another one refuses once that has begun is its failure. */
    private <R> List<CompletableFuture<R>> inEach(KeyspaceVerb<K, V, R> verb) {
        List<CompletableFuture<R>> zones = new ArrayList<>();
        zones.add(verb.start(first()));
        for (Keyspace<K, V> zone : others()) {
            try {
                zones.add(verb.start(zone));
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
    public <R extends @Nullable Object> RelayCall<R> decide(KeyspaceVerb<K, V, R> verb, SecondCopy<K, V, R> second) {
        return new Deciding<>(verb, second);
    }

    /** The near zone, and then the others, which have to follow it also where the call is given up before it answers. */
    private final class Deciding<R extends @Nullable Object> extends RelayCall<R> {
        private final KeyspaceVerb<K, V, R> verb;
        private final SecondCopy<K, V, R> second;
        private boolean isDecided;

        Deciding(KeyspaceVerb<K, V, R> verb, SecondCopy<K, V, R> second) {
            this.verb = verb;
            this.second = second;
        }

        @Override
        protected Step<R> begin() {
            return ask(verb, first(), (answer, error) -> {
                isDecided = true;
                if (error == null) {
                    return await(copied(answer, second), RelayCall::end);
                }
                if (error instanceof MemjayException) {
                    removeAfter(error, second);
                }
                return end(null, error);
            });
        }

        @Override
        protected boolean mayHaveBeenApplied() {
            return true;
        }

        @Override
        protected void ended() {
            if (!isDecided && !isRefused()) {
                removeAfter(new CancellationException(), second);
            }
        }
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
    public <R extends @Nullable Object> RelayCall<R> load(
            Function<NotedLoads<K, V>, KeyspaceVerb<K, V, R>> verb, LoadPolicy policy) {
        return new Loading<>(verb, policy);
    }

    @Override
    public <R> RelayCall<Map<K, R>> loadAll(
            Collection<? extends K> keys,
            Function<NotedLoads<K, V>, KeyspaceVerb.ForSome<K, V, Map<K, R>>> verb,
            LoadPolicy policy) {
        return load(notes -> verb.apply(notes).apply(keys), policy);
    }

    /** The near zone, what it has then of what was loaded, and copies of that; removals where it does not say. */
    private final class Loading<R extends @Nullable Object> extends RelayCall<R> {
        private final KeyspaceVerb<K, V, R> verb;
        private final NotedLoads<K, V> notes;

        Loading(Function<NotedLoads<K, V>, KeyspaceVerb<K, V, R>> verb, LoadPolicy policy) {
            notes = new NotedLoads<>(policy, key -> postTo(others(), zone -> zone.delete(key)));
            this.verb = verb.apply(notes);
        }

        @Override
        protected Step<R> begin() {
            return ask(verb, first(), (value, error) -> {
                Collection<K> keys = notes.over();
                return keys.isEmpty() ? end(value, error) : copying(keys, () -> end(value, error));
            });
        }

        private Step<R> copying(Collection<K> keys, Supplier<Step<R>> end) {
            KeyspaceVerb<K, V, Map<K, Lookup<V>>> looking =
                    KeyspaceVerb.either(near -> near.lookupAll(keys), near -> near.lookupAll(keys));
            return ask(looking, first().uncounted(), (found, unknown) -> {
                copy(found == null ? Map.of() : found);
                return end.get();
            });
        }

        /** A zone that refuses a copy has none. The times of the notes have the grace in them, which the views would add once more. */
        private void copy(Map<K, Lookup<V>> found) {
            notes.copy(
                    found,
                    verb -> postTo(
                            others().stream()
                                    .map(zone -> zone.withLoadPolicy(LoadPolicy.standard()))
                                    .toList(),
                            verb));
        }

        /** What was loaded and not copied, since the call was given up, is removed. */
        @Override
        protected void ended() {
            if (!notes.over().isEmpty()) {
                copy(Map.of());
            }
        }
    }

    @Override
    public <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view) {
        return new ZoneCopies<>(new Chain<>(chain.links().stream().map(view).toList()), latch);
    }

    @Override
    public String toString() {
        return "Zones[" + latch + " of " + chain.links() + "]";
    }
}
