package dev.memjay.server.store;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which items a flush_all has made invisible: those born before a number that the store's counter had when the flush
 * happened.
 */
final class FlushMark {
    private record Planned(long atMillis, AtomicLong counter) {}

    private volatile long bornBefore;
    private volatile @Nullable Planned planned;
    private volatile boolean swept = true;

    /** Items born before this number are gone. */
    synchronized void now(long number) {
        planned = null;
        bornBefore = number;
        swept = false;
    }

    /** At that moment the items of then go. */
    synchronized void later(long atMillis, AtomicLong counter) {
        planned = new Planned(atMillis, counter);
    }

    /** Carries out what was planned until now. */
    void carryOutDue(long now) {
        Planned plan = planned;
        if (plan != null && plan.atMillis <= now) {
            carryOut(plan);
        }
    }

    boolean covers(Item item, long now) {
        carryOutDue(now);
        return item.born() < bornBefore;
    }

    private synchronized void carryOut(Planned plan) {
        if (planned == plan) {
            now(plan.counter.incrementAndGet());
        }
    }

    /** Whether items may be left that nobody sees; asking means that they are taken out now. */
    boolean unswept(long now) {
        carryOutDue(now);
        boolean work = !swept;
        swept = true;
        return work;
    }
}
