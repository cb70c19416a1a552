package dev.memjay.server.store;

import org.jspecify.annotations.Nullable;

/** One incr or decr and its result; one belongs to each connection and is used again. */
public final class Delta {
    /** How it ended. */
    public enum Outcome {
        DONE,
        NOT_FOUND,
        NON_NUMERIC,
        CAS_MISMATCH
    }

    public boolean increment;
    /** Unsigned. */
    public long amount;
    /** 0 means no comparison. */
    public long compareCas;

    public long newCas;
    public boolean hasNewCas;
    /** Result, unsigned. */
    public long value;
    /** Result: whether the number became longer, so that another item took the place of the old one. */
    public boolean replaced;
    /** The item as it is after the change. */
    public @Nullable Item item;

    /** Prepares for the next request. */
    public void set(boolean up, long by) {
        increment = up;
        amount = by;
        compareCas = 0;
        newCas = 0;
        hasNewCas = false;
        value = 0;
        replaced = false;
        item = null;
    }
}
