package dev.memjay.internal.route;

import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OverloadedException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.LoopCare;
import dev.memjay.internal.thread.DaemonThread;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where asynchronous calls complete that cannot do so on the event loop: on the callback executor, or where there is none, on
 * one thread of the client, which decodes what codecs of others have written and expands what is compressed.
 *
 * <p>What waits here is bounded. When too many values or bytes wait, new calls that need decoding are refused, or wait for room
 * if {@code waitWhenFull} is set. Calls already in flight are still accepted, by number, but not beyond the bound on bytes:
 * their answers are dropped and they end with an overload error. A call's deadline holds while it waits here and while its
 * codec runs, even if that never returns. Thread-safe.
 */
final class Completions implements LoopCare {
    /** As many as may be in flight on one connection. */
    static final int MAX_VALUES = 16_384;
    /** The thread's name. */
    static final String THREAD = "memjay-decode";
    /** A share of the heap, as for the copies of a near cache. */
    private static final int SHARE_OF_HEAP = 4;
    /** An executor has at least so long for an error, whose call has often no time left. */
    private static final long PATIENCE_NANOS = 100_000_000;
    /** What a script has to do goes on elsewhere when the thread does not come to it for so long. */
    private static final long SCRIPT_NANOS = 1_000_000_000;

    private static final long MAX_LOOK_NANOS = 3_600_000_000_000L;

    /** Something that is to be completed; ends once, in one of the ways. */
    abstract static class Task implements Runnable {
        private final Completions completions;
        private final Verb verb;
        private final long deadline;
        private final long bytes;
        /** Written under the lock. */
        private volatile boolean begun;

        /**
         * @param verb whose answer it is
         * @param deadline until when it is to be done
         * @param bytes what it keeps in memory meanwhile
         */
        Task(Completions completions, Verb verb, long deadline, long bytes) {
            this.completions = completions;
            this.verb = verb;
            this.deadline = deadline;
            this.bytes = bytes;
        }

        /** Whether somebody has begun to complete it. */
        final boolean isBegun() {
            return begun;
        }

        /** Completes it: decodes, and runs callbacks. */
        abstract void complete();

        /** It was not completed by its deadline, and may be under way elsewhere. */
        abstract void late();

        /** There is no room for it, or the client is closed, or an error keeps it from being completed. */
        abstract void failed(Throwable error);

        /** On the thread that completes it. */
        @Override
        public final void run() {
            if (completions.begin(this)) {
                Thread self = Thread.currentThread();
                boolean isOuter = completions.completing.add(self);
                try {
                    complete();
                } catch (Throwable thrown) {
                    failed(thrown);
                } finally {
                    completions.end(this);
                    if (isOuter) {
                        completions.completing.remove(self);
                    }
                }
            }
        }
    }

    private final EventLoop loop;
    private final @Nullable Executor executor;
    private final boolean waitsWhenFull;
    private final int maxValues;
    private final long maxBytes;

    /** Threads that complete something now: room is made by them, so they may not wait for it. */
    private final Set<Thread> completing = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    // Guarded by the lock.
    /** All that has not ended, in the order in which it came. */
    private final Set<Task> open = new LinkedHashSet<>();
    /** Those of them that wait for the thread. */
    private final Set<Task> queue = new LinkedHashSet<>();

    private boolean closed;
    private boolean timed;
    /** When the next of them is late, if it is {@link #timed}. */
    private long nextLook;
    // Written under the lock.
    private volatile int count;
    private volatile long bytes;
    private volatile @Nullable Thread thread;

    Completions(EventLoop loop, @Nullable Executor executor, boolean waitsWhenFull) {
        this(loop, executor, waitsWhenFull, MAX_VALUES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    Completions(EventLoop loop, @Nullable Executor executor, boolean waitsWhenFull, int maxValues, long maxBytes) {
        this.loop = loop;
        this.executor = executor;
        this.waitsWhenFull = waitsWhenFull;
        this.maxValues = maxValues;
        this.maxBytes = maxBytes;
        loop.care(this);
    }

    /** Whether callbacks run here that may not wait for others of this client. */
    boolean isCurrentThread() {
        return loop.isCurrentThread() || Thread.currentThread() == thread;
    }

    /** Whether all that completes does so on an executor. */
    boolean hasExecutor() {
        return executor != null;
    }

    /** Whether something has not been completed yet. */
    boolean areOpen() {
        return count > 0;
    }

    // ---- Before a call

    /**
     * Refuses a call whose value would have to be decoded here when there is no room, or waits for some.
     *
     * @return why it is refused, or null
     */
    @Nullable
    MemjayException refusal(Verb verb, long start, long deadline) {
        if (!isFull()) {
            return null;
        }
        return waitsWhenFull && !isCurrentThread() && !completing.contains(Thread.currentThread())
                ? awaitRoom(verb, start, deadline)
                : overloaded(verb, start);
    }

    private boolean isFull() {
        return count >= maxValues || bytes >= maxBytes;
    }

    private @Nullable MemjayException awaitRoom(Verb verb, long start, long deadline) {
        lock.lock();
        try {
            while (isFull() && !closed) {
                long left = deadline - Clock.nanoTime();
                if (left <= 0) {
                    return overloaded(verb, start);
                }
                room.awaitNanos(left);
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new InterruptedCallException(
                    "the calling thread was interrupted while it waited for room", context(verb, start), e);
        } finally {
            lock.unlock();
        }
    }

    private OverloadedException overloaded(Verb verb, long start) {
        return new OverloadedException(
                "the answers of " + count + " calls, " + bytes + " bytes, wait to be decoded"
                        + (executor == null ? " on one thread" : " on the callbackExecutor")
                        + ", and there is no room for more; ask for fewer at once, "
                        + (executor == null ? "or set MemjayBuilder.callbackExecutor" : "or give it more threads"),
                context(verb, start),
                null);
    }

    private static Context context(Verb verb, long start) {
        return new Context(null, verb.toString(), Clock.nanoTime() - start, false);
    }

    // ---- Handing over

    /** Has a task completed where decoding is done; it fails at once when there is no room for its bytes. */
    void hand(Task task) {
        if (take(task, executor == null)) {
            execute(task);
        } else {
            task.failed(isClosed() ? Shutdown.closed(task.verb) : overloaded(task.verb, Clock.nanoTime()));
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Has an error completed where callbacks run. */
    void handError(Task task) {
        if (executor != null && take(task, false)) {
            execute(task);
            return;
        }
        if (executor != null) { // the client is closed; callbacks are the executor's all the same
            try {
                executor.execute(task::complete);
                return;
            } catch (RuntimeException | Error rejected) {
                // It has ended, too.
            }
        }
        task.complete();
    }

    /** The deadline of an error, for which its call may have no time left. */
    static long deadlineOfError(long deadline) {
        long least = Clock.nanoTime() + PATIENCE_NANOS;
        return deadline - least > 0 ? deadline : least;
    }

    /** Where what goes on after decoding does so, such as a script that encodes. */
    Executor scripts() {
        return step -> hand(new ScriptStep(this, step));
    }

    private void execute(Task task) {
        if (executor == null) {
            return;
        }
        try {
            executor.execute(task);
        } catch (RuntimeException | Error rejected) { // it is full, or ended, or has no thread
            lock.lock();
            try {
                if (open.contains(task)) {
                    enqueue(task);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean take(Task task, boolean ofThread) {
        boolean looksSooner;
        lock.lock();
        try {
            if (closed || task.bytes > 0 && bytes >= maxBytes) {
                return false;
            }
            open.add(task);
            count = open.size();
            bytes += task.bytes;
            if (ofThread) {
                enqueue(task);
            }
            looksSooner = !timed || task.deadline - nextLook < 0;
            if (looksSooner) {
                timed = true;
                nextLook = task.deadline;
            }
        } finally {
            lock.unlock();
        }
        if (looksSooner) {
            lookAt(task.deadline);
        }
        return true;
    }

    /** Under the lock. */
    private void enqueue(Task task) {
        queue.add(task);
        if (thread == null) {
            startThread();
        }
        work.signal();
    }

    private void startThread() {
        Thread fresh = DaemonThread.of(THREAD, this::work);
        try {
            fresh.start();
            thread = fresh;
        } catch (OutOfMemoryError e) { // no thread; the next one tries again, and deadlines hold
            thread = null;
        }
    }

    private boolean begin(Task task) {
        lock.lock();
        try {
            if (task.begun || !open.contains(task)) {
                return false;
            }
            task.begun = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end(Task task) {
        lock.lock();
        try {
            remove(task);
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock; false if it has ended already. */
    private boolean remove(Task task) {
        if (!open.remove(task)) {
            return false;
        }
        boolean wasFull = isFull();
        queue.remove(task);
        count = open.size();
        bytes -= task.bytes;
        if (wasFull && !isFull()) {
            room.signalAll();
        }
        return true;
    }

    // ---- The thread

    private void work() {
        boolean isOver = false;
        while (!isOver) {
            try {
                Task task = next();
                if (task == null) {
                    isOver = true;
                } else {
                    task.run();
                }
            } catch (Throwable ofTheHandling) {
                // A task tells of its own failure. Where there is no memory for that, the next one may have some.
            }
        }
    }

    /** Waits for something to do; null at the end. */
    private @Nullable Task next() {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closed) {
                    return null;
                }
                work.awaitUninterruptibly();
            }
            Iterator<Task> first = queue.iterator();
            Task task = first.next();
            first.remove();
            return task;
        } finally {
            lock.unlock();
        }
    }

    // ---- Deadlines, on the event loop

    private void lookAt(long time) {
        long delay = Math.min(MAX_LOOK_NANOS, Math.max(0, time - Clock.nanoTime()));
        loop.schedule(delay, () -> look(Clock.nanoTime()));
    }

    /** Ends what is late. */
    @Override
    public void look(long now) {
        List<Task> late = new ArrayList<>();
        boolean looksAgain;
        long next;
        lock.lock();
        try {
            if (!timed || nextLook - now > 0) {
                return;
            }
            for (Task task : open) {
                if (task.deadline - now <= 0) {
                    late.add(task);
                }
            }
            timed = false;
            for (Task task : open) {
                if (task.deadline - now > 0 && (!timed || task.deadline - nextLook < 0)) {
                    timed = true;
                    nextLook = task.deadline;
                }
            }
            looksAgain = timed;
            next = nextLook;
        } finally {
            lock.unlock();
        }
        for (Task task : late) {
            tellLateOrAgain(task, now);
        }
        if (looksAgain) {
            lookAt(next);
        }
    }

    /** What cannot be told for want of memory stays open, and is told at the next tick of the event loop. */
    private void tellLateOrAgain(Task task, long now) {
        boolean told = false;
        try {
            tellLate(task);
            told = true;
        } finally {
            lock.lock();
            try {
                if (told) {
                    remove(task);
                } else {
                    timed = true;
                    nextLook = now;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The executor may be what is stuck, and the event loop runs no callbacks of a client that has one. */
    private void tellLate(Task task) {
        if (executor == null) {
            task.late();
            return;
        }
        Task telling = new Task(this, task.verb, Clock.nanoTime() + MAX_LOOK_NANOS, 0) {
            @Override
            void complete() {
                task.late();
            }

            @Override
            void late() {
                task.late();
            }

            @Override
            void failed(Throwable error) {
                task.late();
            }
        };
        if (!take(telling, true)) {
            task.late();
        }
    }

    // ---- The end

    /** Fails what has not been completed, and ends the thread. */
    void close() {
        List<Task> left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            left = new ArrayList<>(open);
            left.forEach(this::remove);
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        Thread ending = thread;
        if (ending != null) {
            ending.interrupt();
        }
        for (Task task : left) {
            task.failed(Shutdown.closed(task.verb));
        }
    }

    /** Waits for the thread's end. */
    void join(long patienceNanos) throws InterruptedException {
        Thread ending = thread;
        if (ending != null) {
            ending.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(patienceNanos)));
        }
    }

    /** The next step of a script, which is done on the event loop rather than never. */
    private static final class ScriptStep extends Task {
        private final Runnable step;
        private final AtomicBoolean done = new AtomicBoolean();

        ScriptStep(Completions completions, Runnable step) {
            super(completions, Verb.GET_OR_COMPUTE, Clock.nanoTime() + SCRIPT_NANOS, 0);
            this.step = step;
        }

        @Override
        void complete() {
            if (done.compareAndSet(false, true)) {
                step.run();
            }
        }

        @Override
        void late() {
            complete();
        }

        @Override
        void failed(Throwable error) {
            complete();
        }
    }
}
