package dev.memjay.internal.connection.transport;

import dev.memjay.model.Node;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The transport that each node asks for, so that a client may mix them. */
public final class NodeTransport implements Transport {
    private final Transport tcp;
    private final Transport unix;
    private final Transport udp;

    /**
     * @param settings of all kinds of sockets
     * @param tls how TLS is done over TCP; null for none
     * @param names whom to ask for the addresses of a name
     */
    public NodeTransport(SocketSettings settings, @Nullable TlsSettings tls, Names names) {
        tcp = tls == null ? new TcpTransport(settings, names) : new TlsTransport(settings, tls, names);
        unix = new UnixTransport(settings);
        udp = new UdpTransport(settings, names);
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
