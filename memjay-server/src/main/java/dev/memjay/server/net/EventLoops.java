package dev.memjay.server.net;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one server. They stand alone instead of in a Netty group, because a group's end is told by a thread of
 * Netty's own that would outlive the server by a second.
 */
final class EventLoops {
    /** No connection has more to do than to close, so this is only against a loop that hangs. */
    private static final long CLOSE_SECONDS = 5;

    private final List<SingleThreadIoEventLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    EventLoops(int count, String name) {
        for (int i = 0; i < count; i++) {
            String threadName = name + "-" + i;
            loops.add(new SingleThreadIoEventLoop(
                    null,
                    task -> {
                        Thread thread = new Thread(task, threadName);
                        thread.setDaemon(true);
                        synchronized (threads) {
                            threads.add(thread);
                        }
                        return thread;
                    },
                    NioIoHandler.newFactory()));
        }
    }

    SingleThreadIoEventLoop first() {
        return loops.get(0);
    }

    /** The loop that takes the next connection. */
    SingleThreadIoEventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** Whether the caller is one of the threads. */
    boolean current() {
        return loops.stream().anyMatch(SingleThreadIoEventLoop::inEventLoop);
    }

    /** Begins to end all threads. */
    void stop() {
        for (SingleThreadIoEventLoop loop : loops) {
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
