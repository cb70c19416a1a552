package dev.memjay.internal.connection;

import java.time.Duration;

/**
 * The bounds of each connection.
 *
 * @param connectTimeout for resolving, connecting and the session's conversation together
 * @param maxInFlight operations without a reply, a power of two
 * @param maxInFlightBytes bytes of requests without a reply
 * @param waitWhenFull whether a call waits for room within its deadline, instead of failing at once
 * @param stuckAfter a connection is stuck when its oldest operation was given up and hardly a byte came for so long
 * @param reconnectPause the longest pause between two attempts to connect
 */
public record ConnectionSettings(
        Duration connectTimeout,
        int maxInFlight,
        long maxInFlightBytes,
        boolean waitWhenFull,
        Duration stuckAfter,
        Duration reconnectPause) {
    /** One second for everything, 16,384 operations and 64 MiB. */
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(
            Duration.ofSeconds(1), 16_384, 64L << 20, false, Duration.ofSeconds(1), Duration.ofSeconds(1));
}
