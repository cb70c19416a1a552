package dev.memjay.internal.connection.transport;

import dev.memjay.model.Node;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** UDP: there is no connection to be opened, so the first address of the name is taken without asking. */
public final class UdpTransport implements Transport {
    private final SocketSettings settings;
    private final Names names;

    /**
     * With names that the platform resolves.
     *
     * @param settings options of each socket; those of TCP alone are left out
     */
    public UdpTransport(SocketSettings settings) {
        this(settings, Names.PLATFORM);
    }

    /**
     * @param settings options of each socket; those of TCP alone are left out
     * @param names whom to ask for the addresses of a name
     */
    UdpTransport(SocketSettings settings, Names names) {
        this.settings = settings;
        this.names = names;
    }

    @Override
    public Link open(Node node, long deadline) throws IOException {
        InetAddress address = names.addresses(node.host())[0];
        DatagramChannel channel = DatagramChannel.open(
                address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        boolean done = false;
        try {
            channel.configureBlocking(false);
            SocketOptions.applyToIp(settings, channel);
            channel.connect(new InetSocketAddress(address, node.port()));
            done = true;
            return new UdpLink(channel);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }
}
