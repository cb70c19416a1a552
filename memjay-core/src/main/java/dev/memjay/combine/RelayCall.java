package dev.memjay.combine;

import dev.memjay.Keyspace;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A call that asks several keyspaces, or one several times. Time limits are those of each keyspace. What the first question's arguments are to blame for is thrown by the call itself, on both faces.
 *
 * @param <R> the type of the result
 */
abstract class RelayCall<R extends @Nullable Object> extends Script<R> {
    /** Each keyspace has a timeout of its own. */
    private static final long UNBOUNDED = Long.MAX_VALUE;
    /** Where a call goes on after a pause: not on the one thread that keeps the time for all. */
    private static final Executor AFTER_PAUSES = new CompletableFuture<>().defaultExecutor();

    private boolean hasStarted;
    /** What the first question threw in the place of a future. */
    private @Nullable RuntimeException refusal;

    RelayCall() {
        super("", UNBOUNDED);
    }

    /** A call of one keyspace. */
    static <K, V, R extends @Nullable Object> RelayCall<R> of(KeyspaceVerb<K, V, R> verb, Keyspace<K, V> keyspace) {
        return new RelayCall<>() {
            @Override
            protected Step<R> begin() {
                return ask(verb, keyspace, RelayCall::end);
            }
        };
    }

    /** Makes a call on the calling thread, which waits. */
    static <R extends @Nullable Object> R run(RelayCall<R> call) {
        return call.run();
    }

    /** Makes a call without waiting; giving up the result gives up the question that is asked. */
    static <R extends @Nullable Object> CompletableFuture<R> start(RelayCall<R> call) {
        CompletableFuture<R> result = call.start(AFTER_PAUSES);
        if (call.refusal != null) {
            throw call.refusal;
        }
        return result;
    }

    /** Whether the first question was thrown back at the caller, so that nothing was asked. */
    final boolean isRefused() {
        return refusal != null;
    }

    /** Asks a keyspace, and goes on with the answer or the error. */
    final <K, V, A extends @Nullable Object> Step<R> ask(
            KeyspaceVerb<K, V, A> verb,
            Keyspace<K, V> keyspace,
            BiFunction<@Nullable A, @Nullable Throwable, Step<R>> then) {
        return new Question<>(then) {
            @Override
            public A run(long nanos) {
                return verb.run(keyspace);
            }

            @Override
            public CompletableFuture<A> start(long nanos) {
                boolean isFirst = !hasStarted;
                hasStarted = true;
                try {
                    return verb.start(keyspace);
                } catch (RuntimeException error) {
                    if (isFirst) {
                        refusal = error;
                    }
                    throw error;
                }
            }
        };
    }

    /** Waits for what was begun elsewhere, however long that takes. */
    final <A extends @Nullable Object> Step<R> await(
            CompletableFuture<A> begun, BiFunction<@Nullable A, @Nullable Throwable, Step<R>> then) {
        return new Question<>(then) {
            @Override
            public A run(long nanos) {
                return waitFor(begun);
            }

            @Override
            public CompletableFuture<A> start(long nanos) {
                return begun;
            }
        };
    }

    private <A extends @Nullable Object> A waitFor(CompletableFuture<A> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (ExecutionException e) {
            Throwable error = e.getCause();
            if (error instanceof Error fatal) {
                throw fatal;
            }
            throw error instanceof RuntimeException unchecked ? unchecked : new CompletionException(error);
        }
    }

    /** Ends the call as a question ended. */
    static <R extends @Nullable Object> Step<R> end(@Nullable R result, @Nullable Throwable error) {
        return error == null ? new Step.Done<>(result) : new Step.Failed<>(error);
    }

    private abstract class Question<A extends @Nullable Object> implements Step.Ask<A, R> {
        private final BiFunction<@Nullable A, @Nullable Throwable, Step<R>> then;

        Question(BiFunction<@Nullable A, @Nullable Throwable, Step<R>> then) {
            this.then = then;
        }

        @Override
        public Step<R> answered(A answer) {
            return then.apply(answer, null);
        }

        @Override
        public Step<R> failed(Throwable error) {
            return error == refusal ? new Step.Failed<>(error) : then.apply(null, error);
        }
    }
}
