package dev.memjay.internal.route;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One bulk call under way: all nodes at once, a few runs to each at a time.
 *
 * <p>Owned by the event loop's thread from {@link #launch} on, so that no lock is needed. A call of a single run whose
 * caller waits does not come here: its caller reads the reply itself.
 */
final class BulkExecution<R extends @Nullable Object> extends StoppableFuture<R> {
    /** Runs in flight to a node; enough to keep it busy, few enough to leave room for others. */
    private static final int MOST_RUNS_IN_FLIGHT = 8;

    private final BulkCall call;
    private final BulkPlan plan;
    private final EventLoop loop;
    private final long start;
    private final long deadline;
    private final Function<BulkOutcome, R> reader;
    private final BulkErrors errors;
    private final List<Deferred> inFlight = new ArrayList<>();
    private int runsLeft;
    private volatile boolean stopped;

    BulkExecution(
            BulkPlan plan,
            EventLoop loop,
            long start,
            long deadline,
            Function<BulkOutcome, R> reader,
            @Nullable Executor executor) {
        super(loop, executor);
        this.call = plan.call();
        this.plan = plan;
        this.loop = loop;
        this.start = start;
        this.deadline = deadline;
        this.reader = reader;
        this.errors = new BulkErrors(call);
        plan.runs().forEach(runs -> runsLeft += runs.size());
    }

    BulkExecution<R> launch() {
        loop.execute(() -> {
            if (runsLeft == 0) {
                finish(all -> reader.apply(all.outcome()), errors);
            }
            plan.runs().forEach(this::begin);
        });
        return this;
    }

    private void begin(Queue<BulkRun> runs) {
        for (int i = 0; i < MOST_RUNS_IN_FLIGHT; i++) {
            sendNext(runs);
        }
    }

    private void sendNext(Queue<BulkRun> runs) {
        BulkRun run = runs.poll();
        if (run != null) {
            send(run, runs, 0);
        }
    }

    private void send(BulkRun run, Queue<BulkRun> rest, int attempt) {
        if (stopped) {
            return;
        }
        MemjayException down = run.node().down(call.verb(), start);
        if (down != null) {
            loop.execute(() -> failed(run, rest, down));
            return;
        }
        Deferred operation = new Deferred(
                run.request(),
                run.key(),
                run.base64Key(),
                deadline,
                (done, failure) -> over(run, rest, attempt, done, failure));
        inFlight.add(operation);
        try {
            Failure refusal = run.node().connections().start(operation);
            if (refusal != null) {
                loop.execute(() -> over(run, rest, attempt, operation, refusal));
            }
        } catch (RuntimeException | Error e) {
            stopped = true;
            finishExceptionally(e); // it cannot be encoded
        }
    }

    private void over(BulkRun run, Queue<BulkRun> rest, int attempt, Deferred operation, @Nullable Failure failure) {
        inFlight.remove(operation);
        if (failure != null && !stopped && run.node().mayRepeat(failure, run.request(), attempt)) {
            run.node().retried(call.verb());
            send(run, rest, attempt + 1);
            return;
        }
        if (failure != null) {
            failed(run, rest, run.node().failed(call.verb(), run.request(), failure, start));
        } else {
            errors.conclude(run, operation, start);
            next(rest);
        }
    }

    private void failed(BulkRun run, Queue<BulkRun> rest, MemjayException error) {
        errors.failed(run, error);
        if (error instanceof ConnectionException && !error.mayHaveBeenApplied() && !stopped) {
            for (Queue<BulkRun> takenOver : plan.next(run)) {
                takenOver.forEach(errors::forget);
                runsLeft += takenOver.size();
                begin(takenOver);
            }
        }
        next(rest);
    }

    private void next(Queue<BulkRun> rest) {
        sendNext(rest);
        if (--runsLeft == 0) {
            finish(all -> reader.apply(all.outcome()), errors);
        }
    }

    @Override
    void stop() {
        stopped = true;
        loop.execute(() -> inFlight.forEach(Deferred::cancel));
    }

    @Override
    String whatIfCancelled() {
        return call.verb() + ": cancelled; it may have been applied in part";
    }
}
