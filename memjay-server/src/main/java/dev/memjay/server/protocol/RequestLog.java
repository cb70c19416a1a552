package dev.memjay.server.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last requests that a server received: a ring that overwrites the oldest. */
public final class RequestLog {
    /** One request: its line without the line end, or its binary header and body up to the value. */
    public record Entry(long number, long connection, byte[] line) {}

    /** What is longer is cut off: a client may send lines of megabytes, and a thousand are remembered. */
    private static final int MAX_LINE = 16 * 1024;

    private final AtomicReferenceArray<Entry> ring;
    private final AtomicLong next = new AtomicLong();
    private volatile long forgotten;

    /** A log of the last {@code capacity} requests; 0 records nothing. */
    public RequestLog(int capacity) {
        ring = new AtomicReferenceArray<>(capacity);
    }

    /** Records a request. */
    public void add(long connection, byte[] input, int from, int to) {
        if (ring.length() > 0) {
            long number = next.getAndIncrement();
            byte[] line = Arrays.copyOfRange(input, from, Math.min(to, from + MAX_LINE));
            ring.set((int) (number % ring.length()), new Entry(number, connection, line));
        }
    }

    /** What is recorded, oldest first. */
    public List<Entry> entries() {
        long end = next.get();
        List<Entry> entries = new ArrayList<>();
        for (long i = Math.max(forgotten, end - ring.length()); i < end; i++) {
            Entry entry = ring.get((int) (i % ring.length()));
            if (entry != null && entry.number() == i) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Forgets all. */
    public void clear() {
        forgotten = next.get();
    }
}
