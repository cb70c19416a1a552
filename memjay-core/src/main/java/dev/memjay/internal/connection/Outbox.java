package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Output;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writing side of a connection: callers encode into one buffer under a short lock while one of them, the flusher,
 * writes the other.
 *
 * <p>Writes are combined, clocked by the replies. A caller that finds fewer than {@link #EAGER} operations unanswered
 * and nobody flushing becomes the flusher and writes at once. With more outstanding it only appends: replies are on
 * their way, and whoever reads them flushes once a turn. Where a round trip is long that would cost up to a whole one,
 * so after {@link #MAX_HOLD_NANOS} since the last flush a caller flushes whatever the count.
 */
class Outbox {
    /** Result of {@link #submit}: the in-flight limit is reached. */
    static final long FULL = -1;
    /** Result of {@link #submit}: nothing can be sent any more. */
    static final long CLOSED = -2;

    /** With fewer operations unanswered, a caller flushes at once. 1, 8 and 32 were measured; 8 served all loads. */
    private static final int EAGER = 8;
    /** From so many unanswered operations on, a platform thread yields once before it flushes, so that others join in. */
    private static final int CROWDED = 4;
    /** With so many bytes buffered, a caller flushes whatever the count. */
    private static final int MUCH = 16 * 1024;

    private static final long MAX_HOLD_NANOS = 50_000;
    /** A flusher serves others for so many buffers, then leaves the rest to those who read: it has a deadline too. */
    private static final int SWAPS = 4;

    /** Bytes after which a caller leaves the rest of what it flushes for others, and of its own, to the event loop. */
    private static final long MAX_BY_CALLER = 4 << 20;
    /** Bytes after which the event loop looks at its other connections before it writes on. */
    private static final long MAX_BY_LOOP = Inbox.MAX_TURN_BYTES;

    private final Connection connection;
    private final InFlightRing ring;
    private final Dialect dialect;
    private final long maxBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final OutputWriter writer;

    // Guarded by the lock.
    private Output front = new Output();
    private long appendedBytes;
    private boolean flushing;
    private long lastFlush;
    private boolean closed;

    // Owned by the flusher.
    private Output back = new Output();
    private boolean backUnfinished;

    /** How far the bytes ever appended were handed to write(), set before it is called. */
    private volatile long writtenBytes;

    Outbox(Connection connection, long maxBytes) {
        this.connection = connection;
        this.ring = connection.ring();
        this.dialect = connection.dialect();
        this.maxBytes = maxBytes;
        this.writer = new OutputWriter(connection.link(), connection.buffers(), back);
        this.lastFlush = Clock.nanoTime();
    }

    /** Whether each request has a reply, behind which whoever reads it flushes. */
    boolean isClockedByReplies() {
        return true;
    }

    /**
     * Encodes an operation behind all others, and flushes if that is this caller's part.
     *
     * @return the operation's number, {@link #FULL} or {@link #CLOSED}
     */
    long submit(Operation operation, long now) {
        long number;
        boolean flush;
        boolean crowded;
        lock.lock();
        try {
            if (closed) {
                return CLOSED;
            }
            if (ring.isFull() || appendedBytes - ring.answeredBytes() > maxBytes) {
                return FULL;
            }
            int unanswered = ring.size();
            number = ring.tail();
            long before = front.size();
            encode(operation, (int) number);
            appendedBytes += front.size() - before;
            operation.isSent();
            ring.append(operation, now, appendedBytes);
            flush = !flushing
                    && (unanswered < EAGER
                            || !isClockedByReplies()
                            || front.size() >= MUCH
                            || now - lastFlush > MAX_HOLD_NANOS);
            flushing |= flush;
            crowded = unanswered >= CROWDED;
        } finally {
            lock.unlock();
        }
        if (flush) {
            if (crowded && operation.canLead()) {
                Thread.yield();
            }
            flush(MAX_BY_CALLER);
        }
        return number;
    }

    private void encode(Operation operation, int opaque) {
        int length = front.length();
        int values = front.valueCount();
        boolean encoded = false;
        try {
            dialect.encode(operation, opaque, front);
            encoded = true;
        } finally {
            if (!encoded) {
                front.rollBack(length, values);
            }
        }
    }

    /** Flushes what callers left, unless somebody is at it. For the holder of the reader's role, once a turn. */
    void flushLeftovers() {
        lock.lock();
        try {
            if (closed || flushing || front.isEmpty()) {
                return;
            }
            flushing = true;
        } finally {
            lock.unlock();
        }
        flush(MAX_BY_CALLER);
    }

    /** Goes on flushing, on the event loop, to which {@code flushing} was handed over. */
    void resumeFlush() {
        flush(MAX_BY_LOOP);
    }

    private void flush(long most) {
        try {
            pump(most);
        } catch (Throwable failure) {
            connection.die(failure);
            stopFlushing();
            if (failure instanceof Error error) {
                throw error;
            }
        }
    }

    private void pump(long most) throws IOException {
        long left = most;
        for (int swap = 0; swap < SWAPS || !isClockedByReplies() || !leftToReaders(); swap++) {
            if (!backUnfinished && !swap()) {
                return;
            }
            backUnfinished = true;
            long written = writer.resume(left);
            if (written < 0) {
                connection.handOverFlush();
                return;
            }
            left -= written;
            backUnfinished = false;
            back.clear();
        }
    }

    /**
     * Leaves the rest to whoever reads, which is right as long as a reply is to come: that one flushes behind it. The
     * event loop would do it later, since it may be held up by a callback.
     */
    private boolean leftToReaders() {
        lock.lock();
        try {
            // Readers count an answer before they take the lock to flush: either they find nobody flushing, or this
            // thread finds nothing unanswered.
            boolean goesOn = ring.answeredBytes() == writtenBytes && !closed;
            if (!goesOn) {
                endFlush();
            }
            return !goesOn;
        } finally {
            lock.unlock();
        }
    }

    /** Takes over what was appended; false, and no longer the flusher, when there is nothing. */
    private boolean swap() {
        lock.lock();
        try {
            if (closed || front.isEmpty()) {
                endFlush();
                return false;
            }
            Output filled = front;
            front = back;
            back = filled;
            writtenBytes = appendedBytes;
            lastFlush = Clock.nanoTime();
        } finally {
            lock.unlock();
        }
        writer.begin(back);
        return true;
    }

    /** There is no flusher any more. Lock held. */
    private void endFlush() {
        flushing = false;
        if (closed) {
            writer.giveBuffersBack(); // nobody becomes a flusher after the end
        }
    }

    private void stopFlushing() {
        lock.lock();
        try {
            endFlush();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing be appended any more; false when it was closed before. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            if (!flushing) {
                endFlush();
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing be appended any more, if nothing is in flight or about to be; false when it is, or when it was closed before. */
    boolean closeIfIdle() {
        lock.lock();
        try {
            return ring.isEmpty() && !flushing && front.isEmpty() && close();
        } finally {
            lock.unlock();
        }
    }

    /** How many of the bytes ever appended may have reached the socket. */
    long writtenBytes() {
        return writtenBytes;
    }
}
