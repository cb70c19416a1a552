package dev.memjay.internal.route.call;

import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.script.Step;
import dev.memjay.model.CallInfo;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command or a bulk call, encoded and checked, that can be asked of an engine in either way, alone or as a step of a
 * script.
 *
 * @param <A> the type of the answer
 */
public sealed interface Question<A extends @Nullable Object> permits Call, Bulk {
    /** Sends it and waits; a call of its own for those who follow the calls of the engine's keyspace. */
    default A run(Engine engine, long timeoutNanos) {
        CallTrace trace = trace(engine);
        return trace == null
                ? ask(unfollowed(engine), timeoutNanos)
                : trace.run(() -> ask(engine.under(trace), timeoutNanos));
    }

    /** Sends it without waiting; a call of its own for those who follow the calls of the engine's keyspace. */
    default CompletableFuture<A> start(Engine engine, long timeoutNanos) {
        CallTrace trace = trace(engine);
        return trace == null
                ? askLater(unfollowed(engine), timeoutNanos)
                : trace.around(() -> askLater(engine.under(trace), timeoutNanos));
    }

    /** Sends it and forgets it; a call of its own for those who follow the calls of the engine's keyspace. */
    default void post(Engine engine, long timeoutNanos) {
        CallTrace trace = trace(engine);
        if (trace == null) {
            post(unfollowed(engine), timeoutNanos, null);
            return;
        }
        try {
            post(engine.under(trace), timeoutNanos, trace::end);
        } catch (RuntimeException | Error refused) {
            trace.end(refused);
            throw refused;
        }
    }

    /** Sends it and waits. */
    A ask(Engine engine, long timeoutNanos);

    /** Sends it without waiting. */
    CompletableFuture<A> askLater(Engine engine, long timeoutNanos);

    /** Sends it and forgets it. */
    void post(Engine engine, long timeoutNanos, @Nullable Consumer<@Nullable Throwable> ended);

    /** What a follower learns at the start; null where nothing is asked. */
    @Nullable
    CallInfo info(Engine engine);

    private @Nullable CallTrace trace(Engine engine) {
        KeyspaceMeter keyspace = engine.keyspace();
        if (!keyspace.isFollowed()) {
            return null;
        }
        CallInfo info = info(engine);
        return info == null ? null : keyspace.start(info, engine.trace());
    }

    /** What this finds is no part of the call that it belongs to: that one counts what it found in the end. */
    private static Engine unfollowed(Engine engine) {
        return engine.trace() == null ? engine : engine.under(null);
    }

    /** Asks as a step of a script, whose own a failure is. */
    default <R extends @Nullable Object> Asked<A, R> asked(Engine engine, Function<A, Step<R>> then) {
        return new Asked<>(engine, this, then, null, null);
    }

    /**
     * Asks as a step of a script.
     *
     * @param then goes on with the answer
     * @param failed goes on after a failure; null where it is the script's own
     * @param late gives back what an answer brought that came after the script was given up; null where there is nothing to
     *     give back, and the question is given up with the script
     */
    record Asked<A extends @Nullable Object, R extends @Nullable Object>(
            Engine engine,
            Question<A> question,
            Function<A, Step<R>> then,
            @Nullable Function<Throwable, Step<R>> failed,
            @Nullable Consumer<A> late)
            implements Step.Ask<A, R> {

        /** The same, with another way on after a failure. */
        public Asked<A, R> orElse(Function<Throwable, Step<R>> other) {
            return new Asked<>(engine, question, then, other, late);
        }

        /** The same for an answer that may bring a lease or a lock. */
        public Asked<A, R> givingBack(Consumer<A> giveBack) {
            return new Asked<>(engine, question, then, failed, giveBack);
        }

        @Override
        public A run(long nanos) {
            return question.run(engine, nanos);
        }

        @Override
        public CompletableFuture<A> start(long nanos) {
            return question.start(engine, nanos);
        }

        @Override
        public Step<R> answered(A answer) {
            return then.apply(answer);
        }

        @Override
        public Step<R> failed(Throwable error) {
            return failed == null ? new Step.Failed<>(error) : failed.apply(error);
        }

        @Override
        public boolean takes() {
            return late != null;
        }

        @Override
        public void late(A answer) {
            if (late != null) {
                late.accept(answer);
            }
        }
    }
}
