package dev.memjay.model;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OverloadedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Which calls are made again, how often, and after which pause.
 *
 * <p>By default only what is safe: a call is made again if it certainly was not applied, which is so for every read, and
 * if it failed by a time-out, a connection or overload. Immutable.
 */
public final class RetryPolicy {
    private static final int MAX_ATTEMPTS = 1000;

    private final int attempts;
    private final Duration pause;
    private final List<Class<? extends MemjayException>> retryFor;
    private final List<Class<? extends MemjayException>> doNotRetryFor;
    private final boolean evenIfApplied;

    private RetryPolicy(
            int attempts,
            Duration pause,
            List<Class<? extends MemjayException>> retryFor,
            List<Class<? extends MemjayException>> doNotRetryFor,
            boolean evenIfApplied) {
        for (Class<? extends MemjayException> type : retryFor) {
            if (doNotRetryFor.contains(type)) {
                throw new IllegalArgumentException(type.getSimpleName() + " is both in retryFor and in doNotRetryFor");
            }
        }
        this.attempts = attempts;
        this.pause = pause;
        this.retryFor = retryFor;
        this.doNotRetryFor = doNotRetryFor;
        this.evenIfApplied = evenIfApplied;
    }

    /**
     * Two or more attempts without a pause.
     *
     * @param attempts calls in all, the first among them: 1 to 1,000
     */
    public static RetryPolicy attempts(int attempts) {
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw new IllegalArgumentException("attempts is " + attempts + "; it has to be 1 to " + MAX_ATTEMPTS);
        }
        return new RetryPolicy(
                attempts,
                Duration.ZERO,
                List.of(OperationTimeoutException.class, ConnectionException.class, OverloadedException.class),
                List.of(),
                false);
    }

    /**
     * A pause between attempts.
     *
     * @param between zero to a minute
     */
    public RetryPolicy pause(Duration between) {
        Objects.requireNonNull(between, "between");
        if (between.isNegative() || between.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("the pause is " + between + "; it has to be zero to one minute");
        }
        return new RetryPolicy(attempts, between, retryFor, doNotRetryFor, evenIfApplied);
    }

    /**
     * Only these errors, and those derived from them, are worth another attempt.
     *
     * @param types in place of time-outs, connection errors and overload
     * @throws IllegalArgumentException if one is in {@link #doNotRetryFor} too
     */
    public RetryPolicy retryFor(List<Class<? extends MemjayException>> types) {
        return new RetryPolicy(attempts, pause, List.copyOf(types), doNotRetryFor, evenIfApplied);
    }

    /**
     * These errors, and those derived from them, are worth none.
     *
     * @param types none by default
     * @throws IllegalArgumentException if one is in {@link #retryFor} too
     */
    public RetryPolicy doNotRetryFor(List<Class<? extends MemjayException>> types) {
        return new RetryPolicy(attempts, pause, retryFor, List.copyOf(types), evenIfApplied);
    }

    /**
     * Whether writes that may have been applied are made again too: right for {@code set} and {@code delete}, wrong for
     * {@code incr}, {@code append}, {@code add} and {@code cas}.
     *
     * @param even false by default
     */
    public RetryPolicy evenIfApplied(boolean even) {
        return new RetryPolicy(attempts, pause, retryFor, doNotRetryFor, even);
    }

    /** Calls in all, the first among them. */
    public int attempts() {
        return attempts;
    }

    /** The pause between attempts. */
    public Duration pause() {
        return pause;
    }

    /** Whether a call that ended with an error is made again, if attempts are left. */
    public boolean covers(MemjayException error) {
        return (evenIfApplied || !error.mayHaveBeenApplied())
                && retryFor.stream().anyMatch(type -> type.isInstance(error))
                && doNotRetryFor.stream().noneMatch(type -> type.isInstance(error));
    }

    @Override
    public String toString() {
        return attempts + " attempts, pause " + pause;
    }
}
