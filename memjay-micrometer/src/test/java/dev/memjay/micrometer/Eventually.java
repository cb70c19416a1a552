package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what has to become true. */
final class Eventually {
    private Eventually() {}

    /** Looks until it is so, for 20 seconds at most. */
    static void isTrue(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience with: %s", what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
