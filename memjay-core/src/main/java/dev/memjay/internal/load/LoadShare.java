package dev.memjay.internal.load;

import dev.memjay.internal.thread.DaemonThread;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What all loads of one client share: the flights, and the threads that refresh values in the background. The threads are
 * made when they are first needed, end when they have nothing to do, and are few: a value that finds none free is
 * refreshed by its caller.
 */
public final class LoadShare {
    private static final int MAX_THREADS = 16;
    private static final long IDLE_SECONDS = 5;

    private final SingleFlight flights = new SingleFlight();
    private @Nullable ThreadPoolExecutor threads;
    private final Set<Object> known = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /** What was found out about a node and need not be asked again. */
    public boolean isKnown(Object node) {
        return known.contains(node);
    }

    /** Notes that it was found out. */
    public void know(Object node) {
        known.add(node);
    }

    /** The flights under way. */
    public SingleFlight flights() {
        return flights;
    }

    /**
     * Runs a refresh in the background, or at once on the calling thread where there is no room.
     *
     * @param executor where to, or null for the threads of this client
     */
    public void refresh(@Nullable Executor executor, Runnable refresh) {
        try {
            (executor == null ? threads() : executor).execute(refresh);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // no room, or no thread
            refresh.run();
        }
    }

    private synchronized Executor threads() {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        if (threads == null) {
            AtomicInteger number = new AtomicInteger();
            threads = new ThreadPoolExecutor(
                    0,
                    MAX_THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    task -> DaemonThread.of("memjay-refresh-" + number.incrementAndGet(), task));
        }
        return threads;
    }

    /** Interrupts what is being refreshed. */
    public synchronized void close() {
        closed = true;
        if (threads != null) {
            threads.shutdownNow();
        }
    }
}
