package dev.memjay.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends the replies of one connection as badly as the plan wants it. */
final class FaultyReplies {
    /** Without a pause between them the client's kernel would join single bytes again. */
    private static final long BYTE_PAUSE_NANOS = 200_000;

    private final FaultPlan plan;
    private final ChannelHandlerContext context;
    private byte @Nullable [] held;
    private long sentBytes;
    private long busyUntilNanos = System.nanoTime();

    FaultyReplies(FaultPlan plan, ChannelHandlerContext context) {
        this.plan = plan;
        this.context = context;
    }

    /** Sends, holds or drops what one read of the connection produced. */
    void send(byte[] reply) {
        if (plan.silent()) {
            return;
        }
        byte[] garbage = plan.garbage();
        byte[] bytes = garbage == null ? reply : garbage;
        if (plan.outOfDate()) {
            byte[] due = held;
            held = bytes;
            if (due == null) {
                return;
            }
            bytes = due;
        }
        long limit = plan.closeAfterBytes();
        boolean last = limit >= 0 && sentBytes + bytes.length >= limit;
        if (last) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(0, limit - sentBytes));
        }
        sentBytes += bytes.length;
        write(bytes);
        if (last) {
            later(0, () -> context.close());
        }
    }

    private void write(byte[] bytes) {
        long delay = plan.delayNanos();
        if (!plan.split()) {
            later(delay, () -> send(Unpooled.wrappedBuffer(bytes)));
            return;
        }
        for (int i = 0; i < bytes.length; i++) {
            ByteBuf one = Unpooled.wrappedBuffer(bytes, i, 1);
            later(i == 0 ? delay : BYTE_PAUSE_NANOS, () -> send(one));
        }
    }

    private void send(ByteBuf bytes) {
        context.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /** Nothing overtakes what was to happen before, and nothing follows what failed. */
    private void later(long nanos, Runnable what) {
        Runnable action = () -> {
            try {
                what.run();
            } catch (Throwable e) {
                ConnectionHandler.closeNow(context);
            }
        };
        long now = System.nanoTime();
        busyUntilNanos = Math.max(now, busyUntilNanos) + nanos;
        if (busyUntilNanos <= now) {
            action.run();
        } else {
            context.executor().schedule(action, busyUntilNanos - now, TimeUnit.NANOSECONDS);
        }
    }
}
