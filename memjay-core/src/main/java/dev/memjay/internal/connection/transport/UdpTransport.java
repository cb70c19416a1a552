package dev.memjay.internal.connection.transport;

import dev.memjay.model.Node;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;

/** UDP: there is no connection to be opened, so the first address of the name is taken without asking. */
public final class UdpTransport implements Transport {
    private final SocketSettings settings;

    /**
     * @param settings options of each socket; those of TCP alone are left out
     */
    public UdpTransport(SocketSettings settings) {
        this.settings = settings;
    }

    @Override
    public Link open(Node node, long deadline) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(node.host());
        } catch (UnknownHostException e) {
            throw new IOException("the host name " + node.host() + " has no address", e);
        }
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
