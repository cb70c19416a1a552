package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
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
 */
class Inbox {
    private static final int ONE_READ = 64 * 1024;

    private final Connection connection;
    private final Link link;
    private final InFlightRing ring;
    private final Dialect.Decoder decoder;
    private final ByteBuffer arrived = ByteBuffer.allocateDirect(ONE_READ);
    private final Input input = new Input(ONE_READ);

    /** Bytes read so far; only the role's holder writes it. */
    private volatile long bytesRead;
    /** When a byte was read last, in nanoTime; only the role's holder writes it. */
    private volatile long lastRead = Clock.nanoTime();
    /** Times that reading went on until there was nothing left; only the role's holder writes it. */
    private volatile long emptied;

    Inbox(Connection connection, Link link, InFlightRing ring, Dialect.Decoder decoder) {
        this.connection = connection;
        this.link = link;
        this.ring = ring;
        this.decoder = decoder;
    }

    /**
     * Completes what the buffered bytes answer, then reads until there is nothing left, or until one operation is over.
     *
     * @param until where to stop early, or null
     */
    void turn(@Nullable Operation until) throws IOException, ProtocolViolation {
        completeAnswered();
        while (until == null || until.isWanted()) {
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
                return;
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
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time: the role's holder
    final void noteRead(int count) {
        bytesRead += count;
        lastRead = Clock.nanoTime();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
    final void noteEmptied() {
        emptied++;
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

    long bytesRead() {
        return bytesRead;
    }

    long lastRead() {
        return lastRead;
    }

    long emptied() {
        return emptied;
    }
}
