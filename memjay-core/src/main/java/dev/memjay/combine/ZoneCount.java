package dev.memjay.combine;

import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.call.Futures;
import dev.memjay.model.BulkWrite;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Counts the zones of one write, and ends it when the latch is satisfied or cannot be any more; where the write is of many
 * keys, for each of them.
 *
 * @param <R> the type of the result
 */
abstract class ZoneCount<R> {
    private boolean hasBegun;
    private boolean hasEnded;

    /**
     * A write of one key.
     *
     * @param zones the write in each zone, the near one first
     * @param needed how many of them have to take it, at least one
     */
    static <R> CompletableFuture<R> ofOne(List<CompletableFuture<R>> zones, int needed) {
        return new OfOne<R>(zones.size(), needed).over(zones);
    }

    /** A write of many keys, as {@link #ofOne}; it fails for those that too few zones took. */
    static <K> CompletableFuture<BulkWrite<K>> ofMany(
            Collection<? extends K> keys, List<CompletableFuture<BulkWrite<K>>> zones, int needed) {
        return new OfMany<K>(keys, zones.size(), needed).over(zones);
    }

    /** What has ended already is counted before anything is decided. */
    final CompletableFuture<R> over(List<CompletableFuture<R>> zones) {
        CompletableFuture<R> whole = zones.get(0).newIncompleteFuture();
        for (CompletableFuture<R> zone : zones) {
            boolean isNear = zone == zones.get(0);
            zone.whenComplete((answer, thrown) -> {
                synchronized (this) {
                    count(isNear, answer, thrown == null ? null : Futures.unwrapped(thrown));
                }
                endIfDecided(whole);
            });
        }
        synchronized (this) {
            hasBegun = true;
        }
        endIfDecided(whole);
        return whole;
    }

    private void endIfDecided(CompletableFuture<R> whole) {
        Throwable error;
        R result;
        synchronized (this) {
            if (!hasBegun || hasEnded || isOpen()) {
                return;
            }
            hasEnded = true;
            error = error();
            result = result();
        }
        if (error == null) {
            whole.complete(result);
        } else {
            whole.completeExceptionally(error);
        }
    }

    /** Counts a zone that has ended. */
    abstract void count(boolean isNear, @Nullable R answer, @Nullable Throwable error);

    /** Whether the end depends on the zones that have not ended. */
    abstract boolean isOpen();

    /** What the caller is to be told in the place of the result, or null. */
    abstract @Nullable Throwable error();

    /** The result; of no meaning where there is an error. */
    abstract R result();

    /** What became of one key so far. */
    private static final class Tally<A> {
        private final int zones;
        private final int needed;
        private int taken;
        private int failed;
        private boolean mayHaveBeenApplied;
        private @Nullable A answer;
        private @Nullable Throwable error;

        Tally(int zones, int needed) {
            this.zones = zones;
            this.needed = needed;
        }

        /** The answer is the near zone's, else that of the first. */
        void took(@Nullable A told, boolean isNear) {
            taken++;
            mayHaveBeenApplied = true;
            answer = taken == 1 || isNear ? told : answer;
        }

        void failed(Throwable thrown) {
            failed++;
            mayHaveBeenApplied |= !(thrown instanceof MemjayException failure) || failure.mayHaveBeenApplied();
            error = error == null ? thrown : error;
        }

        /** The zone's policy swallowed the error. */
        void failedUnseen() {
            failed++;
            mayHaveBeenApplied = true;
        }

        boolean isOpen() {
            return taken < needed && failed <= zones - needed;
        }

        boolean isTaken() {
            return taken >= needed;
        }

        @Nullable
        A answer() {
            return answer;
        }

        /**
         * Why too few zones took it, if so: the first error, which says so if others took it, may have, or still may; null
         * where all were swallowed.
         */
        @Nullable
        Throwable error() {
            if (isTaken()) {
                return null;
            }
            boolean isDoubtful = mayHaveBeenApplied || taken + failed < zones;
            return isDoubtful && error instanceof MemjayException failure ? failure.appliedElsewhere() : error;
        }
    }

    private static final class OfOne<R> extends ZoneCount<R> {
        private final Tally<R> tally;

        OfOne(int zones, int needed) {
            tally = new Tally<>(zones, needed);
        }

        @Override
        void count(boolean isNear, @Nullable R answer, @Nullable Throwable error) {
            if (error == null) {
                tally.took(answer, isNear);
            } else {
                tally.failed(error);
            }
        }

        @Override
        boolean isOpen() {
            return tally.isOpen();
        }

        @Override
        @Nullable
        Throwable error() {
            return tally.error();
        }

        @Override
        @SuppressWarnings("NullAway") // a zone that took the write answered
        R result() {
            return tally.answer();
        }
    }

    private static final class OfMany<K> extends ZoneCount<BulkWrite<K>> {
        private final Map<K, Tally<Boolean>> tallies = new LinkedHashMap<>();
        /** An error of all keys of a zone: to be told as it is where it is that of all keys. */
        private @Nullable Throwable total;

        OfMany(Collection<? extends K> keys, int zones, int needed) {
            keys.forEach(key -> tallies.put(key, new Tally<>(zones, needed)));
        }

        @Override
        void count(boolean isNear, @Nullable BulkWrite<K> answer, @Nullable Throwable error) {
            BulkException part = error instanceof BulkException bulk ? bulk : null;
            BulkWrite<K> write = part == null ? answer : part.results();
            Set<K> notDone = write == null ? Set.of() : write.notDone();
            Set<K> swallowed = write == null ? Set.of() : write.failed();
            total = total == null && part == null ? error : total;
            tallies.forEach((key, tally) -> {
                Throwable failure = part == null ? error : part.failed().get(key);
                if (failure != null) {
                    tally.failed(failure);
                } else if (swallowed.contains(key)) {
                    tally.failedUnseen();
                } else {
                    tally.took(!notDone.contains(key), isNear);
                }
            });
        }

        @Override
        boolean isOpen() {
            return tallies.values().stream().anyMatch(Tally::isOpen);
        }

        @Override
        @Nullable
        Throwable error() {
            Map<Object, MemjayException> failed = new LinkedHashMap<>();
            for (Map.Entry<K, Tally<Boolean>> entry : tallies.entrySet()) {
                Throwable error = entry.getValue().error();
                if (error instanceof MemjayException failure) {
                    failed.put(entry.getKey(), failure);
                } else if (error != null) {
                    return error;
                }
            }
            if (failed.isEmpty()) {
                return null;
            }
            if (failed.size() == tallies.size() && failed.values().stream().allMatch(error -> error == total)) {
                return total;
            }
            String command = failed.values().iterator().next().command();
            return BulkException.of(command, result(), failed, tallies.size());
        }

        @Override
        BulkWrite<K> result() {
            Set<K> asked = new LinkedHashSet<>();
            Set<K> notDone = new LinkedHashSet<>();
            Set<K> failed = new LinkedHashSet<>();
            tallies.forEach((key, tally) -> {
                if (tally.error() != null) {
                    return;
                }
                asked.add(key);
                if (!tally.isTaken()) {
                    failed.add(key);
                }
                if (!tally.isTaken() || !Boolean.TRUE.equals(tally.answer())) {
                    notDone.add(key);
                }
            });
            return BulkWrite.of(asked, notDone, failed);
        }
    }
}
