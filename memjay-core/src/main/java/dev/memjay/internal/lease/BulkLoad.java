package dev.memjay.internal.lease;

import dev.memjay.codec.ExpansionBudget;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.engine.Bulk;
import dev.memjay.internal.engine.BulkFailures;
import dev.memjay.internal.engine.DecodeError;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.Recovery;
import dev.memjay.internal.engine.WireKey;
import dev.memjay.internal.lease.BulkLeases.Slot;
import dev.memjay.internal.lease.BulkLeases.Storing;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /** Takes the answer to one key of several. */
    @FunctionalInterface
    private interface RowReader {
        void read(int row, BulkOutcome outcome);
    }

    /** What a round of asking found, key by key. */
    private static final class Round<K, V> {
        /** Still to be asked for leases. */
        final List<Slot<K, V>> leased = new ArrayList<>();
        /** Still to be locked. */
        final List<Slot<K, V>> locked = new ArrayList<>();

        final List<Slot<K, V>> toLoad = new ArrayList<>();
        final List<Slot<K, V>> toRefresh = new ArrayList<>();
        final List<Slot<K, V>> waiting = new ArrayList<>();
    }

    private final Engine engine;
    private final long timeoutNanos;
    private final LoadPolicy policy;
    private final Values<K, V> loader;
    private final Consumer<Script<?>> background;
    private final boolean isRefresh;
    private final BulkLeases<K, V> leases;
    private final List<Slot<K, V>> all;
    private final @Nullable Recovery<?> recovery;
    private final BulkFailures failures;
    private final Map<K, @Nullable V> found = new LinkedHashMap<>();
    private final long begun = Clock.nanoTime();
    /** What the compressed values of all its answers may still expand to; one follows the other. */
    private long expandable;

    private boolean isSentAgain;
    private volatile boolean isLoading;

    /** A getAllOrCompute; throws what is wrong with the keys. */
    static <K, V> BulkLoad<K, V> of(
            Engine engine,
            Verbs<K, V> verbs,
            Collection<? extends K> keys,
            LoadPolicy policy,
            Values<K, V> loader,
            Consumer<Script<?>> background) {
        Objects.requireNonNull(policy, "policy");
        Recovery<?> recovery =
                Recovery.<@Nullable Object>ofRead(verbs.settings().failurePolicy(), null);
        long timeoutNanos = verbs.settings().timeoutNanos();
        BulkLeases<K, V> leases = new BulkLeases<>(engine, verbs, policy);
        BulkLoad<K, V> load = new BulkLoad<>(
                engine,
                timeoutNanos,
                verbs.settings().maxExpandedBytes(),
                policy,
                loader,
                background,
                false,
                leases,
                new ArrayList<>(),
                recovery);
        load.add(keys, verbs);
        return load;
    }

    private BulkLoad(
            Engine engine,
            long timeoutNanos,
            long expandable,
            LoadPolicy policy,
            Values<K, V> loader,
            Consumer<Script<?>> background,
            boolean isRefresh,
            BulkLeases<K, V> leases,
            List<Slot<K, V>> all,
            @Nullable Recovery<?> recovery) {
        super(COMMAND, timeoutNanos);
        this.engine = engine;
        this.timeoutNanos = timeoutNanos;
        this.expandable = expandable;
        this.policy = policy;
        this.loader = loader;
        this.background = background;
        this.isRefresh = isRefresh;
        this.leases = leases;
        this.all = all;
        this.recovery = recovery;
        failures = new BulkFailures(engine, Verb.GET_OR_COMPUTE, recovery);
    }

    private BulkLoad<K, V> refreshing(List<Slot<K, V>> slots) {
        return new BulkLoad<>(
                engine,
                timeoutNanos,
                expandable,
                policy,
                loader,
                background,
                true,
                leases.handOn(slots),
                slots,
                recovery);
    }

    /** Several keys may be one on the wire. */
    private void add(Collection<? extends K> keys, Verbs<K, V> verbs) {
        Map<Object, Slot<K, V>> slots = new LinkedHashMap<>();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            WireKey wire = verbs.encoded(Objects.requireNonNull(key, "keys has a null element"));
            if (!found.containsKey(key)) {
                found.put(key, null);
                Object identity = wire.base64() ? List.of(wire.wire()) : wire.wire();
                slots.computeIfAbsent(identity, fresh -> new Slot<>(new ArrayList<>(), wire, false, null))
                        .keys()
                        .add(key);
            }
        }
        all.addAll(slots.values());
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

    // ---- Asking

    private Step<Map<K, V>> round(List<Slot<K, V>> slots) {
        if (slots.isEmpty()) {
            return new Step.Done<>(result());
        }
        renewTime();
        return askForLeases(split(slots));
    }

    private Round<K, V> split(List<Slot<K, V>> slots) {
        Round<K, V> round = new Round<>();
        for (Slot<K, V> slot : slots) {
            if (slot.locked() || !engine.hasLeases(slot.wire().placed())) {
                round.locked.add(slot.withLock());
            } else {
                round.leased.add(slot);
            }
        }
        return round;
    }

    private Step<Map<K, V>> askForLeases(Round<K, V> round) {
        return ask(
                round.leased,
                leases::asking,
                (row, outcome) -> leased(round, row, outcome),
                () -> lookForValues(round),
                error -> error instanceof UnsupportedByServerException
                        ? askForLeases(without(round))
                        : new Step.Failed<>(error));
    }

    /**
     * The same round after a call for leases was refused as a whole, since it is known now what a node of it speaks. Where
     * that changes nothing, all of them are locked.
     */
    private Round<K, V> without(Round<K, V> refused) {
        Round<K, V> again = split(refused.leased);
        if (again.locked.isEmpty()) {
            again.leased.forEach(slot -> again.locked.add(slot.withLock()));
            again.leased.clear();
        }
        again.locked.addAll(0, refused.locked);
        return again;
    }

    private void leased(Round<K, V> round, int row, BulkOutcome outcome) {
        Slot<K, V> slot = round.leased.get(row);
        MemjayException error = outcome.error(row);
        if (error instanceof UnsupportedByServerException) {
            round.locked.add(slot.withLock());
        } else if (error != null) {
            failed(slot, error, round);
        } else {
            sort(leases.asked(slot, outcome.result(), row), round);
        }
    }

    /** What has a value needs no lock. */
    private Step<Map<K, V>> lookForValues(Round<K, V> round) {
        List<Slot<K, V>> missing = new ArrayList<>();
        return ask(
                round.locked,
                leases::reading,
                (row, outcome) -> {
                    Slot<K, V> slot = round.locked.get(row);
                    if (isMissing(slot, row, outcome, round)) {
                        missing.add(slot);
                    }
                },
                () -> lock(round, missing),
                Step.Failed::new);
    }

    private Step<Map<K, V>> lock(Round<K, V> round, List<Slot<K, V>> missing) {
        List<Slot<K, V>> mine = new ArrayList<>();
        return ask(
                missing,
                leases::locking,
                (row, outcome) -> {
                    Slot<K, V> slot = missing.get(row);
                    MemjayException error = outcome.error(row);
                    if (error != null) {
                        failed(slot, error, round);
                    } else if (outcome.result().status(row) == Status.STORED) {
                        mine.add(leases.locked(slot));
                    } else {
                        told(slot.with(LeaseAnswer.nothing(Exchange.LOST)), round);
                    }
                },
                () -> lookAgain(round, mine),
                Step.Failed::new);
    }

    /** Whoever had the lock before may have stored the value just before it went. */
    private Step<Map<K, V>> lookAgain(Round<K, V> round, List<Slot<K, V>> mine) {
        List<Slot<K, V>> needless = new ArrayList<>();
        return ask(
                mine,
                leases::reading,
                (row, outcome) -> {
                    Slot<K, V> slot = mine.get(row);
                    if (isMissing(slot, row, outcome, round)) {
                        told(slot, round);
                    } else if (outcome.error(row) == null) {
                        needless.add(slot);
                    }
                },
                () -> {
                    leases.release(needless);
                    return act(round);
                },
                Step.Failed::new);
    }

    private void told(Slot<K, V> slot, Round<K, V> round) {
        leases.tell(slot.wire(), Objects.requireNonNull(slot.answer()));
        sort(slot, round);
    }

    /** Takes the answer to a look for a value; whether there is none. */
    private boolean isMissing(Slot<K, V> slot, int row, BulkOutcome outcome, Round<K, V> round) {
        MemjayException error = outcome.error(row);
        if (error != null) {
            failed(slot, error, round);
            return false;
        }
        Slot<K, V> value = leases.read(slot, outcome.result(), row);
        if (value != null) {
            sort(value, round);
        }
        return value == null;
    }

    /** Asks for all slots at once, takes the answers row by row, and goes on. */
    private Step<Map<K, V>> ask(
            List<Slot<K, V>> slots,
            Function<List<Slot<K, V>>, BulkCall> call,
            RowReader row,
            Supplier<Step<Map<K, V>>> then,
            Function<Throwable, Step<Map<K, V>>> failed) {
        if (slots.isEmpty()) {
            return then.get();
        }
        Bulk<Integer> asking = new Bulk<>(call.apply(slots), outcome -> {
            ExpansionBudget budget = ExpansionBudget.open(expandable);
            try {
                for (int i = 0; i < slots.size(); i++) {
                    row.read(i, outcome);
                }
            } finally {
                expandable = budget.left();
                budget.close();
            }
            return slots.size();
        });
        // What is won is held as soon as it is read, so there is nothing more to do for an answer that comes too late.
        return asking.asked(engine, count -> then.get()).orElse(failed).givingBack(count -> {});
    }

    // ---- What the answers mean

    /** Puts a key where it belongs by its answer. */
    private void sort(Slot<K, V> slot, Round<K, V> round) {
        LeaseAnswer<V> answer = Objects.requireNonNull(slot.answer());
        if (answer.undecodable() != null) {
            failed(
                    slot,
                    DecodeError.located(engine, Verb.GET_OR_COMPUTE, slot.wire().placed(), answer.undecodable()),
                    round);
            return;
        }
        switch (LoadRules.verdict(policy, answer)) {
            case SERVE -> serve(slot, answer.value());
            case SERVE_AND_REFRESH -> {
                serve(slot, answer.value());
                round.toRefresh.add(slot);
            }
            case LOAD -> round.toLoad.add(slot);
            case WAIT -> round.waiting.add(slot);
        }
    }

    /** A failed read is loaded where the policy makes a miss of it; else it is an error of its keys. */
    private void failed(Slot<K, V> slot, MemjayException error, Round<K, V> round) {
        boolean swallowed = true;
        for (K key : slot.keys()) {
            swallowed &= failures.swallow(key, slot.wire().placed(), error);
        }
        if (swallowed) {
            round.toLoad.add(slot);
        }
    }

    private void serve(Slot<K, V> slot, @Nullable V value) {
        slot.keys().forEach(key -> found.put(key, value));
    }

    private Step<Map<K, V>> act(Round<K, V> round) {
        if (!round.toRefresh.isEmpty()) {
            background.accept(refreshing(round.toRefresh));
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
        return new Step.Foreign<Map<K, ? extends V>, Map<K, V>>(
                () -> loader.load(Collections.unmodifiableSet(keys)),
                values -> store(slots, values, then),
                error -> crashed(slots, error, then));
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
            serve(slot, answer.value());
        }
        isLoading = false;
        return then.get();
    }

    private Step<Map<K, V>> refreshFailed(List<Slot<K, V>> slots, Throwable error) {
        slots.forEach(slot -> engine.refreshFailed(slot.wire().placed(), error));
        return new Step.Done<>(Map.of());
    }

    // ---- Storing: the values are the result whether or not they can be stored

    private Step<Map<K, V>> store(List<Slot<K, V>> slots, Map<K, ? extends V> values, Supplier<Step<Map<K, V>>> then) {
        Storing<K, V> storing;
        try {
            storing = leases.storing(slots, Objects.requireNonNull(values, "the loader gave null"));
        } catch (RuntimeException | Error unencodable) {
            return isRefresh ? refreshFailed(slots, unencodable) : new Step.Failed<>(unencodable);
        }
        isSentAgain = false;
        renewTime();
        return store(storing, () -> {
            leases.release(slots);
            slots.forEach(slot -> serve(slot, values.get(slot.key())));
            isLoading = false;
            return then.get();
        });
    }

    private Step<Map<K, V>> store(@Nullable Storing<K, V> storing, Supplier<Step<Map<K, V>>> then) {
        return storing == null
                ? then.get()
                : new Bulk<>(storing.call(), outcome -> outcome)
                        .asked(engine, outcome -> stored(storing, outcome, then))
                        .orElse(error -> notStored(storing, error, then));
    }

    /** A connection that was lost may have taken the answer with it, and a store under a CAS number may be sent again. */
    private Step<Map<K, V>> stored(Storing<K, V> storing, BulkOutcome outcome, Supplier<Step<Map<K, V>>> then) {
        List<Integer> again = new ArrayList<>();
        for (int row = 0; row < storing.slots().size(); row++) {
            Slot<K, V> slot = storing.slots().get(row);
            MemjayException error = outcome.error(row);
            if (error == null) {
                leases.stored(slot, outcome.result().status(row) == Status.STORED);
            } else if (error instanceof ConnectionException && !isSentAgain && !slot.locked()) {
                again.add(row);
            } else {
                engine.swallowed(Verb.COMPLETE, slot.wire().placed(), error);
            }
        }
        isSentAgain = true;
        return store(leases.some(storing, again), then);
    }

    /** A caller who was interrupted cannot wait for an answer, so the store is posted. */
    private Step<Map<K, V>> notStored(Storing<K, V> storing, Throwable error, Supplier<Step<Map<K, V>>> then) {
        if (!(error instanceof MemjayException failed)) {
            return new Step.Failed<>(error);
        }
        MemjayException lost = failed instanceof InterruptedCallException ? post(storing.call()) : failed;
        for (Slot<K, V> slot : storing.slots()) {
            if (lost == null) {
                leases.posted(slot);
            } else {
                engine.swallowed(Verb.COMPLETE, slot.wire().placed(), lost);
            }
        }
        return then.get();
    }

    /** Posts the store; the error if that cannot be done. */
    private @Nullable MemjayException post(BulkCall call) {
        try {
            engine.postAll(call, timeoutNanos);
            return null;
        } catch (MemjayException refused) {
            return refused;
        }
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
                serve(slot, answer.value());
            } else {
                toLoad.add(slot);
            }
        }
        return toLoad;
    }

    private Context context() {
        return new Context(null, COMMAND, Clock.nanoTime() - begun, false);
    }

    // ---- The end

    /** What was found and loaded, in the order asked; throws if keys failed. */
    private Map<K, V> result() {
        Map<K, V> values = new LinkedHashMap<>();
        found.forEach((key, value) -> {
            if (value != null) {
                values.put(key, value);
            }
        });
        return failures.orThrow(values, found.size());
    }
}
