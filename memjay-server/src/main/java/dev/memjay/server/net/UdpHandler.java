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

/** Requests and replies in datagrams with memcached's frame header of 8 bytes. */
final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final int HEADER = 8;
    private static final int MAX_PAYLOAD = 1400 - HEADER;
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
        Output out = answer(input, AddressText.of("udp", datagram.sender()));
        if (!faults.silent()) {
            send(context, datagram, requestId, out);
        }
        out.clear();
    }

    private Output answer(byte[] input, String peer) {
        Output out = Scratch.ofThisThread().output();
        Connection connection = new Connection(0, peer, out, Wire.NONE);
        Session session =
                input[0] == BINARY ? new BinarySession(state, connection) : new TextSession(state, connection);
        int at = 0;
        int before;
        do {
            // a datagram's replies are bounded by what it can ask for, so that the output may grow beyond its mark
            before = at;
            at = session.consume(input, at, input.length);
        } while (at < input.length && at > before && !out.full());
        session.closed();
        return out;
    }

    private void send(ChannelHandlerContext context, DatagramPacket datagram, int requestId, Output out) {
        int total = (out.length() + MAX_PAYLOAD - 1) / MAX_PAYLOAD;
        for (int i = 0; i < total; i++) {
            int from = i * MAX_PAYLOAD;
            int count = Math.min(MAX_PAYLOAD, out.length() - from);
            ByteBuf frame = context.alloc().ioBuffer(HEADER + count);
            frame.writeShort(requestId).writeShort(i).writeShort(total).writeShort(0);
            frame.writeBytes(out.bytes(), from, count);
            context.write(new DatagramPacket(frame, datagram.sender()));
        }
        state.counters().add(Counter.BYTES_WRITTEN, out.length());
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // a datagram that cannot be sent is lost, as datagrams may be; the socket serves the next one
    }
}
