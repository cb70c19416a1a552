package dev.memjay.internal.connection;

import dev.memjay.model.Node;
import java.io.IOException;

/** The transport that each node asks for, so that a client may mix them. */
public final class NodeTransport implements Transport {
    private final Transport tcp;
    private final Transport unix;
    private final Transport udp;

    /**
     * @param settings of all kinds of sockets
     */
    public NodeTransport(NetworkSettings settings) {
        TlsSettings tls = settings.tls();
        tcp = tls == null ? new TcpTransport(settings.socket()) : new TlsTransport(settings.socket(), tls);
        unix = new UnixTransport(settings.socket());
        udp = new UdpTransport(settings.socket());
    }

    @Override
    public Link open(Node node, long deadline) throws IOException {
        return of(node).open(node, deadline);
    }

    private Transport of(Node node) {
        if (node.isUnix()) {
            return unix;
        }
        return node.isUdp() ? udp : tcp;
    }
}
