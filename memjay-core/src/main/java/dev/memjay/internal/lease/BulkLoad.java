package dev.memjay.internal.lease;

import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.lease.BulkLeases.Slot;
import dev.memjay.internal.lease.BulkLeases.Storing;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.LoadPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One getAllOrCompute, or one refresh in its wake.
 *
 * <p>The path: in each round all keys are asked at once, for leases where their nodes have them and by locks elsewhere; those
 * that were won are loaded by one call of the loader and stored; then, after a pause, those are asked again that others load,
 * until they have values or the wait is over. A right to load that was won is held by the {@link BulkLeases} and given back
 * when the script ends, in whatever way, unless its value was stored.
 *
 * <p>Asking and storing have the keyspace's timeout each; the loader and the waiting are not in it. While the loader runs and
 * its values are stored, the script goes on when its caller has given up.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class BulkLoad<K, V> extends Script<Map<K, V>> {
    private static final String COMMAND = "getAllOrCompute";
    private static final long MAX_PAUSE_NANOS = 50_000_000;

    /** Begins to load; a loader that blocks gives a stage that is complete. */
    @FunctionalInterface
    interface Values<K, V> {
        CompletionStage<? extends Map<K, ? extends V>> load(Set<K> keys) throws Exception;
    }

    private final Engine engine;
    private final long timeoutNanos;
    private final LoadPolicy policy;
    private final Values<K, V> loader;
    private final Consumer<Script<?>> background;
    private final BulkLeases<K, V> leases;
    private final BulkFound<K, V> found;
    private final List<Slot<K, V>> all;
    private final boolean isRefresh;
    private final long begun = Clock.nanoTime();
    private volatile boolean isLoading;
    private boolean isCounted;

    /**
     * A getAllOrCompute; throws what is wrong with the keys.
     *
     * @param background takes the script of a refresh
     */
    BulkLoad(
            Engine engine,
            Verbs<K, V> verbs,
            Collection<? extends K> keys,
            LoadPolicy policy,
            Values<K, V> loader,
            Consumer<Script<?>> background) {
        super(COMMAND, verbs.settings().timeoutNanos());
        this.engine = engine;
        timeoutNanos = verbs.settings().timeoutNanos();
        this.policy = Objects.requireNonNull(policy, "policy");
        this.loader = loader;
        this.background = background;
        leases = new BulkLeases<>(engine, verbs, policy);
        found = new BulkFound<>(engine, verbs, keys);
        all = found.slots();
        isRefresh = false;
    }

    /** The refresh of values that were served; it takes the rights to load with it. */
    private BulkLoad(BulkLoad<K, V> served, List<Slot<K, V>> slots) {
        super(COMMAND, served.timeoutNanos);
        engine = served.engine;
        timeoutNanos = served.timeoutNanos;
        policy = served.policy;
        loader = served.loader;
        background = served.background;
        leases = served.leases.handOn(slots);
        found = served.found;
        all = slots;
        isRefresh = true;
    }

    @Override
    protected Step<Map<K, V>> begin() {
        return isRefresh ? load(all, () -> new Step.Done<>(Map.of())) : round(all);
    }

    @Override
    protected void ended() {
        leases.release();
    }

    @Override
    protected boolean goesOn() {
        return isLoading;
    }

    private Step<Map<K, V>> round(List<Slot<K, V>> slots) {
        if (slots.isEmpty()) {
            return new Step.Done<>(found.result());
        }
        renewTime();
        BulkRound<K, V> round = new BulkRound<>(engine, policy, leases, found);
        return round.ask(slots, () -> act(round));
    }

    private Step<Map<K, V>> act(BulkRound<K, V> round) {
        if (!isCounted) {
            isCounted = true;
            round.reads.count(engine);
        }
        if (!round.toRefresh.isEmpty()) {
            BulkLoad<K, V> refresh = new BulkLoad<>(this, round.toRefresh);
            try {
                background.accept(refresh);
            } catch (RuntimeException | Error refused) { // an executor of the caller's may throw anything
                refresh.leases.release();
                throw refused;
            }
        }
        return load(round.toLoad, () -> waitFor(round.waiting));
    }

    // ---- Loading

    private Step<Map<K, V>> load(List<Slot<K, V>> slots, Supplier<Step<Map<K, V>>> then) {
        if (slots.isEmpty()) {
            return then.get();
        }
        isLoading = true;
        Set<K> keys = new LinkedHashSet<>();
        slots.forEach(slot -> keys.add(slot.key()));
        long loadingSince = Clock.nanoTime();
        return new Step.Foreign<Map<K, ? extends V>, Map<K, V>>(
                () -> loader.load(Collections.unmodifiableSet(keys)),
                values -> {
                    engine.keyspace().loaded(true, Clock.nanoTime() - loadingSince);
                    return store(slots, values, then);
                },
                error -> {
                    engine.keyspace().loaded(false, Clock.nanoTime() - loadingSince);
                    return crashed(slots, error, then);
                });
    }

    /** Gives everything back; serves the old values if there is one for every key. */
    private Step<Map<K, V>> crashed(List<Slot<K, V>> slots, Throwable error, Supplier<Step<Map<K, V>>> then) {
        leases.release(slots);
        if (isRefresh) {
            return refreshFailed(slots, error);
        }
        for (Slot<K, V> slot : slots) {
            LeaseAnswer<V> answer = slot.answer();
            if (error instanceof Error || answer == null || !LoadRules.isServedOnError(policy, answer)) {
                return new Step.Failed<>(
                        error instanceof Error || error instanceof RuntimeException
                                ? error
                                : new LoaderException("the loader failed", context(), error));
            }
            found.serve(slot, answer.value());
        }
        isLoading = false;
        return then.get();
    }

    private Step<Map<K, V>> refreshFailed(List<Slot<K, V>> slots, Throwable error) {
        slots.forEach(slot -> engine.refreshFailed(slot.wire().placed(), error));
        return new Step.Done<>(Map.of());
    }

    /** The values are the result whether or not they can be stored; only what cannot be encoded throws. */
    private Step<Map<K, V>> store(List<Slot<K, V>> slots, Map<K, ? extends V> values, Supplier<Step<Map<K, V>>> then) {
        Storing<K, V> storing;
        try {
            storing = leases.storing(slots, Objects.requireNonNull(values, "the loader gave null"));
        } catch (RuntimeException | Error unencodable) {
            return isRefresh ? refreshFailed(slots, unencodable) : new Step.Failed<>(unencodable);
        }
        renewTime();
        return leases.store(storing, () -> {
            leases.release(slots);
            if (!isRefresh) {
                slots.forEach(slot -> found.serve(slot, values.get(slot.key())));
            }
            isLoading = false;
            return then.get();
        });
    }

    // ---- Waiting

    private Step<Map<K, V>> waitFor(List<Slot<K, V>> waiting) {
        long left = policy.maxWait().toNanos() - (Clock.nanoTime() - begun);
        if (waiting.isEmpty()) {
            return round(waiting);
        }
        if (left <= 0) {
            return load(afterWait(waiting), () -> round(List.of()));
        }
        long pause = MAX_PAUSE_NANOS / 4 + ThreadLocalRandom.current().nextLong(MAX_PAUSE_NANOS / 2);
        return new Step.Pause<>(Math.min(pause, left), () -> round(waiting));
    }

    /** What those who waited long enough for have to be loaded after all; throws where the rule says so. */
    private List<Slot<K, V>> afterWait(List<Slot<K, V>> waiting) {
        if (policy.afterWait() == LoadPolicy.AfterWait.FAIL) {
            throw new OperationTimeoutException(
                    "other callers hold the leases of " + waiting.size() + " keys and published nothing within "
                            + policy.maxWait().toMillis() + " ms",
                    context(),
                    OperationTimeoutException.Phase.WAITING);
        }
        List<Slot<K, V>> toLoad = new ArrayList<>();
        for (Slot<K, V> slot : waiting) {
            LeaseAnswer<V> answer = Objects.requireNonNull(slot.answer());
            if (policy.afterWait() == LoadPolicy.AfterWait.STALE && answer.isUsable()) {
                found.serve(slot, answer.value());
            } else {
                toLoad.add(slot);
            }
        }
        return toLoad;
    }

    private Context context() {
        return new Context(null, COMMAND, Clock.nanoTime() - begun, false);
    }
}
