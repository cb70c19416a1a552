package dev.memjay.server.net;

import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.store.Counter;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Hands the new connections of a server to its event loops, as many as its limit allows. */
final class Admission {
    private static final byte[] TOO_MANY = "ERROR Too many open connections\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerState state;
    private final Endpoints endpoints;
    private final FaultPlan faults;
    private final EventLoops loops;
    private final AtomicLong ids = new AtomicLong(1);
    private final AtomicInteger open = new AtomicInteger();

    Admission(ServerState state, Endpoints endpoints, FaultPlan faults, EventLoops loops) {
        this.state = state;
        this.endpoints = endpoints;
        this.faults = faults;
        this.loops = loops;
    }

    /** Serves a connection, or tells it that it is one too many. */
    void admit(Channel accepted, Endpoints.Encryption encryption) {
        try {
            take(accepted, encryption);
        } catch (Throwable e) {
            accepted.unsafe().closeForcibly();
        }
    }

    private void take(Channel accepted, Endpoints.Encryption encryption) {
        if (accepted.remoteAddress() instanceof InetSocketAddress) {
            accepted.config().setOption(ChannelOption.TCP_NODELAY, true);
        }
        // a client that ends its side still gets the answers that are due
        accepted.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (open.get() >= state.settings().takenConnections()) {
            turnAway(accepted);
            return;
        }
        accepted.closeFuture().addListener(closed -> open.decrementAndGet());
        open.incrementAndGet();
        TlsIdentity identity = endpoints.tls();
        SslContext context = identity == null ? null : identity.context(encryption);
        if (context != null) {
            accepted.pipeline().addLast(context.newHandler(accepted.alloc()));
        }
        long id = ids.getAndIncrement();
        accepted.pipeline()
                .addLast(new ConnectionHandler(
                        state, faults, id, text(accepted.remoteAddress()), text(accepted.localAddress())));
        register(accepted);
    }

    private ChannelFuture register(Channel accepted) {
        return loops.next().register(accepted).addListener((ChannelFutureListener) registered -> {
            if (!registered.isSuccess()) {
                accepted.unsafe().closeForcibly();
            }
        });
    }

    private void turnAway(Channel accepted) {
        state.counters().add(Counter.REJECTED_CONNECTIONS);
        register(accepted)
                .addListener(done -> accepted.writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY))
                        .addListener(ChannelFutureListener.CLOSE));
    }

    private String text(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? AddressText.of("tcp", internet)
                : "unix:" + endpoints.unixSocket();
    }
}
