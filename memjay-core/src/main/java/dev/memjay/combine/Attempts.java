package dev.memjay.combine;

import dev.memjay.error.MemjayException;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts at one call have brought so far. Told of one attempt after the other, by whichever thread.
 *
 * @param <R> the type of the call's result
 */
interface Attempts<R extends @Nullable Object> {
    /**
     * Takes what came of an attempt, and says whether another one is to follow.
     *
     * @param result what it answered; null also where it failed
     * @param error why it failed, or null
     */
    boolean goOn(@Nullable R result, @Nullable MemjayException error);

    /** The end: what the call answers or throws. */
    R result();
}
