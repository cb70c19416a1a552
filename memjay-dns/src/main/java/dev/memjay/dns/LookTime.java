package dev.memjay.dns;

import java.time.Duration;

/** The time that one look may take, however many questions it asks. */
final class LookTime {
    private final long wholeNanos;
    private final long deadline;

    LookTime(Duration whole) {
        wholeNanos = whole.toNanos();
        deadline = System.nanoTime() + wholeNanos;
    }

    boolean isOver() {
        return deadline - System.nanoTime() <= 0;
    }

    /** The deadline of a part that begins now and is one of so many equal ones; not later than the end of the whole. */
    long shareOf(int parts) {
        long now = System.nanoTime();
        return now + Math.min(wholeNanos / parts, deadline - now);
    }
}
