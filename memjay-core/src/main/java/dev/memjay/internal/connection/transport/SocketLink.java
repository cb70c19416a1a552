package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;

/** A plain non-blocking socket channel, TCP or UNIX. */
public final class SocketLink implements Link {
    private final SocketChannel channel;

    /**
     * @param channel connected and non-blocking
     */
    public SocketLink(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public boolean write(ByteBuffer source) throws IOException {
        if (source.hasRemaining()) {
            channel.write(source);
        }
        return !source.hasRemaining();
    }

    @Override
    public boolean keepsNothing() {
        return true;
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
