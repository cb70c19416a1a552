package dev.memjay.internal.connection;

/**
 * Whether a connection is stuck. Health is an age: the oldest operation was given up, is old, and hardly a byte came for as
 * long, not even at a second look. A few bytes now and then are no sign of life: a server that goes on so would be
 * waited for, and its node be down, for ever, while a fresh connection may well be served. Owned by the event loop's thread.
 */
final class StuckWatch {
    /** So much has to come in a second of what is read for nobody: a line of half a megabit a second brings it. */
    static final long MIN_BYTES = 64 * 1024;

    /** What a look found. */
    enum State {
        ALIVE,
        /** It wants a second look, by whoever reads. */
        SUSPECT,
        STUCK
    }

    private final Connection connection;
    private final long stuckAfterNanos;

    /** The number of the oldest operation at the last look. */
    private long oldestNumber = -1;
    /** Since when less than {@link #MIN_BYTES} came while that one was the oldest, and what had been read by then. */
    private long slowSince;

    private long bytesBefore;
    /** The looks of those who read when the connection was first suspected to be stuck; -1 when it is not. */
    private long suspectedAt = -1;

    StuckWatch(Connection connection, long stuckAfterNanos) {
        this.connection = connection;
        this.stuckAfterNanos = stuckAfterNanos;
    }

    /** Nothing is in flight, so nothing is stuck. */
    void clear() {
        oldestNumber = -1;
        suspectedAt = -1;
    }

    State look(long now) {
        InFlightRing ring = connection.ring();
        Inbox inbox = connection.inbox();
        long number = ring.head();
        Operation oldest = ring.oldest();
        if (number != oldestNumber) {
            oldestNumber = number;
            long began = ring.oldestTime();
            slowSince = began - inbox.lastRead() > 0 ? began : inbox.lastRead();
            bytesBefore = inbox.bytesRead();
        } else if (bytesSince() >= MIN_BYTES) {
            slowSince = now;
            bytesBefore = inbox.bytesRead();
        }
        if (oldest == null || oldest.isWanted() || now - slowSince < stuckAfterNanos) {
            suspectedAt = -1;
        } else if (suspectedAt < 0) {
            suspectedAt = inbox.looks();
            return State.SUSPECT;
        } else if (inbox.hasLookedSince(suspectedAt)) {
            return State.STUCK;
        }
        return State.ALIVE;
    }

    /** Bytes that came while the connection was slow. */
    long bytesSince() {
        return connection.inbox().bytesRead() - bytesBefore;
    }
}
