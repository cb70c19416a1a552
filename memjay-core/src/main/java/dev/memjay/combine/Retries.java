package dev.memjay.combine;

import dev.memjay.Keyspace;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.call.ContextCarrier;
import dev.memjay.internal.script.Step;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.RetryPolicy;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls again that failed.
 *
 * @param first the keyspace to call
 * @param policy which calls, how often, and after which pause
 */
record Retries<K, V>(Keyspace<K, V> first, RetryPolicy policy) implements Relay<K, V> {
    /** The attempts one after another. */
    private final class Call<R extends @Nullable Object> extends RelayCall<R> {
        private final Attempts<R> attempts;
        private final Supplier<KeyspaceVerb<K, V, R>> verb;
        private @Nullable MemjayException last;

        Call(Attempts<R> attempts, Supplier<KeyspaceVerb<K, V, R>> verb) {
            this.attempts = attempts;
            this.verb = verb;
        }

        @Override
        protected Step<R> begin() {
            return ask(verb.get(), first, this::attempted);
        }

        private Step<R> attempted(@Nullable R answer, @Nullable Throwable thrown) {
            if (thrown != null && !(thrown instanceof MemjayException)) {
                return new Step.Failed<>(thrown);
            }
            last = (MemjayException) thrown;
            return attempts.goOn(answer, last)
                    ? new Step.Pause<>(policy.pause().toNanos(), this::begin)
                    : new Step.Done<>(attempts.result());
        }

        /** That of the last attempt, for a caller who is interrupted in the pause after it. */
        @Override
        protected MemjayException.Context context(boolean mayHaveBeenApplied) {
            return last == null
                    ? super.context(mayHaveBeenApplied)
                    : new MemjayException.Context(
                            last.node().orElse(null), last.command(), elapsedNanos(), mayHaveBeenApplied);
        }

        @Override
        protected Runnable carried(Runnable next) {
            return ContextCarrier.carry(first, next);
        }

        @Override
        protected boolean mayHaveBeenApplied() {
            return attempts.mayHaveBeenApplied();
        }
    }

    @Override
    public <R extends @Nullable Object> RelayCall<R> atOne(KeyspaceVerb<K, V, R> verb) {
        return new Call<>(new Attempts.OfOne<>(policy), () -> verb);
    }

    @Override
    public <R> RelayCall<Map<K, R>> allAtOne(Collection<? extends K> keys, KeyspaceVerb.ForSome<K, V, Map<K, R>> verb) {
        Attempts.OfMany<K, Map<K, R>> attempts = Attempts.OfMany.ofMap(policy, keys);
        return new Call<>(attempts, () -> verb.apply(attempts.left()));
    }

    @Override
    public RelayCall<BulkWrite<K>> writeAll(
            Collection<? extends K> keys, KeyspaceVerb.ForSome<K, V, BulkWrite<K>> verb) {
        Attempts.OfMany<K, BulkWrite<K>> attempts = Attempts.OfMany.ofWrite(policy, keys);
        return new Call<>(attempts, () -> verb.apply(attempts.left()));
    }

    @Override
    public <K2, V2> Relay<K2, V2> viewed(Function<Keyspace<K, V>, Keyspace<K2, V2>> view) {
        return new Retries<>(view.apply(first), policy);
    }

    @Override
    public String toString() {
        return "Retrying[" + first + ", " + policy + "]";
    }
}
