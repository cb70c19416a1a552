package dev.memjay.combine;

import dev.memjay.error.MemjayException;
import dev.memjay.model.Lookup;
import dev.memjay.model.RetryPolicy;
import org.jspecify.annotations.Nullable;

/** The attempts at a call that is made again as a whole; the last one's end is the call's. */
final class SingleAttempts<R extends @Nullable Object> implements Attempts<R> {
    private final RetryPolicy policy;
    private int made;
    private boolean mayHaveBeenApplied;
    private @Nullable R result;
    private @Nullable MemjayException error;

    SingleAttempts(RetryPolicy policy) {
        this.policy = policy;
    }

    @Override
    public boolean goOn(@Nullable R answer, @Nullable MemjayException thrown) {
        made++;
        result = answer;
        error = thrown;
        MemjayException failure = answer instanceof Lookup.Failed<?> failed ? failed.error() : thrown;
        if (failure == null) {
            return false;
        }
        boolean goesOn = made < policy.attempts() && policy.covers(failure);
        mayHaveBeenApplied |= failure.mayHaveBeenApplied();
        if (mayHaveBeenApplied) {
            failure.appliedElsewhere();
        }
        return goesOn;
    }

    @Override
    @SuppressWarnings("NullAway") // null is the result where the call's type has it
    public R result() {
        if (error != null) {
            throw error;
        }
        return result;
    }
}
