package dev.memjay.server.net;

import dev.memjay.server.binary.BinarySession;
import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Session;
import dev.memjay.server.protocol.Settings;
import dev.memjay.server.protocol.Wire;
import dev.memjay.server.store.Counter;
import dev.memjay.server.text.LoginSession;
import dev.memjay.server.text.TextSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection between Netty and its session: brings bytes in, takes replies out, and stops reading while the client
 * does not take its replies.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private static final byte BINARY = (byte) 0x80;
    private static final byte[] NOTHING = new byte[0];

    private final ServerState state;
    private final FaultPlan faults;
    private final long id;
    private final String peer;
    private final String local;
    private @Nullable Scratch scratch;
    private @Nullable Connection connection;
    private @Nullable Session session;
    private @Nullable FaultyReplies faulty;
    private byte[] kept = NOTHING;
    private int keptLength;
    private boolean paused;

    ConnectionHandler(ServerState state, FaultPlan faults, long id, String peer, String local) {
        this.state = state;
        this.faults = faults;
        this.id = id;
        this.peer = peer;
        this.local = local;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Scratch mine = Scratch.ofThisThread();
        scratch = mine;
        Connection opened = new Connection(
                id,
                peer,
                local,
                mine.output(),
                new ChannelWire(context),
                state.clock().nowMillis());
        connection = opened;
        state.counters().add(Counter.TOTAL_CONNECTIONS);
        state.connections().put(id, opened);
        state.watchLog().opened(opened);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Connection closed = state.connections().remove(id);
        if (closed != null) {
            state.watchLog().closed(closed);
        }
        Session ended = session;
        if (ended != null) {
            ended.closed();
        }
        kept = NOTHING;
        keptLength = 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            receive(context, bytes);
        } finally {
            bytes.release();
        }
    }

    private void receive(ChannelHandlerContext context, ByteBuf bytes) {
        Connection current = connection;
        Scratch mine = scratch;
        if (current == null || mine == null || current.closing()) {
            return;
        }
        int count = bytes.readableBytes();
        state.counters().add(Counter.BYTES_READ, count);
        if (keptLength == 0 && !paused) {
            byte[] input = mine.input(count);
            bytes.readBytes(input, 0, count);
            process(context, current, input, count);
        } else {
            if (kept.length - keptLength < count) {
                kept = Arrays.copyOf(kept, Math.max(keptLength + count, kept.length * 2));
            }
            bytes.readBytes(kept, keptLength, count);
            keptLength += count;
            if (!paused) {
                process(context, current, kept, keptLength);
            }
        }
    }

    private void process(ChannelHandlerContext context, Connection current, byte[] input, int length) {
        Session served = session(current, input);
        int at = 0;
        boolean full;
        do {
            at = served.consume(input, at, length);
            full = current.out().full();
            send(context, current.out());
            current.written();
            if (current.closing()) {
                kept = NOTHING;
                keptLength = 0;
                context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
                return;
            }
        } while (full && context.channel().isWritable());
        keep(input, at, length);
        if (full) {
            paused = true;
            context.channel().config().setAutoRead(false);
        }
    }

    private void keep(byte[] input, int from, int to) {
        if (from == to) {
            kept = NOTHING;
            keptLength = 0;
        } else if (input == kept) {
            System.arraycopy(kept, from, kept, 0, to - from);
            keptLength = to - from;
        } else {
            kept = Arrays.copyOfRange(input, from, to);
            keptLength = to - from;
        }
    }

    private Session session(Connection current, byte[] input) {
        Session present = session;
        if (present == null) {
            present = newSession(current, input[0] == BINARY);
            session = present;
        }
        return present;
    }

    /** The first byte decides which protocol a connection speaks, unless the settings do. */
    private Session newSession(Connection current, boolean startsBinary) {
        Settings settings = state.settings();
        if (settings.login() == Settings.Login.ASCII) {
            return new LoginSession(state, current);
        }
        boolean binary = switch (settings.binding()) {
            case AUTO -> startsBinary || settings.login() == Settings.Login.SASL;
            case ASCII -> false;
            case BINARY -> true;
        };
        return binary ? new BinarySession(state, current) : new TextSession(state, current);
    }

    private void send(ChannelHandlerContext context, Output out) {
        int length = out.length();
        if (length > 0) {
            state.counters().add(Counter.BYTES_WRITTEN, length);
            if (faults.any() || faulty != null) {
                FaultyReplies sender = faulty;
                if (sender == null) {
                    sender = new FaultyReplies(faults, context);
                    faulty = sender;
                }
                sender.send(Arrays.copyOf(out.bytes(), length));
                return;
            }
            context.write(context.alloc().ioBuffer(length).writeBytes(out.bytes(), 0, length));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Connection current = connection;
        if (paused && current != null && context.channel().isWritable()) {
            paused = false;
            process(context, current, kept, keptLength);
            context.flush();
            if (!paused) {
                context.channel().config().setAutoRead(true);
            }
        } else if (!context.channel().isWritable()) {
            context.flush();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** Sends from any thread. A watcher that does not read loses lines instead of filling the heap, and is told how many. */
    private static final class ChannelWire implements Wire {
        private final ChannelHandlerContext context;
        /** Touched by the event loop only. */
        private int skipped;

        ChannelWire(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public void send(byte[] bytes) {
            context.executor().execute(() -> {
                if (!context.channel().isWritable()) {
                    skipped++;
                    return;
                }
                if (skipped > 0) {
                    byte[] note = ("skipped=" + skipped + "\n").getBytes(StandardCharsets.US_ASCII);
                    skipped = 0;
                    context.write(Unpooled.wrappedBuffer(note));
                }
                context.writeAndFlush(Unpooled.wrappedBuffer(bytes));
            });
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
