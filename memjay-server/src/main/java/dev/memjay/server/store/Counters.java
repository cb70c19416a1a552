package dev.memjay.server.store;

import java.util.concurrent.atomic.LongAdder;

/** The counters of one server, cheap to add to from any thread. */
public final class Counters {
    private final LongAdder[] adders = new LongAdder[Counter.values().length];

    public Counters() {
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
    }

    /** Counts one. */
    public void add(Counter counter) {
        adders[counter.ordinal()].increment();
    }

    /** Counts several. */
    public void add(Counter counter, long amount) {
        adders[counter.ordinal()].add(amount);
    }

    public long get(Counter counter) {
        return adders[counter.ordinal()].sum();
    }

    /** What {@code stats reset} does: everything to 0 but the number of connections so far. */
    public void reset() {
        for (Counter counter : Counter.values()) {
            if (counter != Counter.TOTAL_CONNECTIONS) {
                adders[counter.ordinal()].reset();
            }
        }
    }
}
