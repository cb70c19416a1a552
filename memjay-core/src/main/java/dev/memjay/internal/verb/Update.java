package dev.memjay.internal.verb;

import dev.memjay.error.ConflictException;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.model.CasResult;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Read, change, store unless somebody else was faster, and again; within one deadline. Failures are thrown whatever the
 * policy.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
public final class Update<K, V> extends Script<@Nullable V> {
    private static final int MAX_ROUNDS = 16;
    /** The first pause is a round trip or two on a local network; it doubles up to {@link #MAX_PAUSE_NANOS}. */
    private static final long FIRST_PAUSE_NANOS = 100_000;

    private static final long MAX_PAUSE_NANOS = 10_000_000;

    /**
     * What a round found.
     *
     * @param value the value; null where there is none
     * @param cas the CAS number; 0 where there is no item, which there may be without a value: another's lease, a tombstone
     */
    record Found<V>(@Nullable V value, long cas) {}

    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final K key;
    private final Call<Found<V>> reading;
    private final @Nullable V ifAbsent;
    private final Function<? super V, ? extends @Nullable V> change;
    /** What this round tries to store; null where it deletes. */
    private @Nullable V changed;

    private int round = 1;

    public Update(
            Engine engine,
            Verbs<K, V> verbs,
            K key,
            @Nullable V ifAbsent,
            Function<? super V, ? extends @Nullable V> change) {
        super("update", verbs.settings().timeoutNanos());
        this.engine = engine;
        this.verbs = verbs;
        this.key = key;
        this.ifAbsent = ifAbsent;
        this.change = Objects.requireNonNull(change, "change");
        reading = verbs.find(verbs.encoded(key), ifAbsent != null);
    }

    @Override
    protected Step<@Nullable V> begin() {
        return reading.asked(engine, this::found);
    }

    private Step<@Nullable V> found(Found<V> found) {
        V value = found.value();
        if (value == null) {
            return ifAbsent == null ? new Step.Done<>(null) : first(ifAbsent, found.cas());
        }
        changed = change.apply(value);
        Call<CasResult> attempt =
                changed == null ? verbs.delete(key, found.cas()) : verbs.cas(key, changed, found.cas(), ttl());
        return attempt.asked(engine, this::compared);
    }

    /** An add; in the place of an item without a value, which add would find, a write under its CAS number. */
    private Step<@Nullable V> first(V value, long cas) {
        changed = value;
        return cas == 0
                ? verbs.add(key, value, ttl()).orThrow().asked(engine, this::tried)
                : verbs.cas(key, value, cas, ttl()).asked(engine, this::compared);
    }

    private Step<@Nullable V> compared(CasResult outcome) {
        return tried(outcome.isApplied());
    }

    private Step<@Nullable V> tried(boolean isApplied) {
        return isApplied ? new Step.Done<>(changed) : new Step.Pause<>(pauseNanos(), this::begin);
    }

    @Override
    protected Runnable carried(Runnable next) {
        return engine.carry(next);
    }

    private Duration ttl() {
        return verbs.settings().ttl();
    }

    /** Ends a round that lost; how long to pause before the next, or throws where there is none. */
    private long pauseNanos() {
        long most = Math.min(MAX_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(round, 10));
        long pause = ThreadLocalRandom.current().nextLong(most);
        if (round == MAX_ROUNDS || pause >= leftNanos()) {
            throw new ConflictException(
                    "others changed the item in each of " + round + (round == 1 ? " round" : " rounds"),
                    context(false),
                    null);
        }
        round++;
        return pause;
    }
}
