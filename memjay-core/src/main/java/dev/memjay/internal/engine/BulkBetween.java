package dev.memjay.internal.engine;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
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
        BulkOutcome outcome;
        try {
            outcome = first.callAll(call, limitOfFirst(nanos));
        } catch (MemjayException failure) {
            firstFailed(call, failure, nanos);
            throw failure;
        }
        MirrorRows rows = rows(call, outcome, nanos);
        if (rows.isEmpty()) {
            return outcome;
        }
        try {
            return rows.with(second.callAll(rows.call(), Timeouts.left(nanos, start)));
        } catch (MemjayException failure) {
            throw rows.failed(failure);
        }
    }

    <R extends @Nullable Object> CompletableFuture<R> start(
            BulkCall call, long nanos, Function<BulkOutcome, R> reader) {
        long start = Clock.nanoTime();
        CompletableFuture<BulkOutcome> begun = first.startAll(call, limitOfFirst(nanos), Function.identity());
        BiFunction<BulkOutcome, @Nullable Throwable, CompletableFuture<R>> rest = (outcome, failure) -> {
            if (failure != null) {
                firstFailed(call, failure, nanos);
                return CompletableFuture.failedFuture(failure);
            }
            MirrorRows rows = rows(call, outcome, nanos);
            if (rows.isEmpty()) {
                return CompletableFuture.completedFuture(reader.apply(outcome));
            }
            return Futures.followed(
                    second.startAll(rows.call(), Timeouts.left(nanos, start), Function.identity()),
                    (other, failed) -> failed == null
                            ? CompletableFuture.completedFuture(reader.apply(rows.with(other)))
                            : CompletableFuture.failedFuture(
                                    failed instanceof MemjayException error ? rows.failed(error) : failed));
        };
        return reads ? Futures.followedWhileWanted(begun, rest) : Futures.followed(begun, rest);
    }

    /** Of a write the first pool decides, and the second has no part without it. */
    private long limitOfFirst(long nanos) {
        return reads ? Timeouts.half(nanos) : nanos;
    }

    private MirrorRows rows(BulkCall call, BulkOutcome outcome, long nanos) {
        if (reads) {
            return MirrorRows.missed(call, outcome);
        }
        MirrorRows failed = MirrorRows.failed(call, outcome);
        forget(failed, failed.isEmpty() ? null : failed.error(), nanos);
        return MirrorRows.written(call, outcome);
    }

    private void firstFailed(BulkCall call, Throwable failure, long nanos) {
        if (!reads) {
            forget(MirrorRows.unanswered(call), failure, nanos);
        }
    }

    /**
     * Of what the first pool failed nobody knows what it has now, so the second is to have nothing; it has time of its own.
     *
     * @param failure is told where the second would not hear of it
     */
    private void forget(MirrorRows failed, @Nullable Throwable failure, long nanos) {
        if (failed.isEmpty()) {
            return;
        }
        try {
            second.postAll(failed.call(), nanos);
        } catch (MemjayException refused) {
            if (failure != null) {
                failure.addSuppressed(refused);
            }
        }
    }
}
