package dev.memjay.internal.engine;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of a bulk call that the other pool of a migration is asked for too, and what becomes of its answers. */
public final class MirrorRows {
    private final BulkOutcome outcome;
    private final int[] rows;
    private final BulkCall call;
    private final boolean reads;

    private MirrorRows(BulkOutcome outcome, int[] rows, BulkCall call, boolean reads) {
        this.outcome = outcome;
        this.rows = rows;
        this.call = call;
        this.reads = reads;
    }

    /** What a plain read did not find. */
    static MirrorRows missed(BulkCall call, BulkOutcome outcome) {
        int[] rows = IntStream.range(0, call.keys().length)
                .filter(row -> outcome.error(row) != null || outcome.result().status(row) != Status.HIT)
                .toArray();
        Request[] requests =
                Arrays.stream(rows).mapToObj(row -> call.requests()[row]).toArray(Request[]::new);
        return new MirrorRows(outcome, rows, part(call, rows, requests, BulkResult.forReads(rows.length, false)), true);
    }

    /** What the old pool's answers to writes mean for the new one. */
    static MirrorRows written(BulkCall call, BulkOutcome outcome) {
        return mirrored(call, outcome, false);
    }

    /** What it means for the new pool that the old one failed. */
    static MirrorRows failed(BulkCall call, BulkOutcome outcome) {
        return mirrored(call, outcome, true);
    }

    /** What it means for the new pool that the old one gave no answer to any row. */
    static MirrorRows unanswered(BulkCall call) {
        MemjayException[] none = new MemjayException[call.keys().length];
        return of(
                call,
                new BulkOutcome(call.result(), none),
                IntStream.range(0, none.length)
                        .mapToObj(row -> Mirror.of(call.requests()[row], null))
                        .toArray(Request[]::new));
    }

    private static MirrorRows mirrored(BulkCall call, BulkOutcome outcome, boolean failed) {
        @Nullable Request[] mirrors = new Request[call.keys().length];
        for (int row = 0; row < mirrors.length; row++) {
            if (failed == (outcome.error(row) != null)) {
                mirrors[row] = Mirror.of(
                        call.requests()[row], failed ? null : outcome.result().status(row));
            }
        }
        return of(call, outcome, mirrors);
    }

    private static MirrorRows of(BulkCall call, BulkOutcome outcome, @Nullable Request[] mirrors) {
        int[] rows = IntStream.range(0, mirrors.length)
                .filter(row -> mirrors[row] != null)
                .toArray();
        Request[] requests = Arrays.stream(rows).mapToObj(row -> mirrors[row]).toArray(Request[]::new);
        return new MirrorRows(
                outcome, rows, part(call, rows, requests, BulkResult.forReads(rows.length, false)), false);
    }

    private static BulkCall part(BulkCall call, int[] rows, Request[] requests, BulkResult result) {
        String[] routes = call.routes();
        boolean[] base64 = call.base64();
        boolean[] base64OfPart = base64 == null ? null : new boolean[rows.length];
        if (base64 != null && base64OfPart != null) {
            for (int i = 0; i < rows.length; i++) {
                base64OfPart[i] = base64[rows[i]];
            }
        }
        return new BulkCall(
                call.verb(),
                Arrays.stream(rows).mapToObj(row -> call.keys()[row]).toArray(String[]::new),
                routes == null
                        ? null
                        : Arrays.stream(rows).mapToObj(row -> routes[row]).toArray(String[]::new),
                base64OfPart,
                requests,
                call.plainValues(),
                call.withCas(),
                result);
    }

    boolean isEmpty() {
        return rows.length == 0;
    }

    /** The call for the other pool; not to be made when there are no rows. */
    BulkCall call() {
        return call;
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
                    : Mirror.failed(error, outcome.result().status(rows[i]));
        }
        boolean failed = Arrays.stream(errors).anyMatch(Objects::nonNull);
        return new BulkOutcome(reads ? merged(other.result()) : outcome.result(), failed ? errors : null);
    }

    /** In a result of its own, since a reply that was late for the first pool's may still be written into that one. */
    private BulkResult merged(BulkResult other) {
        BulkResult merged = outcome.result().another();
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
                Mirror.failed(error, outcome.result().status(row));
            }
        }
        return error;
    }

    /** The first of the errors of the rows, if there is one. */
    @Nullable
    MemjayException error() {
        return outcome.error(rows[0]);
    }
}
