package dev.memjay.spring.boot;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * The threads on which asynchronous calls complete, so that what an application chains to a {@code Mono} or a future may
 * block without stopping the client's event loop.
 *
 * <p>This is no {@link Executor} bean: Spring Boot would not make its own {@code applicationTaskExecutor} then. What waits for
 * a thread is bounded by the client, which refuses new calls when too much does.
 */
final class CallbackThreads implements AutoCloseable {
    static final int FIRST_JAVA_WITH_VIRTUAL = 21;

    private static final String NAME = "memjay-callback-";

    /** Where the machine is small: a callback that blocks leaves some for the others. */
    private static final int MIN_THREADS = 8;

    private final Executor executor;
    private final Runnable end;

    private CallbackThreads(Executor executor, Runnable end) {
        this.executor = executor;
        this.end = end;
    }

    /** A virtual thread for each callback; needs a JDK of 21 or newer. */
    static CallbackThreads virtual() {
        return new CallbackThreads(new VirtualThreadTaskExecutor(NAME), () -> {});
    }

    /** Some threads, twice as many as processors but 8 at least, which end when idle. */
    static CallbackThreads platform() {
        int count = Math.max(MIN_THREADS, 2 * Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count, count, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), CallbackThreads::thread);
        pool.allowCoreThreadTimeOut(true);
        return new CallbackThreads(pool, pool::shutdown);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "", 0, false);
        thread.setName(NAME + thread.getId());
        thread.setDaemon(true);
        return thread;
    }

    Executor executor() {
        return executor;
    }

    /** Runs what waits, and takes nothing more. */
    @Override
    public void close() {
        end.run();
    }
}
