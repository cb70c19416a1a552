package dev.memjay.internal.connection.transport;

import dev.memjay.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;

/** TCP: resolves the name at each connect and tries every address it has, the next before the one before gave up. */
public final class TcpTransport implements Transport {
    private final SocketSettings settings;
    private final Names names;

    /**
     * With names that the platform resolves.
     *
     * @param settings options of each socket
     */
    public TcpTransport(SocketSettings settings) {
        this(settings, Names.PLATFORM);
    }

    /**
     * @param settings options of each socket
     * @param names whom to ask for the addresses of a name
     */
    TcpTransport(SocketSettings settings, Names names) {
        this.settings = settings;
        this.names = names;
    }

    @Override
    public Link open(Node node, long deadline) throws IOException {
        return new SocketLink(connect(node, deadline));
    }

    /** A connected, non-blocking channel. */
    SocketChannel connect(Node node, long deadline) throws IOException {
        InetAddress[] addresses = names.addresses(node.host());
        try (ConnectRace race = new ConnectRace(addresses, node.port(), settings, deadline)) {
            return race.run();
        }
    }
}
