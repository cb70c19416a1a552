package dev.memjay.internal.engine;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bulk calls between the ends of a migration: one pool is asked for all rows, then the other for those that the first missed,
 * or told of those that it wrote, in the time that is left.
 *
 * @param first the pool to begin with
 * @param second the other
 * @param reads whether the calls read nothing but values
 */
record BulkBetween(Engine first, Engine second, boolean reads) {
    BulkOutcome call(BulkCall call, long nanos) {
        long start = Clock.nanoTime();
        BulkOutcome outcome = first.callAll(call, nanos);
        MirrorRows rows = rows(call, outcome);
        return rows.isEmpty() ? outcome : rows.with(second.callAll(rows.call(), left(nanos, start)));
    }

    <R extends @Nullable Object> CompletableFuture<R> start(
            BulkCall call, long nanos, Function<BulkOutcome, R> reader) {
        long start = Clock.nanoTime();
        return Futures.followed(first.startAll(call, nanos, Function.identity()), (outcome, failure) -> {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            MirrorRows rows = rows(call, outcome);
            return rows.isEmpty()
                    ? CompletableFuture.completedFuture(reader.apply(outcome))
                    : second.startAll(rows.call(), left(nanos, start), other -> reader.apply(rows.with(other)));
        });
    }

    private MirrorRows rows(BulkCall call, BulkOutcome outcome) {
        return reads ? MirrorRows.missed(call, outcome) : MirrorRows.written(call, outcome);
    }

    private static long left(long nanos, long start) {
        return Math.max(1, nanos - (Clock.nanoTime() - start));
    }
}
