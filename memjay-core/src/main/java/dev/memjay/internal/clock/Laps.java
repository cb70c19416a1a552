package dev.memjay.internal.clock;

/**
 * How a call came along, by the clock: when it had a connection, when it was sent, when its answers were there. Thread-safe.
 *
 * <p>A call may be sent several times, to several nodes: it is sent when the first request is, and answered when the last
 * answer is there.
 */
public final class Laps {
    private static final long NOT_YET = -1;

    private final long begun = Clock.nanoTime();
    // Guarded by this.
    private long connected = NOT_YET;
    private long sent = NOT_YET;
    private long answered = NOT_YET;

    /** What a call took, in nanoseconds, which add up to the whole. */
    public record Times(long connecting, long queued, long waiting, long decoding) {
        /** All of them together. */
        public long whole() {
            return connecting + queued + waiting + decoding;
        }
    }

    private long now() {
        return Clock.nanoTime() - begun;
    }

    /** It waited for a connection, and has one. */
    public synchronized void connected() {
        if (sent == NOT_YET) {
            connected = now();
        }
    }

    /** A request of it is where its connection will write it. */
    public synchronized void sent() {
        answered = NOT_YET;
        if (sent == NOT_YET) {
            sent = now();
        }
    }

    /** The last answer is there. */
    public synchronized void answered() {
        if (sent != NOT_YET && answered == NOT_YET) {
            answered = now();
        }
    }

    /**
     * Where the time went, of a call that ends now.
     *
     * @param lacksConnection whether a call that was not sent waited for a connection until its end
     */
    public synchronized Times end(boolean lacksConnection) {
        long now = now();
        if (sent == NOT_YET) {
            long connecting = lacksConnection ? now : Math.max(0, connected);
            return new Times(connecting, now - connecting, 0, 0);
        }
        long connecting = Math.max(0, connected);
        long until = answered == NOT_YET ? now : answered;
        return new Times(connecting, sent - connecting, until - sent, now - until);
    }
}
