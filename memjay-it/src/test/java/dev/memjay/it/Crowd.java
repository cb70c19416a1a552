package dev.memjay.it;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Threads that do something at the same time, and whose failures are the test's. */
public final class Crowd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What a member of the crowd does. */
    public interface Task {
        void run(int number) throws Exception;
    }

    /** Adds platform threads, numbered from 0. */
    public Crowd add(int count, Task task) {
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> guarded(task, number), "crowd-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        return this;
    }

    /** Adds virtual threads, numbered from 0, on a JVM that has them; else none. */
    public Crowd addVirtual(int count, Task task) {
        for (int i = 0; i < count && hasVirtualThreads(); i++) {
            int number = i;
            threads.add(startVirtual(() -> guarded(task, number)));
        }
        return this;
    }

    /** All threads that were added. */
    List<Thread> threads() {
        return threads;
    }

    /** Waits for all, and throws the first failure. */
    public void join() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                if (thread.isAlive()) {
                    AssertionError error = new AssertionError(thread + " does not end; it stands as below");
                    error.setStackTrace(thread.getStackTrace());
                    failures.forEach(error::addSuppressed);
                    throw error;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        Throwable first = failures.peek();
        if (first != null) {
            throw new AssertionError(failures.size() + " threads failed, the first with " + first, first);
        }
    }

    /** Whether anything failed so far. */
    boolean hasFailed() {
        return !failures.isEmpty();
    }

    /** Ends who is still there. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private void guarded(Task task, int number) {
        try {
            task.run(number);
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    static boolean hasVirtualThreads() {
        return starter().isPresent();
    }

    /** Starts a virtual thread; by reflection, since this is compiled for a JDK that has none. */
    static Thread startVirtual(Runnable task) {
        try {
            return (Thread) starter().orElseThrow().invoke(null, task);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Method> starter() {
        if (Runtime.version().feature() < 21) { // in 19 and 20 it is there and refuses to work
            return Optional.empty();
        }
        try {
            return Optional.of(Thread.class.getMethod("startVirtualThread", Runnable.class));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }
}
