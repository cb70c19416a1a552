package dev.memjay.server.net;

import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.store.Counter;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sockets that take connections and datagrams for a server. */
public final class Listener {
    /** What is longer than the buffer would be cut off. */
    private static final int MAX_DATAGRAM = 65_536;

    private static final long CLOSE_SECONDS = 5;
    private static final int PROBE_MILLIS = 100;

    private final ServerState state;
    private final Endpoints endpoints;
    private final EventLoops loops;
    private final Admission admission;
    /** Changed under its monitor, which no event loop ever waits for. */
    private final List<Channel> tcp = new CopyOnWriteArrayList<>();

    private final List<Integer> portsWhileRefusing = new ArrayList<>();
    private final @Nullable Channel udp;
    private boolean refusing;

    /** Binds at once; the caller closes. */
    public Listener(ServerState state, Endpoints endpoints, FaultPlan faults) {
        this.state = state;
        this.endpoints = endpoints;
        this.loops = new EventLoops(state.settings().threads(), "memjay-server");
        this.admission = new Admission(state, endpoints, faults, loops);
        try {
            for (Endpoints.Tcp endpoint : endpoints.tcp()) {
                tcp.add(bindTcp(endpoint, endpoint.address()));
            }
            InetSocketAddress datagrams = endpoints.udp();
            this.udp = datagrams == null
                    ? null
                    : bind(Listener::datagramChannel, datagrams, new UdpHandler(state, faults));
            Path path = endpoints.unixSocket();
            if (path != null) {
                bindUnix(path);
            }
            if (state.settings().idleSeconds() > 0) {
                loops.first().scheduleWithFixedDelay(this::closeIdle, 1, 1, TimeUnit.SECONDS);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Channel datagramChannel() {
        Channel channel = new NioDatagramChannel();
        // not by an option of the bootstrap, which has another name in Netty 4.1
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MAX_DATAGRAM));
        return channel;
    }

    private Channel bindTcp(Endpoints.Tcp endpoint, InetSocketAddress address) {
        return bind(NioServerSocketChannel::new, address, new Acceptor(admission, endpoint.encryption()));
    }

    private void bindUnix(Path path) {
        try {
            Files.deleteIfExists(path);
            bind(
                    NioServerDomainSocketChannel::new,
                    UnixDomainSocketAddress.of(path),
                    new Acceptor(admission, Endpoints.Encryption.NONE));
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(path, permissions(endpoints.unixMask()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + path + ": " + e.getMessage(), e);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    private Channel bind(ChannelFactory<Channel> factory, SocketAddress address, ChannelHandler handler) {
        if (address instanceof InetSocketAddress named && named.isUnresolved()) {
            throw new IllegalStateException("cannot listen on " + named.getHostString() + ": there is no such host");
        }
        Bootstrap bootstrap =
                new Bootstrap().group(loops.first()).channelFactory(factory).handler(handler);
        if (handler instanceof Acceptor) {
            bootstrap.option(ChannelOption.SO_BACKLOG, endpoints.backlog());
        }
        if (handler instanceof Acceptor && address instanceof InetSocketAddress) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true);
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    /** The first TCP port, or 0. */
    public int tcpPort() {
        return tcp.isEmpty() ? 0 : port(tcp.get(0));
    }

    /** The UDP port, or 0. */
    public int udpPort() {
        return udp == null ? 0 : port(udp);
    }

    /** The listening sockets in the words of {@code stats conns}. */
    public List<String> listening() {
        List<String> addresses = new ArrayList<>();
        tcp.forEach(channel -> addresses.add(text("tcp", channel)));
        if (udp != null) {
            addresses.add(text("udp", udp));
        }
        Path path = endpoints.unixSocket();
        if (path != null) {
            addresses.add("unix:" + path);
        }
        return addresses;
    }

    private static String text(String protocol, Channel channel) {
        if (!(channel.localAddress() instanceof InetSocketAddress address)) {
            return protocol + ":closed";
        }
        // the JVM listens on all addresses of IPv6, which are those of IPv4, too
        return address.getAddress().isAnyLocalAddress()
                ? protocol + ":0.0.0.0:" + address.getPort()
                : AddressText.of(protocol, address);
    }

    private static int port(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    /** Closes the listening TCP sockets, so that connecting is refused, or opens them again on the same ports. */
    public void refuse(boolean now) {
        synchronized (tcp) {
            if (refusing == now) {
                return;
            }
            for (int i = 0; i < tcp.size(); i++) {
                if (now) {
                    portsWhileRefusing.add(port(tcp.get(i)));
                    InetSocketAddress address = (InetSocketAddress) tcp.get(i).localAddress();
                    tcp.get(i).close().awaitUninterruptibly();
                    awaitRefused(address);
                } else {
                    Endpoints.Tcp endpoint = endpoints.tcp().get(i);
                    InetSocketAddress address = endpoint.address();
                    tcp.set(
                            i,
                            bindTcp(endpoint, new InetSocketAddress(address.getAddress(), portsWhileRefusing.get(i))));
                }
            }
            if (!now) {
                portsWhileRefusing.clear();
            }
            refusing = now;
        }
    }

    /** The JDK closes the socket of a channel only when its selector has selected once more. */
    private static void awaitRefused(InetSocketAddress address) {
        InetSocketAddress target = address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        while (System.nanoTime() < deadline) {
            try (Socket probe = new Socket()) {
                probe.connect(target, PROBE_MILLIS);
                Thread.onSpinWait();
            } catch (IOException refused) {
                return;
            }
        }
    }

    /** Closes all connections that are open at present. */
    public void closeConnections() {
        for (Connection connection : state.connections().values()) {
            connection.wire().close();
        }
    }

    private void closeIdle() {
        long oldest = state.clock().nowMillis() - state.settings().idleSeconds() * 1000L;
        for (Connection connection : state.connections().values()) {
            if (connection.lastCommandMillis() < oldest) {
                state.counters().add(Counter.IDLE_KICKS);
                connection.wire().close();
            }
        }
    }

    /** Begins to close everything; returns at once. */
    public void stop() {
        loops.stop();
        Path path = endpoints.unixSocket();
        if (path != null) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Closes everything and, unless called by an event loop, waits until it has happened. */
    public void close() {
        if (!loops.current()) {
            release();
        }
        stop();
        if (!loops.current()) {
            loops.join();
        }
    }

    /** An event loop that ends before it has selected once would leave its socket listening for good. */
    private void release() {
        for (Channel channel : tcp) {
            if (channel.isOpen() && channel.localAddress() instanceof InetSocketAddress address) {
                channel.close().awaitUninterruptibly();
                awaitRefused(address);
            }
        }
    }
}
