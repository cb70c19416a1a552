package dev.memjay.internal.route;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.connection.Gathering;
import dev.memjay.internal.connection.NodeConnections;
import dev.memjay.internal.connection.Operation;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One bulk call under way: all nodes at once, a few runs to each at a time.
 *
 * <p>Owned by one thread, so that no lock is needed: by the event loop's as soon as the first run is sent, or, where the
 * caller waits and can read, by the caller's, whose {@link Gathering} it is then. A call of a single run whose caller waits
 * does not come here.
 */
final class BulkExecution<R extends @Nullable Object> extends StoppableFuture<R> {
    /** Runs in flight to a node; enough to keep it busy, few enough to leave room for others. */
    private static final int MAX_RUNS_IN_FLIGHT = 8;

    /** A run on its way: the runs of its node that follow it, and how often it was sent before. */
    private record SentRun(BulkPlan.Run run, Queue<BulkPlan.Run> rest, int attempt, Deferred operation) {}

    private final BulkCall call;
    private final BulkPlan plan;
    /** What the calling thread waits for; null when the event loop owns this. */
    private final @Nullable Gathering gathering;
    /** Runs what the owning thread has to do. */
    private final Executor owner;

    private final long start;
    private final long deadline;
    private final AnswerReader<BulkOutcome, R> reader;
    private final BulkErrors errors;
    private final List<Deferred> inFlight = new ArrayList<>();
    /** The same writes on their way to the holders of copies. Nobody waits for them but who does not reach the first holder. */
    private final List<BulkExecution<BulkOutcome>> copies = new ArrayList<>();

    /** Runs with answers; read once all have come. */
    private final List<BulkPlan.Run> answered = new ArrayList<>();

    private int runsLeft;
    private volatile boolean stopped;

    BulkExecution(
            BulkPlan plan,
            CompletionPlace place,
            @Nullable Gathering gathering,
            long start,
            long deadline,
            AnswerReader<BulkOutcome, R> reader) {
        super(place);
        this.call = plan.call();
        this.plan = plan;
        this.gathering = gathering;
        this.owner = gathering == null ? place.loop()::execute : gathering::execute;
        this.start = start;
        this.deadline = deadline;
        this.reader = reader;
        this.errors = new BulkErrors(call);
        plan.runs().forEach(runs -> runsLeft += runs.size());
        for (BulkPlan copy : plan.copies()) {
            copies.add(new BulkExecution<>(copy, place.inner(), null, start, deadline, AnswerReader.same()));
        }
    }

    /**
     * Sends the first runs to all nodes from the calling thread, so that they stand before whatever it sends next. The
     * first answer may come while this still sends: all that the owning thread looks at is in place before.
     */
    BulkExecution<R> launch() {
        if (runsLeft == 0) {
            owner.execute(this::finishAll);
            return this;
        }
        List<SentRun> first = new ArrayList<>();
        plan.runs().forEach(runs -> prepareFirst(runs, first));
        first.forEach(this::start);
        copies.forEach(BulkExecution::launch);
        return this;
    }

    /** Sends the first runs and waits for all nodes; their failures are in the outcome. */
    R await() {
        try {
            launch();
            if (gathering != null && !gathering.await(this::isDone)) {
                endWithoutCopies();
            }
            return get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel(false);
            Context context = new Context(null, call.verb().toString(), Clock.nanoTime() - start, true);
            throw new InterruptedCallException("the calling thread was interrupted", context, null);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bulk call failed as a whole", e.getCause());
        } finally {
            if (gathering != null) {
                gathering.leave();
            }
        }
    }

    /** Sends the only run of a call, whose caller reads the reply itself. */
    static BulkOutcome awaitOnly(BulkCall call, BulkPlan.Run run, long start, long deadline) {
        BulkErrors errors = new BulkErrors(call);
        try {
            Operation operation = run.node()
                    .call(call.verb(), run.request(), run.wire(), run.base64(), start, deadline, call.trace());
            BulkRefusals refused = errors.conclude(run, operation, start);
            if (refused != null) {
                errors.concludeRefused(refused, lookNow(refused, call, deadline), start);
            }
        } catch (ClosedException | InterruptedCallException endOfTheWholeCall) {
            throw endOfTheWholeCall;
        } catch (MemjayException error) {
            errors.failed(run, error);
        }
        return errors.outcome();
    }

    /** Null if it is not answered: then the write is still no more than doubtful. */
    private static @Nullable Operation lookNow(BulkRefusals refused, BulkCall call, long deadline) {
        try {
            return refused.run()
                    .node()
                    .call(call.verb(), refused.look().request(), null, false, Clock.nanoTime(), deadline, call.trace());
        } catch (ClosedException | InterruptedCallException endOfTheWholeCall) {
            throw endOfTheWholeCall;
        } catch (MemjayException unanswered) {
            return null;
        }
    }

    private void prepareFirst(Queue<BulkPlan.Run> runs, List<SentRun> first) {
        for (int i = 0; i < MAX_RUNS_IN_FLIGHT && !runs.isEmpty(); i++) {
            first.add(prepared(runs.remove(), runs, 0));
        }
    }

    private SentRun prepared(BulkPlan.Run run, Queue<BulkPlan.Run> rest, int attempt) {
        boolean isAgain = attempt + run.attempt() > 0;
        Deferred operation = operation(run, isAgain, (done, failure) -> over(run, rest, attempt, done, failure));
        return new SentRun(run, rest, attempt, operation);
    }

    private Deferred operation(BulkPlan.Run run, boolean isAgain, Deferred.Callback callback) {
        Deferred operation = gathering == null
                ? new Deferred(run.request(), run.wire(), run.base64(), deadline, callback)
                : gathering.operation(run.request(), run.wire(), run.base64(), callback);
        if (call.trace() != null) {
            run.node().asks(call.trace(), operation, isAgain);
        }
        inFlight.add(operation);
        return operation;
    }

    /** Any thread; touches nothing that is the owner's. */
    private void start(SentRun sent) {
        if (stopped) {
            return;
        }
        BulkPlan.Run run = sent.run();
        MemjayException down = run.node().down(call.verb(), start);
        if (down != null) {
            owner.execute(() -> {
                inFlight.remove(sent.operation());
                failed(run, sent.rest(), down);
            });
            return;
        }
        try {
            Failure refusal = send(run, sent.operation());
            if (refusal != null) {
                owner.execute(() -> over(run, sent.rest(), sent.attempt(), sent.operation(), refusal));
            }
        } catch (RuntimeException | Error e) { // it cannot be encoded
            stopped = true;
            owner.execute(() -> finishExceptionally(e));
        }
    }

    private @Nullable Failure send(BulkPlan.Run run, Deferred operation) {
        NodeConnections connections = run.node().connections();
        return gathering == null ? connections.start(operation) : gathering.start(connections, operation);
    }

    private void sendNext(Queue<BulkPlan.Run> runs) {
        BulkPlan.Run run = runs.poll();
        if (run != null && !stopped) {
            start(prepared(run, runs, 0));
        }
    }

    private void over(
            BulkPlan.Run run, Queue<BulkPlan.Run> rest, int attempt, Deferred operation, @Nullable Failure failure) {
        try {
            conclude(run, rest, attempt, operation, failure);
        } catch (RuntimeException | Error thrown) {
            stopped = true;
            finishExceptionally(thrown); // else nobody would hear of it
        }
    }

    private void conclude(
            BulkPlan.Run run, Queue<BulkPlan.Run> rest, int attempt, Deferred operation, @Nullable Failure failure) {
        inFlight.remove(operation);
        if (failure != null && !stopped && run.node().mayRepeat(failure, run.request(), attempt)) {
            run.node().report().retried(call.verb());
            start(prepared(run, rest, attempt + 1));
            return;
        }
        if (failure != null) {
            failed(run, rest, run.node().failed(call.verb(), run.request(), failure, start));
        } else {
            BulkRefusals refused = errors.conclude(run, operation, start);
            if (refused == null || stopped) {
                concluded(run, rest);
            } else {
                look(refused, rest);
            }
        }
    }

    private void look(BulkRefusals refused, Queue<BulkPlan.Run> rest) {
        Deferred look = operation(refused.look(), false, (done, failure) -> looked(refused, rest, done, failure));
        Failure refusal = send(refused.look(), look);
        if (refusal != null) {
            looked(refused, rest, look, refusal);
        }
    }

    private void looked(BulkRefusals refused, Queue<BulkPlan.Run> rest, Deferred look, @Nullable Failure failure) {
        try {
            inFlight.remove(look);
            errors.concludeRefused(refused, failure == null ? look : null, start);
            concluded(refused.run(), rest);
        } catch (RuntimeException | Error thrown) {
            stopped = true;
            finishExceptionally(thrown); // else nobody would hear of it
        }
    }

    private void concluded(BulkPlan.Run run, Queue<BulkPlan.Run> rest) {
        answered.add(run);
        copyDecided(run);
        next(rest);
    }

    private void failed(BulkPlan.Run run, Queue<BulkPlan.Run> rest, MemjayException error) {
        errors.failed(run, error);
        copyDecided(run);
        if (BulkErrors.movesOn(error) && !stopped) {
            if (copies.isEmpty()) {
                takeOver(run);
            } else {
                awaitCopy(run.rows(), 0);
            }
        }
        next(rest);
    }

    private void copyDecided(BulkPlan.Run run) {
        if (copies.isEmpty()) { // else they are written already
            plan.copyDecided(run, errors::outcome, start, deadline);
        }
    }

    private void takeOver(BulkPlan.Run failed) {
        for (Queue<BulkPlan.Run> takenOver : plan.next(failed)) {
            takenOver.forEach(errors::forget);
            runsLeft += takenOver.size();
            List<SentRun> first = new ArrayList<>();
            prepareFirst(takenOver, first);
            first.forEach(this::start);
        }
    }

    /** What the holder of a copy answers is the answer. Sent again, a delete would find its item gone. */
    private void awaitCopy(int[] rows, int number) {
        if (rows.length == 0 || number == copies.size()) {
            return;
        }
        runsLeft++;
        copies.get(number)
                .whenComplete((outcome, thrown) -> owner.execute(() -> {
                    if (outcome != null) {
                        awaitCopy(errors.adopt(rows, outcome), number + 1);
                    }
                    runOver();
                }));
    }

    /** The event loop, which reads for the copies, does not come to it in time. */
    private void endWithoutCopies() {
        stopped = true;
        errors.mayBeAppliedElsewhere();
        finishAll();
    }

    private void next(Queue<BulkPlan.Run> rest) {
        if (deadline - Clock.nanoTime() <= 0) {
            failUnsent(rest);
        } else {
            sendNext(rest);
        }
        runOver();
    }

    /** There is no time for what is left: it fails as one, however many runs that are. */
    private void failUnsent(Queue<BulkPlan.Run> rest) {
        BulkPlan.Run first = rest.peek();
        if (first == null) {
            return;
        }
        Failure unsent = Failure.late(OperationTimeoutException.Phase.QUEUED);
        MemjayException error = first.node().failed(call.verb(), first.request(), unsent, start);
        for (BulkPlan.Run run = rest.poll(); run != null; run = rest.poll()) {
            errors.failed(run, error);
            copyDecided(run);
            runsLeft--;
        }
    }

    private void runOver() {
        if (--runsLeft == 0) {
            finishAll();
        }
    }

    private void finishAll() {
        if (call.trace() != null) {
            call.trace().laps().answered();
        }
        finish(reader, errors.outcome());
    }

    @Override
    Verb verb() {
        return call.verb();
    }

    @Override
    long deadline() {
        return deadline;
    }

    @Override
    void stop() {
        stopped = true;
        owner.execute(() -> {
            inFlight.forEach(Deferred::cancel);
            errors.abandoned(plan, start);
        });
    }

    @Override
    void dropped() {
        for (BulkPlan.Run run : answered) {
            for (int row : run.rows()) {
                if (call.requests()[row].claimsWin()) {
                    run.node().errands().handOn(call.win(row));
                }
            }
        }
    }

    @Override
    MemjayException unread(String message) {
        boolean mayHaveBeenApplied = false;
        for (Request request : call.requests()) {
            mayHaveBeenApplied |= !request.isHarmlessToRepeat();
        }
        Context context = new Context(null, call.verb().toString(), Clock.nanoTime() - start, mayHaveBeenApplied);
        return new OperationTimeoutException(message, context, OperationTimeoutException.Phase.DECODING);
    }

    @Override
    String whatIfCancelled() {
        return call.verb() + ": cancelled; it may have been applied in part";
    }
}
