package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.DirectBuffers;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a connection: takes what the link brings and completes the operations that it answers, oldest
 * first.
 *
 * <p>Owned by the holder of the reader's role. Bytes are read into one direct buffer and copied out, since scanning a
 * direct buffer byte by byte costs a multiple of the copy.
 *
 * <p>A turn is bounded, in bytes and in time: a server that sends as fast as it is read from must not keep a leader from
 * its deadline, nor the event loop from its other connections. The bounds are generous. Most turns bring less than one
 * read, and what ends a turn early costs one more round of the loop, a few microseconds to each half of a millisecond.
 */
class Inbox {
    /** Bytes after which a turn ends: eight reads, some 0.3 ms where the server is on the same machine. */
    static final int MAX_TURN_BYTES = 512 * 1024;
    /** Time after which a turn ends, for what is read in small pieces, or costs more than its bytes tell. */
    static final long MAX_TURN_NANOS = 1_000_000;

    /** What a read that brought nothing adds to {@link #looks}. */
    private static final int WHOLE_LOOK = 2;
    /** What a turn that ended by its bound adds: only the second one began after somebody wanted a look. */
    private static final int HALF_LOOK = 1;

    private static final int ONE_READ = 64 * 1024;

    private final Connection connection;
    private final Link link;
    private final InFlightRing ring;
    private final Dialect.Decoder decoder;
    private final DirectBuffers buffers;
    /** Null after the end. */
    private @Nullable ByteBuffer arrived;

    private final Input input = new Input(ONE_READ);

    /** Bytes read so far; only the role's holder writes it. */
    private volatile long bytesRead;
    /** When a byte was read last, in nanoTime; only the role's holder writes it. */
    private volatile long lastRead = Clock.nanoTime();
    /** Looks into the kernel, in halves; only the role's holder writes it. */
    private volatile long looks;

    // Of the turn at hand.
    private long turnBytes;
    private long turnBegan;

    Inbox(Connection connection, Dialect.Decoder decoder) {
        this.connection = connection;
        this.buffers = connection.buffers();
        this.arrived = buffers.take(ONE_READ);
        this.link = connection.link();
        this.ring = connection.ring();
        this.decoder = decoder;
    }

    /**
     * Completes what the buffered bytes answer, then reads until there is nothing left, until one operation is over, or
     * until the turn's bound.
     *
     * @param until where to stop early, or null
     * @return whether the turn ended by its bound: then there may be more, and not all of it where a selector would
     *     announce it, so another turn has to follow without a wait
     */
    boolean turn(@Nullable Operation until) throws IOException, ProtocolViolation {
        beginTurn();
        completeAnswered();
        ByteBuffer arrived = this.arrived;
        while (arrived != null && (until == null || until.isWanted())) {
            arrived.clear();
            int count = link.read(arrived);
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (count == 0) {
                if (link.readAwaitsWriting()) {
                    connection.readOnceWritable();
                }
                noteEmptied();
                return false;
            }
            noteRead(count);
            arrived.flip();
            if (input.available() == 0) {
                decoder.fill(arrived);
            }
            if (arrived.hasRemaining()) {
                input.append(arrived);
            }
            completeAnswered();
            if (endTurnIfOver()) {
                return true;
            }
        }
        return false;
    }

    /** Nothing is read any more: the connection has ended, and whoever takes the role from now on finds nothing to do. */
    final void giveBuffersBack() {
        ByteBuffer last = arrived;
        if (last != null) {
            arrived = null;
            buffers.giveBack(last);
        }
    }

    /** What is read into; null after the end. */
    final @Nullable ByteBuffer buffer() {
        return arrived;
    }

    final void beginTurn() {
        turnBytes = 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time: the role's holder
    final void noteRead(int count) {
        long now = Clock.nanoTime();
        if (turnBytes == 0) {
            turnBegan = now;
        }
        turnBytes += count;
        bytesRead += count;
        lastRead = now;
    }

    /** Whether the turn at hand has come to its bound. The time is that of the last read, which reads the clock anyway. */
    final boolean endTurnIfOver() {
        boolean isOver = turnBytes >= MAX_TURN_BYTES || lastRead - turnBegan >= MAX_TURN_NANOS;
        if (isOver) {
            noteLook(HALF_LOOK);
        }
        return isOver;
    }

    /** Nothing was there to be read. */
    final void noteEmptied() {
        noteLook(WHOLE_LOOK);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
    private void noteLook(int halves) {
        looks += halves;
    }

    private void completeAnswered() throws ProtocolViolation {
        while (true) {
            Operation operation = ring.oldest();
            if (operation == null) {
                if (input.available() > 0) {
                    throw new ProtocolViolation("the server sent bytes that nobody asked for");
                }
                return;
            }
            if (!decoder.decode(operation, (int) ring.head(), input)) {
                return;
            }
            ring.removeOldest();
            connection.settle(operation);
        }
    }

    /** Whether the server has shown that it understands what is spoken with it. Any thread. */
    boolean isUnderstood() {
        return decoder.isUnderstood();
    }

    long bytesRead() {
        return bytesRead;
    }

    long lastRead() {
        return lastRead;
    }

    /** A mark to ask {@link #hasLookedSince} about. Any thread. */
    long looks() {
        return looks;
    }

    /**
     * Whether whoever reads has looked into the kernel since a mark was taken: there was nothing left to be read, or a
     * whole bounded turn has begun and ended since. A flood never leaves nothing. Any thread.
     */
    boolean hasLookedSince(long mark) {
        return looks - mark >= WHOLE_LOOK;
    }
}
