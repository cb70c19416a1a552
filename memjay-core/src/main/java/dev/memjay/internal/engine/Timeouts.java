package dev.memjay.internal.engine;

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
}
