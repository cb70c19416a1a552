package dev.memjay.internal.connection;

import java.util.concurrent.atomic.AtomicLong;

/** The earliest of many deadlines, brought forward by any thread and put off by the event loop's alone. */
final class EarliestDeadline {
    private static final long NONE = Long.MAX_VALUE;

    private final AtomicLong deadline = new AtomicLong(NONE);

    /** Takes a deadline into account; false when an earlier one was known. */
    boolean bringForward(long earlier) {
        long current = deadline.get();
        while (current == NONE || earlier - current < 0) {
            if (deadline.compareAndSet(current, earlier)) {
                return true;
            }
            current = deadline.get();
        }
        return false;
    }

    boolean isOver(long now) {
        long current = deadline.get();
        return current != NONE && now - current >= 0;
    }

    /** Nanoseconds until the deadline, or {@code longest}. */
    long nanosLeft(long now, long longest) {
        long current = deadline.get();
        return current == NONE ? longest : Math.min(longest, current - now);
    }

    void set(long later) {
        deadline.set(later);
    }

    /** There is none any more, but for those that are brought forward from now on. */
    void forget() {
        deadline.set(NONE);
    }
}
