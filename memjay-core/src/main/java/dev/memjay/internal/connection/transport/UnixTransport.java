package dev.memjay.internal.connection.transport;

import dev.memjay.internal.clock.Clock;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.concurrent.locks.LockSupport;

/** UNIX domain sockets: the node's host is the path. */
public final class UnixTransport implements Transport {
    /** The kernel does not tell when a full queue of a listener has room again, so one has to ask. */
    private static final long FULL_QUEUE_PAUSE_NANOS = 1_000_000;

    private final SocketSettings settings;

    /**
     * @param settings options of each socket; only the buffers' sizes apply
     */
    public UnixTransport(SocketSettings settings) {
        this.settings = settings;
    }

    @Override
    public Link open(Node node, long deadline) throws IOException {
        UnixDomainSocketAddress address;
        try {
            address = UnixDomainSocketAddress.of(node.host());
        } catch (RuntimeException e) {
            throw new IOException("'" + node.host() + "' is no path of a UNIX socket: " + e.getMessage(), e);
        }
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            boolean connected = false;
            try {
                channel.configureBlocking(false); // before connect: an interrupt closes a blocking channel
                SocketOptions.applyBuffers(settings, channel);
                connected = channel.connect(address);
                if (connected) {
                    return new SocketLink(channel);
                }
            } catch (IOException e) {
                if (!isFull(e)) {
                    throw new IOException("cannot connect to " + address + ": " + reason(address, e), e);
                }
            } finally {
                if (!connected) {
                    channel.close();
                }
            }
            pause(address, deadline);
        }
    }

    /** A listener's queue is full; Linux says EAGAIN then, instead of connecting in the background as TCP does. */
    private static boolean isFull(IOException e) {
        return String.valueOf(e.getMessage()).contains("temporarily unavailable");
    }

    private static String reason(UnixDomainSocketAddress address, IOException e) {
        return Files.exists(address.getPath()) ? String.valueOf(e.getMessage()) : "there is no such file";
    }

    private static void pause(UnixDomainSocketAddress address, long deadline) throws IOException {
        if (deadline - Clock.nanoTime() <= 0) {
            throw new SocketTimeoutException("no answer from " + address + " within the connect timeout");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while connecting to " + address);
        }
        LockSupport.parkNanos(FULL_QUEUE_PAUSE_NANOS);
    }
}
