package dev.memjay.server.net;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.ThreadFactory;

/** Makes event loops that belong to no group. The only class that needs Netty 4.2: with 4.1 it must not be loaded. */
final class StandaloneLoop {
    private StandaloneLoop() {}

    static EventLoop of(ThreadFactory factory) {
        return new SingleThreadIoEventLoop(null, factory, NioIoHandler.newFactory());
    }
}
