package dev.memjay.server.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one server, with Netty 4.2 or 4.1, whichever the program has.
 *
 * <p>With 4.2 they stand alone instead of in a group, because the end of a group is reported by a thread of Netty's own,
 * {@code globalEventExecutor}, which outlives the server by a second. 4.1 has no loops but those of groups.
 */
final class EventLoops {
    /** No connection has more to do than to close, so this is only against a loop that hangs. */
    private static final long CLOSE_SECONDS = 5;

    private static final boolean STANDALONE = standalone();

    private final List<EventLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    EventLoops(int count, String name) {
        for (int i = 0; i < count; i++) {
            String threadName = name + "-" + i;
            ThreadFactory factory = task -> {
                Thread thread = new Thread(task, threadName);
                thread.setDaemon(true);
                synchronized (threads) {
                    threads.add(thread);
                }
                return thread;
            };
            loops.add(STANDALONE ? StandaloneLoop.of(factory) : loopOfGroup(factory));
        }
    }

    private static boolean standalone() {
        try {
            Class.forName("io.netty.channel.nio.NioIoHandler", false, EventLoops.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    // what 4.2 has in its place is not in 4.1
    @SuppressWarnings("deprecation")
    private static EventLoop loopOfGroup(ThreadFactory factory) {
        // by its interface: the class's own next() has another return type in 4.2
        EventLoopGroup group = new NioEventLoopGroup(1, factory);
        return group.next();
    }

    EventLoop first() {
        return loops.get(0);
    }

    /** The loop that takes the next connection. */
    EventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** Whether the caller is one of the threads. */
    boolean current() {
        return loops.stream().anyMatch(EventLoop::inEventLoop);
    }

    /** Begins to end all threads. */
    void stop() {
        for (EventLoop loop : loops) {
            loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Waits until all threads have ended. */
    void join() {
        boolean interrupted = false;
        List<Thread> all;
        synchronized (threads) {
            all = List.copyOf(threads);
        }
        for (Thread thread : all) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(2 * CLOSE_SECONDS));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
