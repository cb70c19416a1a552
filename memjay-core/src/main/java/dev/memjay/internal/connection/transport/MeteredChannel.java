package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * A channel that has nothing more to read after so many bytes, until it is told to go on.
 *
 * <p>What decodes a stream reads until it has something to give, and a stream can be endless and hold nothing: records of
 * TLS without content, for one. So whoever asks for something has a bound on what is read for it.
 *
 * <p>Told to go on, and read from, by one thread at a time.
 */
final class MeteredChannel implements ByteChannel {
    private static final int MAX_FIRST = 100;

    private final ByteChannel channel;
    private final int most;
    private int left;
    private String first = "";

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
            if (count > 0) {
                left -= count;
                noteFirst(target, count);
            }
            return count;
        } finally {
            target.limit(limit);
        }
    }

    private void noteFirst(ByteBuffer target, int count) {
        if (first.isEmpty()) {
            byte[] bytes = new byte[Math.min(count, MAX_FIRST)];
            target.duplicate().get(target.position() - count, bytes);
            first = new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** What was read first, each byte as a character: at most so much as a line of text that comes in place of TLS. */
    String first() {
        return first;
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
