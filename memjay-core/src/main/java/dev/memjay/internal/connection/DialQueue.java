package dev.memjay.internal.connection;

import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Operations that no thread waits for, while there is no connection to send them on: first come first served, within
 * the bounds that the connection will have. Guarded by the lock of its slot.
 */
final class DialQueue {
    /** No deadline. */
    static final long NONE = Long.MAX_VALUE;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final int most;
    private final long mostBytes;
    private long bytes;

    DialQueue(ConnectionSettings settings) {
        most = settings.maxInFlight();
        mostBytes = settings.maxInFlightBytes();
    }

    /** Appends an operation; false when there is no room. */
    boolean offer(Deferred operation) {
        if (entries.size() >= most || bytes > mostBytes) {
            return false;
        }
        Entry entry = new Entry(operation, dataOf(operation.request));
        entries.add(entry);
        bytes += entry.bytes;
        return true;
    }

    private static long dataOf(Request request) {
        if (request instanceof StoreRequest store) {
            return store.data().length;
        }
        long sum = 0;
        if (request instanceof QuietRun run) {
            for (int i = 0; i < run.size(); i++) {
                sum += dataOf(run.request(i));
            }
        }
        return sum;
    }

    /** The first operation, or null; it stays. */
    @Nullable
    Deferred peek() {
        Entry first = entries.peek();
        return first == null ? null : first.operation;
    }

    /** Removes the first operation and returns it; null when there is none. */
    @Nullable
    Deferred poll() {
        Entry first = entries.poll();
        if (first == null) {
            return null;
        }
        bytes -= first.bytes;
        return first.operation;
    }

    /** Removes the first whose deadline is over and returns it; null when there is none. */
    @Nullable
    Deferred pollDue(long now) {
        for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (now - entry.operation.deadline() >= 0) {
                bytes -= entry.bytes;
                each.remove();
                return entry.operation;
            }
        }
        return null;
    }

    /** The earliest deadline, or {@link #NONE}. */
    long earliestDeadline() {
        long earliest = NONE;
        for (Entry entry : entries) {
            long deadline = entry.operation.deadline();
            if (earliest == NONE || deadline - earliest < 0) {
                earliest = deadline;
            }
        }
        return earliest;
    }

    /** Whether anybody waits for one of them. */
    boolean hasWanted() {
        for (Entry entry : entries) {
            if (entry.operation.isWanted()) {
                return true;
            }
        }
        return false;
    }

    int size() {
        return entries.size();
    }

    private record Entry(Deferred operation, long bytes) {}
}
