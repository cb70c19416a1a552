package dev.memjay.it;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import java.time.Duration;

/** Clients of tests that are not about time: their calls outlast a machine that stands still for some seconds. */
public final class Patient {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Patient() {}

    /** To be completed with servers. */
    public static MemjayBuilder builder() {
        return Memjay.builder().timeout(PATIENCE).connectTimeout(PATIENCE);
    }

    /** As {@link Memjay#create(String)}; what the URI says of time stands. */
    public static Memjay create(String uri) {
        return builder().uri(uri).build();
    }
}
