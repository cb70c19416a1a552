package dev.memjay.internal.meter;

/** Counts what reads find. Thread-safe, or used by one call alone. */
@FunctionalInterface
public interface ReadCounter {
    /** For reads that another call counts. */
    ReadCounter NOBODY = (hits, misses, stale) -> {};

    /** A read found so many keys; the stale ones are not among the hits. */
    void read(int hits, int misses, int stale);
}
