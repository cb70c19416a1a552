package dev.memjay.internal.route;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.Operation;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls for many keys: split by node, sent to all at once, and their answers joined. */
final class BulkCalls {
    private final Roster roster;
    private final EventLoop loop;
    private final @Nullable Executor callbackExecutor;

    BulkCalls(Roster roster, EventLoop loop, @Nullable Executor callbackExecutor) {
        this.roster = roster;
        this.loop = loop;
        this.callbackExecutor = callbackExecutor;
    }

    /** Sends a call and waits for all its nodes; their failures are in the outcome. */
    BulkOutcome call(BulkCall call, long start, long deadline) {
        BulkPlan plan = plan(call, start);
        BulkRun only = plan.onlyRun();
        if (only != null) {
            return callOneRun(call, only, start, deadline);
        }
        BulkExecution<BulkOutcome> execution =
                new BulkExecution<>(plan, loop, start, deadline, outcome -> outcome, null);
        try {
            return execution.launch().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            execution.cancel(false);
            Context context = new Context(null, call.verb().toString(), Clock.nanoTime() - start, true);
            throw new InterruptedCallException("the calling thread was interrupted", context, null);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bulk call failed as a whole", e.getCause());
        }
    }

    private static BulkOutcome callOneRun(BulkCall call, BulkRun run, long start, long deadline) {
        BulkErrors errors = new BulkErrors(call);
        try {
            Operation operation =
                    run.node().exchange(call.verb(), run.request(), run.key(), run.base64Key(), start, deadline);
            errors.conclude(run, operation, start);
        } catch (ClosedException | InterruptedCallException endOfTheWholeCall) {
            throw endOfTheWholeCall;
        } catch (MemjayException error) {
            errors.failed(run, error);
        }
        return errors.outcome();
    }

    /** Sends a call without waiting; {@code reader} turns the outcome into the result. */
    <R extends @Nullable Object> CompletableFuture<R> start(
            BulkCall call, long timeoutNanos, Function<BulkOutcome, R> reader) {
        long start = Clock.nanoTime();
        return start(plan(call, start), start, start + timeoutNanos, reader);
    }

    private <R extends @Nullable Object> CompletableFuture<R> start(
            BulkPlan plan, long start, long deadline, Function<BulkOutcome, R> reader) {
        return new BulkExecution<>(plan, loop, start, deadline, reader, callbackExecutor).launch();
    }

    /** Sends a call whose outcome nobody wants. */
    void post(BulkCall call, long timeoutNanos) {
        long start = Clock.nanoTime();
        BulkPlan plan = plan(call, start);
        start(plan, start, start + timeoutNanos, outcome -> {
            for (int row = 0; row < call.keys().length; row++) {
                MemjayException error = outcome.error(row);
                if (error != null) {
                    plan.clientOf(row).report().postFailed(call.verb(), error);
                }
            }
            return null;
        });
    }

    private BulkPlan plan(BulkCall call, long start) {
        BulkPlan plan = BulkPlan.of(call, roster.now());
        for (Queue<BulkRun> runs : plan.runs()) {
            BulkRun first = runs.element();
            first.node().refuseUnsaid(first.request(), call.base64() != null, start);
        }
        return plan;
    }
}
