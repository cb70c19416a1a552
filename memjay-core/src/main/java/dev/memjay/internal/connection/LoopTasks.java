package dev.memjay.internal.connection;

import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the event loop is to run next, or when its time comes. Tasks are added by any thread; all else is done by the
 * loop's thread, or by whoever comes after its end. What was added without an error is run, whatever happens meanwhile.
 */
final class LoopTasks {
    private final ConcurrentLinkedQueue<Runnable> queued = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    /** Timers for which the queue could not grow. */
    private @Nullable Timer leftOut;

    /** Any thread. */
    void add(Runnable task) {
        queued.add(task);
    }

    /** Any thread. */
    void addTimer(long due, Runnable task) {
        queued.add(new Timer(this, due, task));
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
        takeLeftOut();
        while (!timers.isEmpty() && timers.peek().due - now <= 0) {
            runSafely(timers.remove().task);
        }
    }

    private void takeLeftOut() {
        while (leftOut != null) {
            Timer first = leftOut;
            timers.add(first);
            leftOut = first.next;
            first.next = null;
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

    /** A task and its time, which puts itself among the timers. */
    private static final class Timer implements Runnable, Comparable<Timer> {
        private final LoopTasks tasks;
        private final long due;
        private final Runnable task;
        private @Nullable Timer next;

        Timer(LoopTasks tasks, long due, Runnable task) {
            this.tasks = tasks;
            this.due = due;
            this.task = task;
        }

        @Override
        public void run() {
            boolean added = false;
            try {
                tasks.timers.add(this);
                added = true;
            } finally {
                if (!added) {
                    next = tasks.leftOut;
                    tasks.leftOut = this;
                }
            }
        }

        @Override
        public int compareTo(Timer other) {
            return Long.signum(due - other.due);
        }
    }
}
