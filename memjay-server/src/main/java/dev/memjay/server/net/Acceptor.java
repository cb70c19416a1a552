package dev.memjay.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Takes the new connections of one listening socket. */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private final Admission admission;
    private final Endpoints.Encryption encryption;

    Acceptor(Admission admission, Endpoints.Encryption encryption) {
        this.admission = admission;
        this.encryption = encryption;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        admission.admit((Channel) message, encryption);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // a connection that ended before it was accepted, or no file descriptor left: the next one may be good
    }
}
