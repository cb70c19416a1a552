package dev.memjay.internal.lease;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the right to load one value is asked for, used and given back: by the server's leases, or by a lock beside the item.
 * Holds the right while it is the caller's, so that a script that ends in whatever way need only say {@link #release}. One
 * for each call, and confined to it.
 *
 * @param <V> the type of the value
 */
sealed interface LeaseSource<V> permits ServerLease, LockLease {
    /** What the node of a key has: leases, as far as is known, or else locks. */
    static <V> LeaseSource<V> of(Engine engine, Verbs<?, V> verbs, WireKey key, LoadPolicy policy) {
        return engine.hasLeases(key.placed())
                ? new ServerLease<>(engine, verbs, key, policy)
                : new LockLease<>(engine, verbs, key, policy);
    }

    /** The key whose value is to be loaded. */
    WireKey key();

    /** What is asked first. If it finds a value that will do, it was the whole call. Failures are thrown whatever the policy. */
    Call<LeaseAnswer<V>> reading();

    /** Goes on from what was read first, and takes the right to load if it is free. */
    <R extends @Nullable Object> Step<R> take(
            LeaseAnswer<V> read, Function<LeaseAnswer<V>, Step<R>> then, Function<Throwable, Step<R>> failed);

    /**
     * What stores a value, or that there is none, unless somebody changed the item since it was asked for.
     *
     * @return null where that there is none is not to be remembered
     */
    @Nullable
    Call<Boolean> storing(LeaseAnswer<V> answer, @Nullable V value);

    /** Whether storing twice is as good as once, since it is guarded by a CAS number. */
    boolean isGuarded(LeaseAnswer<V> answer);

    /** The store was answered, which ends a lease but no lock. */
    void stored();

    /**
     * Stores what was loaded as far as it can be stored, and goes on in any case: the value is the result all the same. A
     * connection that was lost may have taken the answer with it, and a store under a CAS number may be sent again. A caller
     * who was interrupted cannot wait for an answer, so his store is posted. Every other failure is counted.
     */
    default <R extends @Nullable Object> Step<R> store(
            Engine engine, Call<Boolean> storing, LeaseAnswer<V> answer, Supplier<Step<R>> then) {
        return store(engine, storing, isGuarded(answer), then);
    }

    private <R extends @Nullable Object> Step<R> store(
            Engine engine, Call<Boolean> storing, boolean mayRepeat, Supplier<Step<R>> then) {
        return storing.asked(engine, isStored -> {
                    stored();
                    return then.get();
                })
                .orElse(error -> {
                    if (!(error instanceof MemjayException failure)) {
                        return new Step.Failed<>(error);
                    }
                    if (mayRepeat && failure instanceof ConnectionException) {
                        return store(engine, storing, false, then);
                    }
                    MemjayException lost =
                            failure instanceof InterruptedCallException ? post(engine, storing) : failure;
                    if (lost != null) {
                        engine.swallowed(Verb.COMPLETE, key().placed(), lost);
                    }
                    return then.get();
                });
    }

    /** Posts the store; the error if that cannot be done. */
    private @Nullable MemjayException post(Engine engine, Call<Boolean> storing) {
        try {
            storing.post(engine, timeoutNanos());
            stored();
            return null;
        } catch (MemjayException refused) {
            return refused;
        }
    }

    /** The time limit of what is posted. */
    long timeoutNanos();

    /** Gives the right back if it is still held, so that the next reader has it. Neither waits nor fails. */
    void release();

    /** What callers have to have in common to share a load, beside the answer's CAS number. */
    Object identity();
}
