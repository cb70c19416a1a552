package dev.memjay.internal.verb;

import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.engine.Call;
import dev.memjay.model.CasResult;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One update under way: read, change, store unless somebody else was faster, and again. Knows the rounds and the deadline;
 * who waits for the answers, and how, is the views' matter.
 *
 * <p>Confined to the update: one round after the other.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
public final class Rounds<K, V> {
    private static final int MAX_ROUNDS = 16;
    /** The first pause is a round trip or two on a local network; it doubles up to {@link #MAX_PAUSE_NANOS}. */
    private static final long FIRST_PAUSE_NANOS = 100_000;

    private static final long MAX_PAUSE_NANOS = 10_000_000;

    /**
     * What a round tries.
     *
     * @param attempt tells whether it was applied; null when there is nothing to do
     * @param result what the update returns if it was
     */
    public record Step<V>(
            @Nullable Call<Boolean> attempt, @Nullable V result) {}

    /**
     * What a round found.
     *
     * @param value the value; null where there is none
     * @param cas the CAS number; 0 where there is no item, which there may be without a value: another's lease, a tombstone
     */
    public record Found<V>(@Nullable V value, long cas) {}

    private final Verbs<K, V> verbs;
    private final K key;
    private final @Nullable V ifAbsent;
    private final Function<? super V, ? extends @Nullable V> change;
    private final long start = Clock.nanoTime();
    private int round = 1;

    public Rounds(Verbs<K, V> verbs, K key, @Nullable V ifAbsent, Function<? super V, ? extends @Nullable V> change) {
        this.verbs = verbs;
        this.key = key;
        this.ifAbsent = ifAbsent;
        this.change = change;
    }

    /** What a round begins with. */
    public Call<Found<V>> read() {
        return verbs.find(key, ifAbsent != null);
    }

    /** What a round goes on with, after it read what is there. Runs the caller's operator. */
    public Step<V> next(Found<V> found) {
        V value = found.value();
        if (value == null) {
            return new Step<>(ifAbsent == null ? null : first(ifAbsent, found.cas()), ifAbsent);
        }
        V changed = change.apply(value);
        Call<CasResult> attempt =
                changed == null ? verbs.delete(key, found.cas()) : verbs.cas(key, changed, found.cas(), ttl());
        return new Step<>(applied(attempt), changed);
    }

    /** An add; in the place of an item without a value, which add would find, a write under its CAS number. */
    private Call<Boolean> first(V value, long cas) {
        return cas == 0 ? verbs.addOrThrow(key, value) : applied(verbs.cas(key, value, cas, ttl()));
    }

    private Duration ttl() {
        return verbs.settings().ttl();
    }

    private static Call<Boolean> applied(Call<CasResult> attempt) {
        return new Call<>(
                attempt.request(),
                attempt.key(),
                exchange -> attempt.reader().apply(exchange).isApplied(),
                null);
    }

    /** What is left of the time, at least one nanosecond, so that a call that is too late says so itself. */
    public long remainingNanos() {
        return Math.max(1, verbs.settings().timeoutNanos() - (Clock.nanoTime() - start));
    }

    /** Ends a round that lost; says how long to pause before the next, or throws when there is none. */
    public long pauseNanos() {
        long most = Math.min(MAX_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(round, 10));
        long pause = ThreadLocalRandom.current().nextLong(most);
        if (round == MAX_ROUNDS || pause >= remainingNanos()) {
            throw new ConflictException(
                    "others changed the item in each of " + round + (round == 1 ? " round" : " rounds"),
                    new MemjayException.Context(null, "update", Clock.nanoTime() - start, false),
                    null);
        }
        round++;
        return pause;
    }
}
