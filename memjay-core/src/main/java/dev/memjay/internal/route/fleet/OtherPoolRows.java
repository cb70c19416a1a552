package dev.memjay.internal.route.fleet;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.SecondHolder;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of a bulk call that the other pool of a migration is asked for too, and what becomes of its answers. */
final class OtherPoolRows implements MigrationCall.PoolQuestion<BulkOutcome> {
    private final BulkOutcome outcome;
    private final int[] rows;
    private final BulkCall call;
    private final boolean reads;

    private OtherPoolRows(BulkOutcome outcome, int[] rows, BulkCall call, boolean reads) {
        this.outcome = outcome;
        this.rows = rows;
        this.call = call;
        this.reads = reads;
    }

    /** All of them, for the first pool. */
    static OtherPoolRows all(BulkCall call) {
        int[] rows = IntStream.range(0, call.keys().length).toArray();
        return new OtherPoolRows(new BulkOutcome(call.result(), null), rows, call, true);
    }

    /** What a plain read did not find. */
    static OtherPoolRows missed(BulkCall call, BulkOutcome outcome) {
        int[] rows = IntStream.range(0, call.keys().length)
                .filter(row -> outcome.error(row) != null || outcome.result().status(row) != Status.HIT)
                .toArray();
        Request[] requests =
                Arrays.stream(rows).mapToObj(row -> call.requests()[row]).toArray(Request[]::new);
        return new OtherPoolRows(
                outcome,
                rows,
                call.part(rows, requests, call.plainValues(), call.result().another(rows.length)),
                true);
    }

    /** What the old pool's answers to writes mean for the new one. */
    static OtherPoolRows written(BulkCall call, BulkOutcome outcome) {
        return mirrored(call, outcome, false);
    }

    /** What it means for the new pool that the old one failed. */
    static OtherPoolRows failed(BulkCall call, BulkOutcome outcome) {
        return mirrored(call, outcome, true);
    }

    /** What it means for the new pool that the call of the old one ended as a whole. */
    static OtherPoolRows unanswered(BulkCall call, Throwable failure) {
        return of(call, new BulkOutcome(call.result(), null), row -> SecondHolder.Outcome.of(failure));
    }

    private static OtherPoolRows mirrored(BulkCall call, BulkOutcome outcome, boolean failed) {
        return of(call, outcome, row -> {
            MemjayException error = outcome.error(row);
            if (failed != (error != null)) {
                return SecondHolder.Outcome.NOT_SENT; // not among those that are asked for
            }
            return error == null
                    ? SecondHolder.Outcome.of(outcome.result().status(row))
                    : SecondHolder.Outcome.of(error);
        });
    }

    private static OtherPoolRows of(BulkCall call, BulkOutcome outcome, IntFunction<SecondHolder.Outcome> outcomes) {
        @Nullable Request[] mirrors = new Request[call.keys().length];
        Arrays.setAll(mirrors, row -> SecondHolder.request(call.requests()[row], outcomes.apply(row)));
        int[] rows = IntStream.range(0, mirrors.length)
                .filter(row -> mirrors[row] != null)
                .toArray();
        Request[] requests = Arrays.stream(rows).mapToObj(row -> mirrors[row]).toArray(Request[]::new);
        return new OtherPoolRows(
                outcome,
                rows,
                call.part(rows, requests, call.plainValues(), BulkResult.forReads(rows.length, false)),
                false);
    }

    boolean isEmpty() {
        return rows.length == 0;
    }

    @Override
    public BulkOutcome ask(Engine pool, long nanos) {
        return pool.callAll(call, nanos);
    }

    @Override
    public CompletableFuture<BulkOutcome> start(Engine pool, long nanos) {
        return pool.startAll(call, nanos, AnswerReader.same());
    }

    @Override
    public void post(Engine pool, long nanos) {
        pool.postAll(call, nanos);
    }

    /** The whole outcome, with the other pool's answers in it. */
    BulkOutcome with(BulkOutcome other) {
        @Nullable
        MemjayException[] errors = new MemjayException[outcome.result().size()];
        Arrays.setAll(errors, outcome::error);
        for (int i = 0; i < rows.length; i++) {
            MemjayException error = other.error(i);
            errors[rows[i]] = error == null || reads
                    ? error
                    : applied(error, outcome.result().status(rows[i]));
        }
        boolean failed = Arrays.stream(errors).anyMatch(Objects::nonNull);
        return new BulkOutcome(reads ? merged(other.result()) : outcome.result(), failed ? errors : null);
    }

    /** In a result of its own, since a reply that was late for the first pool's may still be written into that one. */
    private BulkResult merged(BulkResult other) {
        BulkResult merged = outcome.result().another(outcome.result().size());
        for (int row = 0; row < merged.size(); row++) {
            if (outcome.error(row) == null) {
                merged.take(row, outcome.result(), row);
            }
        }
        for (int i = 0; i < rows.length; i++) {
            merged.take(rows[i], other, i);
        }
        return merged;
    }

    /** The error of the other pool as a whole, which says so if a row has been carried out in the first one. */
    MemjayException failed(MemjayException error) {
        for (int row : rows) {
            if (!reads) {
                applied(error, outcome.result().status(row));
            }
        }
        return error;
    }

    /**
     * An error of the new pool, which says so if the write has been carried out in the old one.
     *
     * @param status the old pool's answer
     */
    static MemjayException applied(MemjayException error, @Nullable Status status) {
        return SecondHolder.Outcome.of(status) == SecondHolder.Outcome.DONE ? error.appliedElsewhere() : error;
    }

    /** The first of the errors of the rows, if there is one. */
    @Nullable
    MemjayException error() {
        return outcome.error(rows[0]);
    }
}
