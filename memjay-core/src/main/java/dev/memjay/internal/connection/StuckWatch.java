package dev.memjay.internal.connection;

/**
 * Whether a connection is stuck. Health is an age: the oldest operation was given up and no byte came for long, not even at
 * a second look. Owned by the event loop's thread.
 */
final class StuckWatch {
    /** What a look found. */
    enum State {
        ALIVE,
        /** It wants a second look, by whoever reads. */
        SUSPECT,
        STUCK
    }

    private final Connection connection;
    private final long stuckAfterNanos;

    /** The looks of those who read when the connection was first suspected to be stuck; -1 when it is not. */
    private long suspectedAt = -1;

    StuckWatch(Connection connection, long stuckAfterNanos) {
        this.connection = connection;
        this.stuckAfterNanos = stuckAfterNanos;
    }

    /** Nothing is in flight, so nothing is stuck. */
    void clear() {
        suspectedAt = -1;
    }

    State look(long now) {
        Operation oldest = connection.ring().oldest();
        Inbox inbox = connection.inbox();
        if (oldest == null
                || oldest.isWanted()
                || now - connection.ring().oldestTime() < stuckAfterNanos
                || now - inbox.lastRead() < stuckAfterNanos) {
            suspectedAt = -1;
        } else if (suspectedAt < 0) {
            suspectedAt = inbox.looks();
            return State.SUSPECT;
        } else if (inbox.hasLookedSince(suspectedAt)) {
            return State.STUCK;
        }
        return State.ALIVE;
    }
}
