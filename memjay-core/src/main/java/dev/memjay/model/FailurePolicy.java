package dev.memjay.model;

/**
 * What the caller sees when a call fails for a reason that lies outside the caller: a timeout, a lost connection, an
 * overload, an error of the server, or on reads a value that cannot be decoded.
 *
 * <p>Illegal keys and arguments, values that cannot be encoded, commands that the server does not know, use after
 * close and interruption are thrown under every policy, and so are the failures of {@code cas} and {@code update}.
 * Swallowed failures are counted in the metrics.
 */
public enum FailurePolicy {
    /** Every failure is thrown. The default. */
    THROW,
    /** A failed read is a miss; a failed write is thrown. */
    MISS_READS,
    /** A failed read is a miss; a failed write answers as if nothing had been there: false, empty, or not stored. */
    MISS
}
