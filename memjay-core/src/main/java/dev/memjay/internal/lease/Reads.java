package dev.memjay.internal.lease;

import dev.memjay.internal.route.Engine;

/**
 * What the first look of a load found, for the counters of its keyspace: a value, a stale one, or none. A key whose look
 * failed is none of these.
 */
final class Reads {
    private int hits;
    private int misses;
    private int stale;

    /** Adds the answer for one key. */
    void add(LeaseAnswer<?> answer) {
        if (answer.value() == null) {
            misses++;
        } else {
            hits++;
            stale += answer.isStale() ? 1 : 0;
        }
    }

    /** Counts them for the engine's keyspace, and for those who follow the call. */
    void count(Engine engine) {
        engine.found(hits, misses, stale);
    }
}
