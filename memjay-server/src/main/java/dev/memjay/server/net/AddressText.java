package dev.memjay.server.net;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Addresses in the words of {@code stats conns}. */
final class AddressText {
    private AddressText() {}

    /** As {@code tcp:127.0.0.1:11211}, and as {@code tcp6:[::1]:11211} for version 6 of the Internet protocol. */
    static String of(String protocol, InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address six
                ? protocol + "6:[" + NetUtil.toAddressString(six) + "]:" + address.getPort()
                : protocol + ":" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
