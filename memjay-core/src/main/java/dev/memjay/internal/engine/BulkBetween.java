package dev.memjay.internal.engine;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bulk calls between the ends of a migration: one pool is asked for all rows, a read for half of the time at most; then the other
 * for those that the first missed, or told of those that it wrote, in the time that is left.
 *
 * @param first the pool to begin with
 * @param second the other
 * @param reads whether the calls read nothing but values
 */
record BulkBetween(Engine first, Engine second, boolean reads) {
    BulkOutcome call(BulkCall call, long nanos) {
        long start = Clock.nanoTime();
        BulkOutcome outcome = first.callAll(call, limitOfFirst(nanos));
        MirrorRows rows = rows(call, outcome, nanos);
        return rows.isEmpty() ? outcome : rows.with(second.callAll(rows.call(), Timeouts.left(nanos, start)));
    }

    <R extends @Nullable Object> CompletableFuture<R> start(
            BulkCall call, long nanos, Function<BulkOutcome, R> reader) {
        long start = Clock.nanoTime();
        return Futures.followed(first.startAll(call, limitOfFirst(nanos), Function.identity()), (outcome, failure) -> {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            MirrorRows rows = rows(call, outcome, nanos);
            return rows.isEmpty()
                    ? CompletableFuture.completedFuture(reader.apply(outcome))
                    : second.startAll(
                            rows.call(), Timeouts.left(nanos, start), other -> reader.apply(rows.with(other)));
        });
    }

    /** Of a write the first pool decides, and the second has no part without it. */
    private long limitOfFirst(long nanos) {
        return reads ? Timeouts.half(nanos) : nanos;
    }

    private MirrorRows rows(BulkCall call, BulkOutcome outcome, long nanos) {
        if (reads) {
            return MirrorRows.missed(call, outcome);
        }
        forget(MirrorRows.failed(call, outcome), nanos);
        return MirrorRows.written(call, outcome);
    }

    /** Of what the first pool failed nobody knows what it has now, so the second is to have nothing; it has time of its own. */
    private void forget(MirrorRows failed, long nanos) {
        if (failed.isEmpty()) {
            return;
        }
        try {
            second.postAll(failed.call(), nanos);
        } catch (MemjayException refused) {
            failed.refused(refused);
        }
    }
}
