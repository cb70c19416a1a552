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
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One connection between Netty and its session: brings bytes in, takes replies out, and neither reads nor writes replies while
 * the client does not take those that are there.
 *
 * <p>Whatever is thrown in between, an Error too, ends this connection and no other: nobody can tell how much of a reply was
 * written, so that the next one would be taken for a part of it. What was not sent belongs to the connection and goes with it.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private static final byte BINARY = (byte) 0x80;
    /** So much of a reply is copied for the socket at a time. */
    private static final int PIECE = 64 * 1024;
    /** After so many bytes of replies other connections have their turn. */
    private static final int TURN = 1024 * 1024;

    private final ServerState state;
    private final FaultPlan faults;
    private final long id;
    private final String peer;
    private final String local;
    private final Unread unread = new Unread();
    private @Nullable Connection connection;
    private @Nullable Session session;
    private @Nullable FaultyReplies faulty;
    /** What this connection has taken of the memory for unfinished requests. */
    private int held;

    private boolean serving;
    private boolean paused;
    private boolean inputEnded;

    ConnectionHandler(ServerState state, FaultPlan faults, long id, String peer, String local) {
        this.state = state;
        this.faults = faults;
        this.id = id;
        this.peer = peer;
        this.local = local;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Connection opened = new Connection(
                id,
                peer,
                local,
                new Output(),
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
        connection = null;
        if (closed != null) {
            closed.out().discard();
            state.watchLog().closed(closed);
        }
        Session ended = session;
        if (ended != null) {
            ended.closed();
        }
        unread.clear();
        session = null;
        hold(0);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            receive(context, bytes);
        } catch (Throwable e) {
            fail(context);
        } finally {
            bytes.release();
        }
    }

    private void receive(ChannelHandlerContext context, ByteBuf bytes) {
        Connection current = connection;
        if (current == null || current.closing() || !bytes.isReadable()) {
            return;
        }
        state.counters().add(Counter.BYTES_READ, bytes.readableBytes());
        Scratch scratch = Scratch.ofThisThread();
        unread.add(bytes, scratch);
        if (!paused) {
            serve(context, current, scratch);
        }
        unread.settle();
        if (!hold(unfinished()) && !current.closing()) {
            unread.clear();
            current.outOfMemory();
            serve(context, current, scratch);
        }
    }

    private int unfinished() {
        Session present = session;
        return unread.held() + (present == null ? 0 : present.unfinished());
    }

    /** Notes what the client's unfinished request takes; whether it may. */
    private boolean hold(int now) {
        int before = held;
        held = now;
        return state.requestMemory().change(before, now);
    }

    /** Answers what has come, until there is no more of it or the client does not take the answers. */
    private void serve(ChannelHandlerContext context, Connection current, Scratch scratch) {
        Session present = session(current);
        scratch.lendTo(current.out());
        serving = true;
        try {
            boolean more = true;
            long sent = 0;
            while (true) {
                sent += current.out().length();
                if (!handOver(context, current)) {
                    pause(context);
                    return;
                }
                if (current.closing()) {
                    unread.clear();
                    closeWhenSent(context);
                    return;
                }
                if (!more) {
                    if (inputEnded) {
                        closeWhenSent(context);
                    }
                    return;
                }
                if (sent > TURN) {
                    context.flush();
                    pause(context);
                    context.executor().execute(() -> resume(context));
                    return;
                }
                unread.readUntil(present.consume(unread.bytes(), unread.from(), unread.to()));
                more = current.out().full();
            }
        } finally {
            serving = false;
            scratch.takeFrom(current.out());
        }
    }

    private static void closeWhenSent(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void pause(ChannelHandlerContext context) {
        paused = true;
        context.channel().config().setAutoRead(false);
    }

    private void resume(ChannelHandlerContext context) {
        Connection current = connection;
        if (!paused || serving || current == null || !context.channel().isWritable()) {
            return;
        }
        try {
            paused = false;
            serve(context, current, Scratch.ofThisThread());
            unread.settle();
            hold(unfinished());
            if (!paused) {
                context.flush();
                context.channel().config().setAutoRead(true);
            }
        } catch (Throwable e) {
            fail(context);
        }
    }

    private Session session(Connection current) {
        Session present = session;
        if (present == null) {
            present = newSession(current, unread.bytes()[unread.from()] == BINARY);
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

    /** Gives the socket the replies that are there; whether it took all. */
    private boolean handOver(ChannelHandlerContext context, Connection current) {
        Output out = current.out();
        while (out.length() > 0) {
            if (!context.channel().isWritable()) {
                context.flush();
                if (!context.channel().isWritable()) {
                    return false;
                }
            }
            if (faults.any() || faulty != null) {
                badly(context, out);
            } else {
                int size = Math.min(PIECE, out.length());
                state.counters().add(Counter.BYTES_WRITTEN, size);
                write(context, out, size);
            }
        }
        current.written();
        return true;
    }

    private static void write(ChannelHandlerContext context, Output out, int size) {
        ByteBuf piece = context.alloc().ioBuffer(size);
        try {
            out.drain(size, piece::writeBytes);
        } catch (Throwable e) {
            piece.release();
            throw e;
        }
        // a piece that was left out would make the next one a part of another reply
        context.write(piece).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void badly(ChannelHandlerContext context, Output out) {
        FaultyReplies sender = faulty;
        if (sender == null) {
            sender = new FaultyReplies(faults, context);
            faulty = sender;
        }
        byte[] reply = out.toByteArray();
        out.clear();
        state.counters().add(Counter.BYTES_WRITTEN, reply.length);
        sender.send(reply);
    }

    /** Ends the connection at once, and takes no memory for it, of which there may be none. */
    private void fail(ChannelHandlerContext context) {
        Connection current = connection;
        if (current != null) {
            current.abandon();
        }
        unread.clear();
        closeNow(context);
    }

    /** Closes without allocating anything. */
    static void closeNow(ChannelHandlerContext context) {
        context.channel().unsafe().close(context.channel().voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            resume(context);
        } else if (!serving) {
            context.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // the client has no more to say, but waits for the rest of its answers
            inputEnded = true;
            if (!paused) {
                closeWhenSent(context);
            }
        } else if (event instanceof ChannelOutputShutdownEvent) {
            // Netty ends the output alone when there was no memory to send it
            fail(context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context);
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
                try {
                    sendOrSkip(bytes);
                } catch (Throwable e) {
                    closeNow(context);
                }
            });
        }

        private void sendOrSkip(byte[] bytes) {
            if (!context.channel().isWritable()) {
                skipped++;
                return;
            }
            if (skipped > 0) {
                byte[] note = ("skipped=" + skipped + "\n").getBytes(StandardCharsets.US_ASCII);
                skipped = 0;
                write(note);
            }
            write(bytes);
            context.flush();
        }

        private void write(byte[] bytes) {
            context.write(Unpooled.wrappedBuffer(bytes)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
