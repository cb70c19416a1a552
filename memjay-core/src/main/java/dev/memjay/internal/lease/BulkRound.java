package dev.memjay.internal.lease;

import dev.memjay.codec.ExpansionBudget;
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
    private interface RowReader<V> {
        void read(int row, Answers<V> answers);
    }

    /**
     * The answers to one question, decoded.
     *
     * @param outcome the question's outcome
     * @param decoded the answer of each row
     * @param expanded how many bytes the compressed value of each row took
     */
    private record Answers<V>(BulkOutcome outcome, List<LeaseAnswer<V>> decoded, long[] expanded) {
        @Nullable
        MemjayException error(int row) {
            return outcome.error(row);
        }

        LeaseAnswer<V> of(int row) {
            return decoded.get(row);
        }
    }

    private final Engine engine;
    private final LoadPolicy policy;
    private final BulkLeases<K, V> leases;
    private final BulkFound<K, V> found;
    /** Still to be asked for leases. */
    private final List<Slot<K, V>> leased = new ArrayList<>();
    /** Still to be locked. */
    private final List<Slot<K, V>> locked = new ArrayList<>();

    /** What the answers of this round found. */
    final Reads reads = new Reads();
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

    private void leased(int row, Answers<V> answers) {
        Slot<K, V> slot = leased.get(row);
        MemjayException error = answers.error(row);
        if (error instanceof UnsupportedByServerException) {
            locked.add(slot.withLock());
        } else if (error != null) {
            failed(slot, error);
        } else {
            sort(leases.asked(slot, answers.of(row)));
        }
    }

    // ---- Locks

    /** What has a value needs no lock. */
    private Step<Map<K, V>> lookForValues(Supplier<Step<Map<K, V>>> then) {
        List<Slot<K, V>> missing = new ArrayList<>();
        RowReader<V> reader = (row, answers) -> {
            Slot<K, V> slot = look(locked.get(row), row, answers);
            if (slot != null) {
                missing.add(slot);
            }
        };
        return ask(locked, leases::reading, reader, () -> lock(missing, then), Step.Failed::new);
    }

    private Step<Map<K, V>> lock(List<Slot<K, V>> missing, Supplier<Step<Map<K, V>>> then) {
        List<Slot<K, V>> mine = new ArrayList<>();
        RowReader<V> reader = (row, answers) -> {
            Slot<K, V> slot = missing.get(row);
            MemjayException error = answers.error(row);
            if (error != null) {
                failed(slot, error);
            } else if (answers.outcome().result().status(row) == Status.STORED) {
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
        RowReader<V> reader = (row, answers) -> {
            Slot<K, V> slot = mine.get(row);
            if (look(slot, row, answers) != null) {
                told(slot);
            } else if (answers.error(row) == null) {
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
    private @Nullable Slot<K, V> look(Slot<K, V> slot, int row, Answers<V> answers) {
        MemjayException error = answers.error(row);
        if (error != null) {
            failed(slot, error);
            return null;
        }
        Slot<K, V> looked = leases.read(slot, answers.of(row));
        if (Objects.requireNonNull(looked.answer()).data() == null) {
            return looked;
        }
        sort(looked);
        return null;
    }

    // ---- Both

    /**
     * Asks for all slots at once, takes the answers row by row, and goes on. They are decoded first, which changes nothing, and
     * may come to an end when this round has gone on without them; what is won is held as soon as they are taken, also where
     * that is too late for the caller.
     */
    private Step<Map<K, V>> ask(
            List<Slot<K, V>> slots,
            Function<List<Slot<K, V>>, BulkCall> call,
            RowReader<V> row,
            Supplier<Step<Map<K, V>>> then,
            Function<Throwable, Step<Map<K, V>>> failed) {
        if (slots.isEmpty()) {
            return then.get();
        }
        long expandable = found.expandable();
        Bulk<Answers<V>> asking =
                new Bulk<>(call.apply(slots), outcome -> decoded(slots, outcome, expandable), leases.values());
        return asking.asked(engine, answers -> {
                    take(answers, row);
                    return then.get();
                })
                .orElse(failed)
                .givingBack(answers -> take(answers, row));
    }

    private Answers<V> decoded(List<Slot<K, V>> slots, BulkOutcome outcome, long expandable) {
        List<LeaseAnswer<V>> decoded = new ArrayList<>(slots.size());
        long[] expanded = new long[slots.size()];
        ExpansionBudget budget = ExpansionBudget.open(expandable);
        try {
            for (int i = 0; i < expanded.length; i++) {
                long before = budget.left();
                decoded.add(
                        outcome.error(i) == null
                                ? leases.decoded(slots.get(i), outcome.result(), i)
                                : LeaseAnswer.nothing((byte) 0));
                expanded[i] = before - budget.left();
            }
        } finally {
            budget.close();
        }
        return new Answers<>(outcome, decoded, expanded);
    }

    private void take(Answers<V> answers, RowReader<V> row) {
        for (int i = 0; i < answers.expanded().length; i++) {
            int waitingBefore = waiting.size();
            row.read(i, answers);
            found.expanded(answers.expanded()[i]);
            if (waiting.size() > waitingBefore) {
                found.waits(answers.expanded()[i]);
            }
        }
    }

    /** Puts a key where it belongs by its answer. */
    private void sort(Slot<K, V> slot) {
        LeaseAnswer<V> answer = Objects.requireNonNull(slot.answer());
        reads.add(answer);
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
