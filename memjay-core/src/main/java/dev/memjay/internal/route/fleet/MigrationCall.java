package dev.memjay.internal.route.fleet;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.SecondHolder;
import dev.memjay.internal.route.SecondHolder.Outcome;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.Verb;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call between the ends of a migration, for one key or for many. A read asks the new pool, for half of the time at most, and
 * the old one for what the new one does not have. A write goes to the old pool, and the new one gets what {@link SecondHolder}
 * says, in the time that is left; a write goes on when its caller gives it up, since the new pool has to follow the old one.
 *
 * @param <A> the type of a pool's answer
 * @param <R> the type of the result
 */
abstract class MigrationCall<A, R extends @Nullable Object> extends Script<R> {
    /** What one pool is asked. */
    interface PoolQuestion<A> {
        A ask(Engine pool, long nanos);

        CompletableFuture<A> start(Engine pool, long nanos);

        void post(Engine pool, long nanos);
    }

    /** A question to a pool as a step. */
    private record Asked<A, R extends @Nullable Object>(
            Engine pool,
            PoolQuestion<A> question,
            int shares,
            Function<A, Step<R>> then,
            Function<Throwable, Step<R>> orElse)
            implements Step.Ask<A, R> {
        @Override
        public A run(long nanos) {
            return question.ask(pool, Math.max(1, nanos / shares));
        }

        @Override
        public CompletableFuture<A> start(long nanos) {
            return question.start(pool, Math.max(1, nanos / shares));
        }

        @Override
        public Step<R> answered(A answer) {
            return then.apply(answer);
        }

        @Override
        public Step<R> failed(Throwable error) {
            return orElse.apply(error);
        }
    }

    private final Verb verb;
    private final Engine oldPool;
    private final Engine newPool;
    private final boolean reads;
    private final PoolQuestion<A> question;
    private final AnswerReader<A, R> reader;
    private final long nanos;

    private MigrationCall(
            Verb verb,
            Engine oldPool,
            Engine newPool,
            boolean reads,
            PoolQuestion<A> question,
            long nanos,
            AnswerReader<A, R> reader) {
        super(verb.toString(), nanos);
        this.verb = verb;
        this.oldPool = oldPool;
        this.newPool = newPool;
        this.reads = reads;
        this.question = question;
        this.nanos = nanos;
        this.reader = reader;
    }

    final boolean reads() {
        return reads;
    }

    @Override
    protected boolean goesOn() {
        return !reads;
    }

    @Override
    protected Step<R> begin() {
        return reads
                ? new Asked<>(newPool, question, 2, this::found, this::notFound)
                : new Asked<>(oldPool, question, 1, this::written, this::notWritten);
    }

    private Step<R> done(A answer) {
        return Step.ask(
                left -> reader.apply(answer), left -> newPool.startReading(verb, answer, left, reader), Step.Done::new);
    }

    // ---- Reading

    /** What the old pool is asked after an answer of the new one, or null. */
    abstract @Nullable PoolQuestion<A> missing(A found);

    /** Whether the old pool is asked for everything after the new one failed as a whole. */
    abstract boolean mayBeAskedElsewhere(Throwable error);

    private Step<R> found(A found) {
        PoolQuestion<A> rest = missing(found);
        return rest == null
                ? done(found)
                : new Asked<>(oldPool, rest, 1, other -> done(joined(found, rest, other)), Step.Failed::new);
    }

    private Step<R> notFound(Throwable error) {
        return mayBeAskedElsewhere(error)
                ? new Asked<>(oldPool, question, 1, this::done, Step.Failed::new)
                : new Step.Failed<>(error);
    }

    // ---- Writing

    /** What the new pool gets for what the old one has answered, or null. */
    abstract @Nullable PoolQuestion<A> copied(A written);

    /** What the new pool gets after the old one failed as a whole, or null. */
    abstract @Nullable PoolQuestion<A> after(Throwable failure);

    /** Has the new pool know of what the old one failed in part. */
    void followFailuresIn(A written) {}

    /** The error of the new pool, which says so if the write has been carried out in the old one. */
    abstract Throwable failedAfter(A written, MemjayException error);

    private Step<R> written(A written) {
        followFailuresIn(written);
        PoolQuestion<A> copy = copied(written);
        return copy == null
                ? done(written)
                : new Asked<>(
                        newPool,
                        copy,
                        1,
                        other -> done(joined(written, copy, other)),
                        error -> new Step.Failed<>(
                                error instanceof MemjayException failure ? failedAfter(written, failure) : error));
    }

    private Step<R> notWritten(Throwable failure) {
        PoolQuestion<A> removal = after(failure);
        if (removal != null) {
            post(removal, failure);
        }
        return new Step.Failed<>(failure);
    }

    /** Posted, so that it has time of its own; a refusal is told with the failure that led to it. */
    final void post(PoolQuestion<A> removal, @Nullable Throwable failure) {
        try {
            removal.post(newPool, nanos);
        } catch (MemjayException refused) {
            if (failure != null) {
                failure.addSuppressed(refused);
            }
        }
    }

    /** The first pool's answer with that of the second in it. */
    abstract A joined(A first, PoolQuestion<A> rest, A second);

    // ---- One key

    private record KeyQuestion(Request request, WireKey key) implements PoolQuestion<Exchange> {
        @Override
        public Exchange ask(Engine pool, long nanos) {
            return pool.call(request, key, nanos);
        }

        @Override
        public CompletableFuture<Exchange> start(Engine pool, long nanos) {
            return pool.start(request, key, nanos, AnswerReader.same());
        }

        @Override
        public void post(Engine pool, long nanos) {
            pool.post(request, key, nanos);
        }
    }

    /** A call for one key. */
    static final class OfKey<R extends @Nullable Object> extends MigrationCall<Exchange, R> {
        private final Request request;
        private final WireKey key;

        OfKey(
                Engine oldPool,
                Engine newPool,
                boolean reads,
                Request request,
                WireKey key,
                long nanos,
                AnswerReader<Exchange, R> reader) {
            super(request.verb(), oldPool, newPool, reads, new KeyQuestion(request, key), nanos, reader);
            this.request = request;
            this.key = key;
        }

        private @Nullable KeyQuestion copy(Outcome outcome) {
            Request copy = SecondHolder.request(request, outcome);
            return copy == null ? null : new KeyQuestion(copy, key);
        }

        @Override
        @Nullable
        PoolQuestion<Exchange> missing(Exchange found) {
            return found.status == Status.HIT ? null : new KeyQuestion(request, key);
        }

        /** What concerns the caller, and no pool, is the end. */
        @Override
        boolean mayBeAskedElsewhere(Throwable error) {
            return error instanceof MemjayException
                    && !(error instanceof ClosedException || error instanceof InterruptedCallException);
        }

        @Override
        @Nullable
        PoolQuestion<Exchange> copied(Exchange written) {
            return copy(Outcome.of(written.status));
        }

        @Override
        @Nullable
        PoolQuestion<Exchange> after(Throwable failure) {
            return copy(Outcome.of(failure));
        }

        @Override
        Throwable failedAfter(Exchange written, MemjayException error) {
            return OtherPoolRows.applied(error, written.status);
        }

        /** A read has the old pool's answer, a write too, which is the first. */
        @Override
        Exchange joined(Exchange first, PoolQuestion<Exchange> rest, Exchange second) {
            return reads() ? second : first;
        }
    }

    // ---- Many keys

    /** A call for many keys. */
    static final class OfKeys<R extends @Nullable Object> extends MigrationCall<BulkOutcome, R> {
        private final BulkCall call;

        OfKeys(
                Engine oldPool,
                Engine newPool,
                boolean reads,
                BulkCall call,
                long nanos,
                AnswerReader<BulkOutcome, R> reader) {
            super(call.verb(), oldPool, newPool, reads, OtherPoolRows.all(call), nanos, reader);
            this.call = call;
        }

        private static @Nullable PoolQuestion<BulkOutcome> unlessEmpty(OtherPoolRows rows) {
            return rows.isEmpty() ? null : rows;
        }

        @Override
        @Nullable
        PoolQuestion<BulkOutcome> missing(BulkOutcome found) {
            return unlessEmpty(OtherPoolRows.missed(call, found));
        }

        /** A call of many keys fails as a whole only for what concerns the caller. */
        @Override
        boolean mayBeAskedElsewhere(Throwable error) {
            return false;
        }

        @Override
        @Nullable
        PoolQuestion<BulkOutcome> copied(BulkOutcome written) {
            return unlessEmpty(OtherPoolRows.written(call, written));
        }

        @Override
        @Nullable
        PoolQuestion<BulkOutcome> after(Throwable failure) {
            return unlessEmpty(OtherPoolRows.unanswered(call, failure));
        }

        @Override
        void followFailuresIn(BulkOutcome written) {
            OtherPoolRows failed = OtherPoolRows.failed(call, written);
            if (!failed.isEmpty()) {
                post(failed, failed.error());
            }
        }

        @Override
        Throwable failedAfter(BulkOutcome written, MemjayException error) {
            return OtherPoolRows.written(call, written).failed(error);
        }

        @Override
        BulkOutcome joined(BulkOutcome first, PoolQuestion<BulkOutcome> rest, BulkOutcome second) {
            return ((OtherPoolRows) rest).with(second);
        }
    }
}
