package dev.memjay.internal.connection;

import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the event loop is to run next, or when its time comes. Tasks are added by any thread; all else is done by the
 * loop's thread, or by whoever comes after its end.
 */
final class LoopTasks {
    private final ConcurrentLinkedQueue<Runnable> queued = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    /** Any thread. */
    void add(Runnable task) {
        queued.add(task);
    }

    void addTimer(long due, Runnable task) {
        timers.add(new Timer(due, task));
    }

    boolean areQueued() {
        return !queued.isEmpty();
    }

    void runQueued() {
        for (Runnable task = queued.poll(); task != null; task = queued.poll()) {
            runSafely(task);
        }
    }

    /** Runs what waited for its time, if that has come. */
    void runDue(long now) {
        while (!timers.isEmpty() && timers.peek().due - now <= 0) {
            runSafely(timers.remove().task);
        }
    }

    /** Nanoseconds until the next time that something waits for, or {@code longest}. */
    long nanosLeft(long now, long longest) {
        return timers.isEmpty() ? longest : Math.min(longest, timers.peek().due - now);
    }

    /** What goes wrong in one task must not keep the others from running. */
    static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            EventLoop.log("a task on the event loop failed", failure);
        }
    }

    private record Timer(long due, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.signum(due - other.due);
        }
    }
}
