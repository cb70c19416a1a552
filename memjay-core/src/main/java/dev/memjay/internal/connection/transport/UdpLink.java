package dev.memjay.internal.connection.transport;

import dev.memjay.internal.wire.DatagramDialect;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket of UDP.
 *
 * <p>While a conversation is held, what is written at once goes as one datagram, and what is read is the reply to it, as a
 * stream. Afterwards what is written has its length before it, as {@link DatagramDialect} puts it there, and replies are
 * taken by {@link #receive}.
 */
public final class UdpLink implements Link {
    /** Numbers of a conversation, from the top down, so that late replies are none of the requests to come. */
    private static final int FIRST_NUMBER = 0xFFFF;

    private static final int LENGTH_BYTES = 2;
    private static final int MAX_RECEIVED = 65_535;
    /** Datagrams that one read of a conversation looks at: others than the answer may come without end. */
    private static final int MAX_STRAYS = 256;

    private final DatagramChannel channel;

    // Owned by the one who talks, and afterwards by the one who writes.
    private final ByteBuffer unsent = ByteBuffer.allocateDirect(LENGTH_BYTES + DatagramDialect.MAX);
    private boolean talking = true;
    private int number = FIRST_NUMBER + 1;

    // Owned by the one who talks.
    private UdpMessage answer = new UdpMessage();
    private ByteBuffer answered = ByteBuffer.allocate(0);
    private @Nullable ByteBuffer received;

    /**
     * @param channel connected and non-blocking
     */
    UdpLink(DatagramChannel channel) {
        this.channel = channel;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    /** The conversation is over: from now on what is written has its length before it. */
    public void endTalk() {
        talking = false;
        received = null;
        unsent.clear();
    }

    /**
     * Takes one datagram.
     *
     * @param target a direct buffer with room for the largest, cleared
     * @return the number of bytes, 0 when there is none now
     */
    public int receive(ByteBuffer target) throws IOException {
        try {
            return channel.read(target);
        } catch (PortUnreachableException e) {
            throw new IOException("nobody listens on this UDP port", e);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!answered.hasRemaining() && !receiveAnswer()) {
            return 0;
        }
        int count = Math.min(target.remaining(), answered.remaining());
        target.put(answered.slice().limit(count));
        answered.position(answered.position() + count);
        return count;
    }

    private boolean receiveAnswer() throws IOException {
        ByteBuffer datagram = received;
        if (datagram == null) {
            datagram = ByteBuffer.allocate(MAX_RECEIVED); // the JDK's direct copy goes with the thread that dials
            received = datagram;
        }
        for (int i = 0; i < MAX_STRAYS; i++) {
            datagram.clear();
            if (receive(datagram) <= 0) {
                return false;
            }
            datagram.flip();
            if (UdpMessage.isFrame(datagram) && UdpMessage.numberOf(datagram) == number && answer.add(datagram)) {
                answered = ByteBuffer.wrap(answer.bytes());
                answer = new UdpMessage();
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean write(ByteBuffer source) throws IOException {
        try {
            return talking ? say(source) : writeFramed(source);
        } catch (PortUnreachableException e) {
            throw new IOException("nobody listens on this UDP port", e);
        }
    }

    private boolean say(ByteBuffer source) throws IOException {
        if (!source.hasRemaining()) {
            return true;
        }
        if (source.remaining() + DatagramDialect.FRAME > DatagramDialect.MAX) {
            throw new IOException("what is to be said does not fit into a datagram");
        }
        unsent.clear()
                .putShort((short) (number - 1))
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 0)
                .put(source.duplicate())
                .flip();
        if (channel.write(unsent) == 0) {
            return false;
        }
        source.position(source.limit());
        number--;
        answer = new UdpMessage();
        return true;
    }

    private boolean writeFramed(ByteBuffer source) throws IOException {
        while (true) {
            int missing = missing();
            if (missing == 0) {
                unsent.flip().position(LENGTH_BYTES);
                boolean sent = channel.write(unsent) > 0;
                unsent.limit(unsent.capacity());
                if (!sent) {
                    unsent.position(LENGTH_BYTES + length());
                    return false;
                }
                unsent.clear();
            } else if (!source.hasRemaining()) {
                return true;
            } else {
                int count = Math.min(missing, source.remaining());
                unsent.put(source.slice().limit(count));
                source.position(source.position() + count);
            }
        }
    }

    /** Bytes that the datagram at hand lacks, as far as its length is known. */
    private int missing() {
        int have = unsent.position();
        return have < LENGTH_BYTES ? LENGTH_BYTES - have : LENGTH_BYTES + length() - have;
    }

    private int length() {
        return unsent.getShort(0) & 0xFFFF;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone all the same, and nobody could do more about it.
        }
    }
}
