package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A channel that has nothing more to read after so many bytes, until it is told to go on.
 *
 * <p>What decodes a stream reads until it has something to give, and a stream can be endless and hold nothing: records of
 * TLS without content, for one. So whoever asks for something has a bound on what is read for it.
 *
 * <p>Told to go on, and read from, by one thread at a time.
 */
final class MeteredChannel implements ByteChannel {
    private final ByteChannel channel;
    private final int most;
    private int left;

    /**
     * @param most how many bytes are read at most each time
     */
    MeteredChannel(ByteChannel channel, int most) {
        this.channel = channel;
        this.most = most;
        this.left = most;
    }

    /** Lets the full number of bytes be read again. */
    void goOn() {
        left = most;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (left == 0) {
            return 0;
        }
        int limit = target.limit();
        target.limit(Math.min(limit, target.position() + left));
        try {
            int count = channel.read(target);
            left -= Math.max(count, 0);
            return count;
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
