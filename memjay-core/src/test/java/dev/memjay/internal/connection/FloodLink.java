package dev.memjay.internal.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.internal.connection.transport.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * A link that has always more to be read, once it is told so, until a long flood is over. It lies here as what TLS has
 * decrypted does: no selector knows of it.
 */
final class FloodLink implements Link {
    /** About what a call to the system takes. */
    private static final long ONE_READ_NANOS = 2_000;

    private final Link link;
    private volatile @Nullable Flood flood;

    private static final class Flood {
        private final byte[] head;
        private final long length;
        private final byte[] tail;
        private final int piece;
        private volatile long given;

        Flood(String head, long length, String tail, int piece) {
            this.head = head.getBytes(ISO_8859_1);
            this.length = length;
            this.tail = tail.getBytes(ISO_8859_1);
            this.piece = piece;
        }

        boolean isOver() {
            return given == head.length + length + tail.length;
        }

        int read(ByteBuffer target) {
            long position = given;
            int count = 0;
            for (; count < piece && target.hasRemaining() && position < head.length + length + tail.length; count++) {
                target.put(at(position++));
            }
            given = position;
            long end = System.nanoTime() + (piece == 1 ? ONE_READ_NANOS : 0);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return count;
        }

        private byte at(long position) {
            if (position < head.length) {
                return head[(int) position];
            }
            return position < head.length + length ? (byte) 'x' : tail[(int) (position - head.length - length)];
        }
    }

    FloodLink(Link link) {
        this.link = link;
    }

    /**
     * From now on a head, many x and a tail are there to be read.
     *
     * @param piece bytes that one read brings; with 1 it takes as long as a call to the system
     */
    void flood(String head, long length, String tail, int piece) {
        flood = new Flood(head, length, tail, piece);
    }

    /** Bytes of the flood that were read. */
    long given() {
        Flood current = flood;
        return current == null ? 0 : current.given;
    }

    /** Whether there is more of the flood. */
    boolean isFlooding() {
        Flood current = flood;
        return current != null && !current.isOver();
    }

    @Override
    public SelectableChannel channel() {
        return link.channel();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        Flood current = flood;
        return current == null || current.isOver() ? link.read(target) : current.read(target);
    }

    @Override
    public boolean write(ByteBuffer source) throws IOException {
        return link.write(source);
    }

    @Override
    public boolean closesOnLoop() {
        return true;
    }

    /** Stops nothing of what lies here. */
    @Override
    public void close() {
        link.close();
    }
}
