package dev.memjay.internal.route.call;

import dev.memjay.internal.clock.Clock;
import java.time.Duration;
import java.util.Objects;

/** Time limits as nanoseconds. */
public final class Timeouts {
    private Timeouts() {}

    /** A time to wait, zero or longer; what exceeds 292 years is 292 years. */
    public static long nanos(String name, Duration timeout) {
        if (Objects.requireNonNull(timeout, name).isNegative()) {
            throw new IllegalArgumentException(name + " is " + timeout + "; it has to be zero or longer");
        }
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** What is left of a time limit since the start; a nanosecond when it is over. */
    public static long left(long nanos, long start) {
        return Math.max(1, nanos - (Clock.nanoTime() - start));
    }
}
