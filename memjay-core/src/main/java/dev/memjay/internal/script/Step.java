package dev.memjay.internal.script;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a script wants done next, and how it goes on from there. Immutable. What a continuation throws is how the script
 * ends.
 *
 * @param <R> the type of the script's result
 */
public sealed interface Step<R extends @Nullable Object> {
    /**
     * Asks somebody, within what is left of the script's time. The engine's calls implement it, for one key and for many;
     * {@link #ask} makes one of any other pair of a blocking verb and its asynchronous twin.
     *
     * @param <A> the type of the answer
     * @param <R> the type of the script's result
     */
    non-sealed interface Ask<A extends @Nullable Object, R extends @Nullable Object> extends Step<R> {
        /** Asks and waits. */
        A run(long nanos);

        /** Asks without waiting; giving up the future gives up the question. */
        CompletableFuture<A> start(long nanos);

        /** Goes on with the answer. */
        Step<R> answered(A answer);

        /** Goes on after a failure, which is the script's own unless it is overridden. */
        default Step<R> failed(Throwable error) {
            return new Failed<>(error);
        }

        /**
         * Whether the answer may bring something that has to be given back, a lease or a lock. Such a question is not given
         * up with the script: its answer is waited for, and goes to {@link #late}.
         */
        default boolean takes() {
            return false;
        }

        /** Gives back what an answer brought that came after the script was given up. Neither waits nor fails. */
        default void late(A answer) {}
    }

    /** A question to a verb of any keyspace, by its blocking and its asynchronous form. */
    static <A extends @Nullable Object, R extends @Nullable Object> Step<R> ask(
            LongFunction<A> blocking, LongFunction<CompletableFuture<A>> async, Function<A, Step<R>> then) {
        return new Verb<>(blocking, async, then);
    }

    /**
     * Lets time pass; it counts in the script's time.
     *
     * @param nanos how long; zero or less for not at all
     * @param then goes on
     */
    record Pause<R extends @Nullable Object>(long nanos, Supplier<Step<R>> then) implements Step<R> {}

    /**
     * Waits until something ends, which belongs to others and is never given up, but not longer than the time.
     *
     * @param event what ends; never with an error
     * @param nanos how long; zero or less for a look
     * @param then goes on with the end, or with null when the time is over
     */
    record Await<A, R extends @Nullable Object>(
            CompletableFuture<A> event, long nanos, Function<@Nullable A, Step<R>> then) implements Step<R> {}

    /**
     * Runs the caller's code: on the caller's thread in the one driver, where callbacks run in the other. It takes as long as
     * it takes, is not interrupted and not given up with the script. Short code that does not block, such as an update's
     * operator, needs no step of its own: a continuation runs in the same place.
     *
     * @param code begins it; code that blocks returns a stage that is complete
     * @param then goes on with what it made, where callbacks run
     * @param failed goes on with what the code threw or its stage failed with
     */
    record Foreign<A extends @Nullable Object, R extends @Nullable Object>(
            Callable<? extends CompletionStage<? extends A>> code,
            Function<A, Step<R>> then,
            Function<Throwable, Step<R>> failed)
            implements Step<R> {}

    /**
     * The end, with a result.
     *
     * @param result the result
     */
    record Done<R extends @Nullable Object>(@Nullable R result) implements Step<R> {}

    /**
     * The end, with an error as it is. A continuation may throw unchecked ones as well.
     *
     * @param error the error
     */
    record Failed<R extends @Nullable Object>(Throwable error) implements Step<R> {}

    /** A verb in its two forms, see {@link #ask}. */
    record Verb<A extends @Nullable Object, R extends @Nullable Object>(
            LongFunction<A> blocking, LongFunction<CompletableFuture<A>> async, Function<A, Step<R>> then)
            implements Ask<A, R> {
        @Override
        public A run(long nanos) {
            return blocking.apply(nanos);
        }

        @Override
        public CompletableFuture<A> start(long nanos) {
            return async.apply(nanos);
        }

        @Override
        public Step<R> answered(A answer) {
            return then.apply(answer);
        }
    }
}
