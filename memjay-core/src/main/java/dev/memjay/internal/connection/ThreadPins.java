package dev.memjay.internal.connection;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which threads have something in flight on a connection whose answer they did not see: posted, asynchronous, or given up.
 * What they send next has to go the same way, or it might be carried out before.
 *
 * <p>A small table by thread id: threads that share a place in it only keep each other on the connection for longer. Any
 * thread.
 */
final class ThreadPins {
    private static final int PLACES = 64;

    private final InFlightRing ring;
    /** The number behind the last operation of any of the place's threads. */
    private final AtomicLongArray ends = new AtomicLongArray(PLACES);
    /** The number behind the last operation of nobody knows which threads. */
    private volatile long endOfAll;

    ThreadPins(InFlightRing ring) {
        this.ring = ring;
    }

    /** The calling thread will not see how this operation ended. */
    void pin(long number) {
        int place = place();
        long end = number + 1;
        long known = ends.get(place);
        while (known < end && !ends.weakCompareAndSetVolatile(place, known, end)) {
            known = ends.get(place);
        }
    }

    /** Nobody knows whose what is in flight now is. */
    void pinAll() {
        endOfAll = ring.tail();
    }

    /** Whether what the calling thread sends next has to go here. */
    boolean holdCaller() {
        long head = ring.head();
        return head < ends.get(place()) || head < endOfAll;
    }

    private static int place() {
        return (int) Thread.currentThread().getId() & (PLACES - 1);
    }
}
