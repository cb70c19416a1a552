package dev.memjay.internal.connection.transport;

import dev.memjay.internal.wire.DatagramDialect;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One reply, put together from the datagrams that it came in, in whatever order. Owned by one thread.
 *
 * <p>A frame is the number of the request, the index of the datagram, their count, and two reserved bytes.
 */
public final class UdpMessage {
    private static final int NUMBER = 0;
    private static final int INDEX = 2;
    private static final int COUNT = 4;

    private byte @Nullable [] @Nullable [] parts;
    private int missing;

    /** Whether a datagram can be part of a reply. */
    public static boolean isFrame(ByteBuffer datagram) {
        return datagram.remaining() >= DatagramDialect.FRAME && indexOf(datagram) < countOf(datagram);
    }

    /** Which request a datagram answers. */
    public static int numberOf(ByteBuffer datagram) {
        return datagram.getShort(NUMBER) & 0xFFFF;
    }

    private static int indexOf(ByteBuffer datagram) {
        return datagram.getShort(INDEX) & 0xFFFF;
    }

    private static int countOf(ByteBuffer datagram) {
        return datagram.getShort(COUNT) & 0xFFFF;
    }

    /** Adds a part; one that came before, or that is none of this reply, changes nothing. True when it was the last. */
    public boolean add(ByteBuffer datagram) {
        byte[][] all = parts;
        if (all == null) {
            missing = countOf(datagram);
            all = new byte[missing][];
            parts = all;
        }
        int index = indexOf(datagram);
        if (countOf(datagram) != all.length || all[index] != null) {
            return false;
        }
        byte[] part = new byte[datagram.remaining() - DatagramDialect.FRAME];
        datagram.get(DatagramDialect.FRAME, part);
        all[index] = part;
        return --missing == 0;
    }

    /** All of it, when nothing is missing. */
    public byte[] bytes() {
        byte[][] all = parts == null ? new byte[0][] : parts;
        int length = 0;
        for (byte[] part : all) {
            length += part == null ? 0 : part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] part : all) {
            if (part != null) {
                joined.put(part);
            }
        }
        return joined.array();
    }
}
