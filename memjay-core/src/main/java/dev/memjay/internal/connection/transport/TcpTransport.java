package dev.memjay.internal.connection.transport;

import dev.memjay.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;

/** TCP: resolves the name at each connect and tries every address it has, the next before the one before gave up. */
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
        return new SocketLink(connect(node, deadline));
    }

    /** A connected, non-blocking channel. */
    SocketChannel connect(Node node, long deadline) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(node.host());
        } catch (UnknownHostException e) {
            throw new IOException("the host name " + node.host() + " has no address", e);
        }
        try (ConnectRace race = new ConnectRace(addresses, node.port(), settings, deadline)) {
            return race.run();
        }
    }
}
