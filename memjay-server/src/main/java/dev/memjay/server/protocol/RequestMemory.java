package dev.memjay.server.protocol;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What unfinished requests may take of the heap: lines without an end and values of which a part has come. Each is bounded by
 * itself, but there may be as many as there are connections.
 */
public final class RequestMemory {
    /** A connection that holds no more than this is let alone, however much the others hold. */
    private static final int SMALL = 64 * 1024;

    private static final int MAX_LINE = 8 * 1024 * 1024;
    /** The words of a line take up to ten times its length, and other clients need room, too. */
    private static final int LINES_IN_HEAP = 64;

    private final long most;
    private final int maxLine;
    private final AtomicLong taken = new AtomicLong();

    /** A bound for a heap of so many bytes. */
    public RequestMemory(long heap, int itemSizeMax) {
        most = Math.max(heap / 8, 2L * itemSizeMax);
        maxLine = (int) Math.min(MAX_LINE, heap / LINES_IN_HEAP);
    }

    /** Notes that a connection holds so much instead of what it held before; whether it may. */
    public boolean change(int before, int now) {
        long sum = taken.addAndGet((long) now - before);
        return now <= before || now <= SMALL || sum <= most;
    }

    /** The bytes that all connections hold. */
    public long taken() {
        return taken.get();
    }

    /** The longest line. memcached sets none for {@code get}, and takes 2 GB for a line of 8 MB. */
    public int maxLine() {
        return maxLine;
    }
}
