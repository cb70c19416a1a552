package dev.memjay.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for a condition, looking often. */
public final class Soon {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Soon() {}

    public static void until(Callable<Boolean> condition) {
        within(PATIENCE, condition);
    }

    public static void within(Duration patience, Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(patience)
                .until(condition);
    }
}
