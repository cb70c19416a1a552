package dev.memjay.internal.connection.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.internal.clock.Clock;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings of a socket do to it, as the kernel tells it. */
class SocketOptionsTest {
    private static final SocketSettings ALL =
            new SocketSettings(false, true, 40_000, 50_000, 33, 7, 4, 5, 0x20, "127.0.0.2");
    private static final SocketSettings NONE = new SocketSettings(true, false, 0, 0);

    private static <T> T option(Link link, SocketOption<T> option) throws IOException {
        return ((NetworkChannel) link.channel()).getOption(option);
    }

    private static Link open(Transport transport, int port) throws IOException {
        return transport.open(Node.of("127.0.0.1", port), Clock.nanoTime() + TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void tcpHasAllOfThem() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Link link = open(new TcpTransport(ALL), server.getLocalPort());
            try (Socket accepted = server.accept()) {
                assertThat(option(link, StandardSocketOptions.TCP_NODELAY)).isFalse();
                assertThat(option(link, StandardSocketOptions.SO_KEEPALIVE)).isTrue();
                assertThat(option(link, ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(33);
                assertThat(option(link, ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(7);
                assertThat(option(link, ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(4);
                assertThat(option(link, StandardSocketOptions.SO_LINGER)).isEqualTo(5);
                assertThat(option(link, StandardSocketOptions.IP_TOS)).isEqualTo(0x20);
                assertThat(option(link, StandardSocketOptions.SO_SNDBUF)).isBetween(40_000, 80_000);
                assertThat(option(link, StandardSocketOptions.SO_RCVBUF)).isBetween(50_000, 100_000);
                assertThat(accepted.getInetAddress()).isEqualTo(InetAddress.getByName("127.0.0.2"));
            } finally {
                link.close();
            }
        }
    }

    @Test
    void withoutThemTheKernelChooses() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Link link = open(new TcpTransport(NONE), server.getLocalPort());
            try {
                assertThat(option(link, StandardSocketOptions.TCP_NODELAY)).isTrue();
                assertThat(option(link, StandardSocketOptions.SO_KEEPALIVE)).isFalse();
                assertThat(option(link, StandardSocketOptions.SO_LINGER)).isNegative();
                assertThat(option(link, StandardSocketOptions.IP_TOS)).isZero();
            } finally {
                link.close();
            }
        }
    }

    @Test
    void udpHasBuffersTrafficClassAndAddress() throws IOException {
        Link link = open(new UdpTransport(ALL), 11211);
        try {
            assertThat(option(link, StandardSocketOptions.SO_SNDBUF)).isBetween(40_000, 80_000);
            assertThat(option(link, StandardSocketOptions.SO_RCVBUF)).isBetween(50_000, 100_000);
            assertThat(option(link, StandardSocketOptions.IP_TOS)).isEqualTo(0x20);
            assertThat(((InetSocketAddress) ((NetworkChannel) link.channel()).getLocalAddress()).getAddress())
                    .isEqualTo(InetAddress.getByName("127.0.0.2"));
        } finally {
            link.close();
        }
    }

    @Test
    void unixSocketsHaveBuffers(@TempDir Path folder) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (ServerSocketChannel server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            Link link = new UnixTransport(ALL)
                    .open(Node.unix(address.toString()), Clock.nanoTime() + TimeUnit.SECONDS.toNanos(20));
            try {
                assertThat(option(link, StandardSocketOptions.SO_SNDBUF)).isBetween(40_000, 80_000);
            } finally {
                link.close();
            }
        }
    }

    @Test
    void localAddressOfAnotherMachineIsNamed() throws IOException {
        SocketSettings elsewhere = new SocketSettings(true, true, 0, 0, 0, 0, 0, -1, 0, "192.0.2.77");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> open(new TcpTransport(elsewhere), server.getLocalPort()))
                    .withMessageContaining("192.0.2.77");
        }
    }
}
