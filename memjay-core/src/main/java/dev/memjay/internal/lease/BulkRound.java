package dev.memjay.internal.lease;

import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.lease.BulkLeases.Slot;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.call.Bulk;
import dev.memjay.internal.route.call.DecodeError;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One round of asking of a getAllOrCompute: one bulk call for leases, and for the keys of nodes that have none three for locks
 * (look, lock, look again). Sorts the keys by their answers; what has a value is served at once. Confined to the call.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class BulkRound<K, V> {
    /** Takes the answer to one key of several. */
    @FunctionalInterface
    private interface RowReader {
        void read(int row, BulkOutcome outcome);
    }

    private final Engine engine;
    private final LoadPolicy policy;
    private final BulkLeases<K, V> leases;
    private final BulkFound<K, V> found;
    /** Still to be asked for leases. */
    private final List<Slot<K, V>> leased = new ArrayList<>();
    /** Still to be locked. */
    private final List<Slot<K, V>> locked = new ArrayList<>();

    /** Those that the caller has to load. */
    final List<Slot<K, V>> toLoad = new ArrayList<>();
    /** Those that were served, and that the caller has to refresh in the background. */
    final List<Slot<K, V>> toRefresh = new ArrayList<>();
    /** Those that others load. */
    final List<Slot<K, V>> waiting = new ArrayList<>();

    BulkRound(Engine engine, LoadPolicy policy, BulkLeases<K, V> leases, BulkFound<K, V> found) {
        this.engine = engine;
        this.policy = policy;
        this.leases = leases;
        this.found = found;
    }

    /** Asks for all, and goes on when they are sorted. */
    Step<Map<K, V>> ask(List<Slot<K, V>> slots, Supplier<Step<Map<K, V>>> then) {
        found.asksAgain();
        split(slots);
        return askForLeases(then);
    }

    private void split(List<Slot<K, V>> slots) {
        for (Slot<K, V> slot : slots) {
            if (slot.locked() || !engine.hasLeases(slot.wire().placed())) {
                locked.add(slot.withLock());
            } else {
                leased.add(slot);
            }
        }
    }

    private Step<Map<K, V>> askForLeases(Supplier<Step<Map<K, V>>> then) {
        return ask(leased, leases::asking, this::leased, () -> lookForValues(then), error -> {
            if (!(error instanceof UnsupportedByServerException)) {
                return new Step.Failed<>(error);
            }
            lockMore();
            return askForLeases(then);
        });
    }

    /**
     * A call for leases was refused as a whole, since it is known now what a node of it speaks. Where that changes nothing, all
     * of them are locked.
     */
    private void lockMore() {
        List<Slot<K, V>> refused = new ArrayList<>(leased);
        leased.clear();
        split(refused);
        if (leased.size() == refused.size()) {
            leased.clear();
            refused.forEach(slot -> locked.add(slot.withLock()));
        }
    }

    private void leased(int row, BulkOutcome outcome) {
        Slot<K, V> slot = leased.get(row);
        MemjayException error = outcome.error(row);
        if (error instanceof UnsupportedByServerException) {
            locked.add(slot.withLock());
        } else if (error != null) {
            failed(slot, error);
        } else {
            sort(leases.asked(slot, outcome.result(), row));
        }
    }

    // ---- Locks

    /** What has a value needs no lock. */
    private Step<Map<K, V>> lookForValues(Supplier<Step<Map<K, V>>> then) {
        List<Slot<K, V>> missing = new ArrayList<>();
        RowReader reader = (row, outcome) -> {
            Slot<K, V> slot = look(locked.get(row), row, outcome);
            if (slot != null) {
                missing.add(slot);
            }
        };
        return ask(locked, leases::reading, reader, () -> lock(missing, then), Step.Failed::new);
    }

    private Step<Map<K, V>> lock(List<Slot<K, V>> missing, Supplier<Step<Map<K, V>>> then) {
        List<Slot<K, V>> mine = new ArrayList<>();
        RowReader reader = (row, outcome) -> {
            Slot<K, V> slot = missing.get(row);
            MemjayException error = outcome.error(row);
            if (error != null) {
                failed(slot, error);
            } else if (outcome.result().status(row) == Status.STORED) {
                mine.add(leases.locked(slot));
            } else {
                told(slot.with(Objects.requireNonNull(slot.answer()).with(Exchange.LOST)));
            }
        };
        return ask(missing, leases::locking, reader, () -> lookAgain(mine, then), Step.Failed::new);
    }

    /** Whoever had the lock before may have stored the value just before it went. */
    private Step<Map<K, V>> lookAgain(List<Slot<K, V>> mine, Supplier<Step<Map<K, V>>> then) {
        List<Slot<K, V>> needless = new ArrayList<>();
        RowReader reader = (row, outcome) -> {
            Slot<K, V> slot = mine.get(row);
            if (look(slot, row, outcome) != null) {
                told(slot);
            } else if (outcome.error(row) == null) {
                needless.add(slot);
            }
        };
        return ask(
                mine,
                leases::reading,
                reader,
                () -> {
                    leases.release(needless);
                    return then.get();
                },
                Step.Failed::new);
    }

    private void told(Slot<K, V> slot) {
        leases.tell(slot.wire(), Objects.requireNonNull(slot.answer()));
        sort(slot);
    }

    /** Takes the answer to a look for a value, with which the slot comes back if there is none. */
    private @Nullable Slot<K, V> look(Slot<K, V> slot, int row, BulkOutcome outcome) {
        MemjayException error = outcome.error(row);
        if (error != null) {
            failed(slot, error);
            return null;
        }
        Slot<K, V> looked = leases.read(slot, outcome.result(), row);
        if (Objects.requireNonNull(looked.answer()).data() == null) {
            return looked;
        }
        sort(looked);
        return null;
    }

    // ---- Both

    /**
     * Asks for all slots at once, takes the answers row by row, and goes on. What is won is held as soon as it is read, so there
     * is nothing more to do for an answer that comes too late.
     */
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
            found.withinBudget(budget -> {
                for (int i = 0; i < slots.size(); i++) {
                    long before = budget.left();
                    int waitingBefore = waiting.size();
                    row.read(i, outcome);
                    if (waiting.size() > waitingBefore) {
                        found.waits(before - budget.left());
                    }
                }
            });
            return slots.size();
        });
        return asking.asked(engine, count -> then.get()).orElse(failed).givingBack(count -> {});
    }

    /** Puts a key where it belongs by its answer. */
    private void sort(Slot<K, V> slot) {
        LeaseAnswer<V> answer = Objects.requireNonNull(slot.answer());
        if (answer.undecodable() != null) {
            failed(
                    slot,
                    DecodeError.located(engine, Verb.GET_OR_COMPUTE, slot.wire().placed(), answer.undecodable()));
            return;
        }
        switch (LoadRules.verdict(policy, answer)) {
            case SERVE -> found.serve(slot, answer.value());
            case SERVE_AND_REFRESH -> {
                found.serve(slot, answer.value());
                toRefresh.add(slot);
            }
            case LOAD -> toLoad.add(slot);
            case WAIT -> waiting.add(slot);
        }
    }

    private void failed(Slot<K, V> slot, MemjayException error) {
        if (found.swallows(slot, error)) {
            toLoad.add(slot);
        }
    }
}
