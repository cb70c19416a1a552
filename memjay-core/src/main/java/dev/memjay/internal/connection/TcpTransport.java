package dev.memjay.internal.connection;

import dev.memjay.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** TCP: resolves the name at each connect and tries every address it has, in turn. */
public final class TcpTransport implements Transport {
    private final SocketSettings settings;

    /**
     * @param settings options of each socket
     */
    public TcpTransport(SocketSettings settings) {
        this.settings = settings;
    }

    @Override
    public Link open(Node node, long deadline) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(node.host());
        } catch (UnknownHostException e) {
            throw new IOException("the host name " + node.host() + " has no address", e);
        }
        IOException first = null;
        for (int i = 0; i < addresses.length; i++) {
            long left = deadline - Clock.nanoTime();
            long share = Clock.nanoTime() + Math.max(0, left) / (addresses.length - i);
            try {
                return open(new InetSocketAddress(addresses[i], node.port()), share);
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first == null ? new IOException("the host name " + node.host() + " has no address") : first;
    }

    private Link open(InetSocketAddress address, long deadline) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false); // before connect: an interrupt closes a blocking channel
            channel.setOption(StandardSocketOptions.TCP_NODELAY, settings.noDelay());
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, settings.keepAlive());
            if (settings.sendBuffer() > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
            }
            if (settings.receiveBuffer() > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
            }
            if (!channel.connect(address)) {
                finish(channel, address, deadline);
            }
            return new SocketLink(channel);
        } catch (IOException e) {
            channel.close();
            throw e instanceof SocketTimeoutException
                    ? e
                    : new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static void finish(SocketChannel channel, InetSocketAddress address, long deadline) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            while (!channel.finishConnect()) {
                long left = deadline - Clock.nanoTime();
                if (left <= 0) {
                    throw new SocketTimeoutException("no answer from " + address + " within the connect timeout");
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("interrupted while connecting to " + address);
                }
                selector.select(ready -> {}, Math.max(1, left / 1_000_000));
            }
        }
    }
}
