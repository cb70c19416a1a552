package dev.memjay.internal.route;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what went wrong in a bulk call, row by row. */
final class BulkErrors {
    private final BulkCall call;
    private @Nullable MemjayException @Nullable [] errors;

    BulkErrors(BulkCall call) {
        this.call = call;
    }

    BulkOutcome outcome() {
        return new BulkOutcome(call.result(), errors);
    }

    /** What became of the write of a row whose run is over. */
    SecondHolder.Outcome outcome(int row) {
        MemjayException error = errors == null ? null : errors[row];
        return error == null ? SecondHolder.Outcome.of(call.result().status(row)) : SecondHolder.Outcome.of(error);
    }

    /**
     * A run ended with a failure, which is the error of all its rows: some may have been answered, but where the caller
     * left in the middle of a reply, the reader still writes them.
     */
    void failed(BulkPlan.Run run, MemjayException error) {
        for (int row : run.rows()) {
            run.node().report().writeFailed(call.requests()[row], call.keys()[row], error);
            put(row, error);
        }
    }

    /** What did not reach its first holder was sent to others, whose answers did not arrive. */
    void mayBeAppliedElsewhere() {
        if (errors != null) {
            for (MemjayException error : errors) {
                if (error != null && movesOn(error)) {
                    error.appliedElsewhere();
                }
            }
        }
    }

    /** Another run is made of these rows. */
    void forget(BulkPlan.Run again) {
        MemjayException[] all = errors;
        for (int row : again.rows()) {
            if (all != null) {
                all[row] = null;
            }
        }
    }

    /** Whether another holder is to be tried. */
    static boolean movesOn(MemjayException error) {
        return error instanceof ConnectionException && !error.mayHaveBeenApplied();
    }

    /**
     * Takes the answers of the holders of copies for rows whose first holder was not reached.
     *
     * @return the rows whose next holder is to be asked
     */
    int[] adopt(int[] rows, BulkOutcome copy) {
        return Arrays.stream(rows).filter(row -> !isAdopted(row, copy)).toArray();
    }

    private boolean isAdopted(int row, BulkOutcome copy) {
        MemjayException error = copy.error(row);
        Status status = copy.result().status(row);
        if (error != null || status != null) { // else it was sent to no such holder
            call.result().status(row, status);
            put(row, error);
        }
        return status != null && error == null || error != null && !movesOn(error);
    }

    /**
     * A run was answered: counts, and finds the rows that have an error for an answer.
     *
     * @return what is to be asked to know which of its stores were refused, and then given to {@link #concludeRefused}; null
     *     if that is known
     */
    @Nullable
    BulkRefusals conclude(BulkPlan.Run run, Exchange operation, long start) {
        BulkResult result = call.result();
        if (run.key() != null) {
            MemjayException error = run.node().conclude(operation, run.request(), start, Clock.nanoTime());
            result.status(run.rows()[0], operation.status);
            if (error != null) {
                put(run.rows()[0], error);
            }
            return null;
        }
        int hits = 0;
        int misses = 0;
        List<Integer> inDoubt = new ArrayList<>(0);
        for (int i = 0; i < run.rows().length; i++) {
            int row = run.rows()[i];
            Status status = result.status(row);
            if (status == Status.HIT) {
                hits++;
            } else if (status == Status.MISS) {
                misses++;
            } else if (status == Status.UNKNOWN && BulkRefusals.isSeen(call.requests()[row])) {
                inDoubt.add(row);
            } else if (status == null || status.ordinal() >= Status.NOT_NUMERIC.ordinal()) {
                boolean isUnknown = status == null && operation.status == Status.UNSUPPORTED;
                refused(run, row, isUnknown ? operation.status : status, operation.detail, start);
            }
        }
        run.node().noteWins(operation, run.request());
        run.node().concludeRun(call.verb(), hits, misses, start);
        return inDoubt.isEmpty() ? null : BulkRefusals.of(run, call, inDoubt, operation);
    }

    /**
     * It was asked which stores were refused.
     *
     * @param look the answer; null if none came
     */
    void concludeRefused(BulkRefusals stores, @Nullable Exchange look, long start) {
        BulkPlan.Run run = stores.run();
        Status[] statuses = look == null ? null : stores.statuses(call.requests());
        if (look != null) {
            run.node().noteWins(look, stores.look().request());
        }
        for (int i = 0; i < stores.rows().length; i++) {
            int row = stores.rows()[i];
            Status status = statuses == null ? Status.UNKNOWN : statuses[i];
            call.result().status(row, status);
            if (status != Status.STORED) {
                refused(run, row, status, null, start);
            }
        }
    }

    private void refused(BulkPlan.Run run, int row, @Nullable Status status, @Nullable Object detail, long start) {
        String words = call.result().error(row);
        String end = status == Status.UNKNOWN ? ", and does not say to which" : "";
        MemjayException error = errorOf(run, status, words == null ? detail : words + end, start);
        run.node().report().writeFailed(call.requests()[row], call.keys()[row], error);
        put(row, error);
    }

    /** The caller has left: of the writes that were not answered by now nobody else is told. */
    void abandoned(BulkPlan plan, long start) {
        for (int row = 0; row < call.keys().length; row++) {
            Status status = call.result().status(row);
            boolean isAnswered = status != null && status != Status.UNKNOWN;
            boolean isOver = isAnswered || (errors != null && errors[row] != null);
            if (!isOver) {
                NodeClient node = plan.clientOf(row);
                MemjayException error = new MemjayException("cancelled", node.context(call.verb(), start, true), null);
                node.report().writeFailed(call.requests()[row], call.keys()[row], error);
            }
        }
    }

    private MemjayException errorOf(BulkPlan.Run run, @Nullable Status status, @Nullable Object detail, long start) {
        boolean unknown = status == null || status == Status.UNKNOWN;
        MemjayException.Context context =
                run.node().context(call.verb(), start, unknown && !run.request().isHarmlessToRepeat());
        MemjayException error = status == null
                ? null
                : CallErrors.of(status, detail, context, run.node().errands().itemSizeMax());
        return run.node()
                .report()
                .failed(
                        call.verb(),
                        error != null
                                ? error
                                : new ServerErrorException("the server answered " + detail, context, null));
    }

    private void put(int row, @Nullable MemjayException error) {
        MemjayException[] all = errors;
        if (all == null) {
            all = new MemjayException[call.keys().length];
            errors = all;
        }
        all[row] = error;
    }
}
