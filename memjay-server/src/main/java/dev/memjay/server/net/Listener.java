package dev.memjay.server.net;

import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.store.Counter;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The sockets that take connections and datagrams for a server. */
public final class Listener {
    private static final byte[] TOO_MANY = "ERROR Too many open connections\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What is longer than the buffer would be cut off. */
    private static final int LARGEST_DATAGRAM = 65_536;

    private static final long CLOSE_SECONDS = 5;
    private static final int PROBE_MILLIS = 100;

    private final ServerState state;
    private final Endpoints endpoints;
    private final FaultPlan faults;
    private final EventLoops loops;
    private final AtomicLong ids = new AtomicLong(1);
    private final AtomicInteger open = new AtomicInteger();
    /** Changed under its monitor, which no event loop ever waits for. */
    private final List<Channel> tcp = new CopyOnWriteArrayList<>();

    private final List<Integer> portsWhileRefusing = new ArrayList<>();
    private final @Nullable Channel udp;
    private boolean refusing;

    /** Binds at once; the caller closes. */
    public Listener(ServerState state, Endpoints endpoints, FaultPlan faults) {
        this.state = state;
        this.endpoints = endpoints;
        this.faults = faults;
        this.loops = new EventLoops(state.settings().threads(), "memjay-server");
        try {
            for (Endpoints.Tcp endpoint : endpoints.tcp()) {
                tcp.add(bindTcp(endpoint, endpoint.address()));
            }
            InetSocketAddress datagrams = endpoints.udp();
            this.udp =
                    datagrams == null ? null : bind(NioDatagramChannel::new, datagrams, new UdpHandler(state, faults));
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

    private Channel bindTcp(Endpoints.Tcp endpoint, InetSocketAddress address) {
        return bind(NioServerSocketChannel::new, address, new Acceptor(endpoint.encryption()));
    }

    private void bindUnix(Path path) {
        try {
            Files.deleteIfExists(path);
            bind(
                    NioServerDomainSocketChannel::new,
                    UnixDomainSocketAddress.of(path),
                    new Acceptor(Endpoints.Encryption.NONE));
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
        if (handler instanceof UdpHandler) {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM));
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
        tcp.forEach(channel -> addresses.add("tcp:" + text(channel)));
        if (udp != null) {
            addresses.add("udp:" + text(udp));
        }
        Path path = endpoints.unixSocket();
        if (path != null) {
            addresses.add("unix:" + path);
        }
        return addresses;
    }

    private static String text(Channel channel) {
        if (!(channel.localAddress() instanceof InetSocketAddress address)) {
            return "closed";
        }
        // the JVM listens on all addresses of IPv6, which are those of IPv4, too
        String host = address.getAddress().isAnyLocalAddress()
                ? "0.0.0.0"
                : address.getAddress().getHostAddress();
        return host + ":" + address.getPort();
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

    /** Hands each new connection of one listening socket to an event loop. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        private final Endpoints.Encryption encryption;

        Acceptor(Endpoints.Encryption encryption) {
            this.encryption = encryption;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            accept((Channel) message, encryption);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // a connection that ended before it was accepted, or no file descriptor left: the next one may be good
        }
    }

    private void accept(Channel accepted, Endpoints.Encryption encryption) {
        if (accepted.remoteAddress() instanceof InetSocketAddress) {
            accepted.config().setOption(ChannelOption.TCP_NODELAY, true);
        }
        if (open.get() >= state.settings().takenConnections()) {
            state.counters().add(Counter.REJECTED_CONNECTIONS);
            loops.next()
                    .register(accepted)
                    .addListener(done -> accepted.writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY))
                            .addListener(ChannelFutureListener.CLOSE));
            return;
        }
        open.incrementAndGet();
        accepted.closeFuture().addListener(closed -> open.decrementAndGet());
        TlsIdentity identity = endpoints.tls();
        SslContext context = identity == null ? null : identity.context(encryption);
        if (context != null) {
            accepted.pipeline().addLast(context.newHandler(accepted.alloc()));
        }
        long id = ids.getAndIncrement();
        accepted.pipeline().addLast(new ConnectionHandler(state, faults, id, peer(accepted.remoteAddress())));
        loops.next().register(accepted);
    }

    private String peer(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            return "tcp:" + internet.getAddress().getHostAddress() + ":" + internet.getPort();
        }
        return "unix:" + endpoints.unixSocket();
    }
}
