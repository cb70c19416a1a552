package dev.memjay.server.net;

import dev.memjay.server.binary.BinarySession;
import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Session;
import dev.memjay.server.protocol.Wire;
import dev.memjay.server.store.Counter;
import dev.memjay.server.text.TextSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.nio.charset.StandardCharsets;

/** Requests and replies in datagrams with memcached's frame header of 8 bytes. */
final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final int HEADER = 8;
    private static final int MAX_PAYLOAD = 1400 - HEADER;
    /** A datagram of 64 KB can ask for a great many values, and nobody can stop the answer. */
    private static final int MAX_REPLY = 4 * 1024 * 1024;

    private static final byte[] TOO_LONG =
            "SERVER_ERROR the answer is too long for datagrams\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte BINARY = (byte) 0x80;

    private final ServerState state;
    private final FaultPlan faults;

    UdpHandler(ServerState state, FaultPlan faults) {
        this.state = state;
        this.faults = faults;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        ByteBuf content = datagram.content();
        if (content.readableBytes() <= HEADER || faults.dropDatagrams()) {
            return;
        }
        if (!context.channel().isWritable()) {
            // earlier answers wait; this request is lost, as datagrams may be
            return;
        }
        int requestId = content.readUnsignedShort();
        content.readUnsignedShort();
        int total = content.readUnsignedShort();
        content.readUnsignedShort();
        if (total != 1) {
            return;
        }
        byte[] input = new byte[content.readableBytes()];
        content.readBytes(input);
        state.counters().add(Counter.BYTES_READ, input.length);
        Output out = new Output(MAX_REPLY);
        Scratch scratch = Scratch.ofThisThread();
        scratch.lendTo(out);
        answer(input, AddressText.of("udp", datagram.sender()), out);
        if (out.full()) {
            out.clear();
            if (input[0] != BINARY) {
                out.put(TOO_LONG);
            }
        }
        if (!faults.silent()) {
            send(context, datagram, requestId, out);
        }
        out.clear();
        scratch.takeFrom(out);
    }

    private void answer(byte[] input, String peer, Output out) {
        Connection connection = new Connection(0, peer, out, Wire.NONE);
        Session session =
                input[0] == BINARY ? new BinarySession(state, connection) : new TextSession(state, connection);
        int at = 0;
        int before;
        do {
            before = at;
            at = session.consume(input, at, input.length);
        } while (at < input.length && at > before && !out.full());
        session.closed();
    }

    private void send(ChannelHandlerContext context, DatagramPacket datagram, int requestId, Output out) {
        int length = out.length();
        int total = (length + MAX_PAYLOAD - 1) / MAX_PAYLOAD;
        for (int i = 0; i < total; i++) {
            int count = Math.min(MAX_PAYLOAD, out.length());
            ByteBuf frame = context.alloc().ioBuffer(HEADER + count);
            try {
                frame.writeShort(requestId).writeShort(i).writeShort(total).writeShort(0);
                out.drain(count, frame::writeBytes);
            } catch (Throwable e) {
                frame.release();
                throw e;
            }
            context.write(new DatagramPacket(frame, datagram.sender()));
        }
        state.counters().add(Counter.BYTES_WRITTEN, length);
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // a datagram that cannot be sent is lost, as datagrams may be; the socket serves the next one
    }
}
