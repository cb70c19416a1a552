package dev.memjay.server.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters of one server, cheap to add to from any thread; some are kept for each class of items. */
public final class Counters {
    private static final int NO_CLASS = 0;

    /** By class, and in 0 what belongs to none. */
    private final AtomicReferenceArray<LongAdder @Nullable []> rows = new AtomicReferenceArray<>(SlabClasses.MAX + 1);

    public Counters() {
        row(NO_CLASS);
    }

    private LongAdder[] row(int slabClass) {
        LongAdder[] row = rows.get(slabClass);
        if (row != null) {
            return row;
        }
        LongAdder[] fresh = new LongAdder[Counter.values().length];
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = new LongAdder();
        }
        LongAdder[] other = rows.compareAndExchange(slabClass, null, fresh);
        return other == null ? fresh : other;
    }

    /** Counts one. */
    public void add(Counter counter) {
        row(NO_CLASS)[counter.ordinal()].increment();
    }

    /** Counts several. */
    public void add(Counter counter, long amount) {
        row(NO_CLASS)[counter.ordinal()].add(amount);
    }

    /** Counts one for the class of an item. */
    public void add(Counter counter, Item item) {
        addInClass(counter, item.slabClass());
    }

    /** Counts an item that had to make room. */
    void evicted(Item item) {
        add(Counter.EVICTIONS, item);
        if (!item.fetched()) {
            add(Counter.EVICTED_UNFETCHED, item);
        }
        if (item.expireAt() != 0) {
            add(Counter.EVICTED_NONZERO, item);
        }
    }

    /** Counts one for a class. */
    public void addInClass(Counter counter, int slabClass) {
        row(slabClass)[counter.ordinal()].increment();
    }

    /** The sum over all classes. */
    public long get(Counter counter) {
        long sum = 0;
        for (int slabClass = 0; slabClass <= SlabClasses.MAX; slabClass++) {
            sum += get(counter, slabClass);
        }
        return sum;
    }

    /** What was counted for items of one class. */
    public long get(Counter counter, int slabClass) {
        LongAdder[] row = rows.get(slabClass);
        return row == null ? 0 : row[counter.ordinal()].sum();
    }

    /** Whether there ever was an item of this class. */
    public boolean knows(int slabClass) {
        return rows.get(slabClass) != null;
    }

    /** What {@code stats reset} does: everything to 0 but the number of connections so far. */
    public void reset() {
        for (int slabClass = 0; slabClass <= SlabClasses.MAX; slabClass++) {
            LongAdder[] row = rows.get(slabClass);
            for (Counter counter : Counter.values()) {
                if (row != null && counter != Counter.TOTAL_CONNECTIONS) {
                    row[counter.ordinal()].reset();
                }
            }
        }
    }
}
