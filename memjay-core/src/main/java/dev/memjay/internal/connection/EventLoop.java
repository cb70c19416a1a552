package dev.memjay.internal.connection;

import dev.memjay.internal.wire.Status;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a client that serves all its connections for those who do not wait: it reads replies for futures
 * and virtual threads, finishes writes, keeps time, and runs callbacks, which it does only after it gave every
 * reader's role up.
 */
public final class EventLoop {
    private static final long TICK_NANOS = 100_000_000;
    /** While the loop holds a role it looks this often whether it still should. */
    private static final long HOLDING_NANOS = 4_000_000;

    /** So many callbacks run before the loop looks at its connections again. */
    private static final int MOST_CALLBACKS = 4096;

    private final Selector selector;
    private final Thread thread;
    private final LongAdder rescues = new LongAdder();

    // Filled by any thread.
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Connection> wantingAttention = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Deferred> settledElsewhere = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile long wakesAt;
    private volatile boolean stopping;
    private volatile boolean ended;

    // Owned by the loop's thread.
    private final List<LoopDuty> duties = new ArrayList<>();
    private final List<LoopDuty> holding = new ArrayList<>();
    private final List<SelectionKey> ready = new ArrayList<>();
    private final ArrayDeque<Deferred> settledHere = new ArrayDeque<>();
    private final ArrayDeque<Runnable> expired = new ArrayDeque<>();
    private final Consumer<SelectionKey> collectReady = ready::add;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long nextTick;

    /** Starts the thread. */
    public EventLoop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("no selector could be opened for the event loop", e);
        }
        thread = new Thread(this::run, "memjay-loop");
        thread.setDaemon(true);
        thread.start();
    }

    // ---- Any thread

    /** Whether the calling thread is the loop's, on which nothing may block. */
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** How often a lost reader's role was found and taken; anything but 0 is a fault of Memjay. */
    public long rescues() {
        return rescues.sum();
    }

    /** Runs a task on the loop. Tasks are Memjay's own and never block. */
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
        runWhatCameLate();
    }

    /** Runs a task on the loop, not before so many nanoseconds have passed. */
    public void schedule(long delayNanos, Runnable task) {
        long due = Clock.nanoTime() + delayNanos;
        execute(() -> timers.add(new Timer(due, task)));
    }

    /** Asks the loop to read from a connection if nobody else does. */
    void attend(Connection connection) {
        if (connection.duty().askForAttention()) {
            wantingAttention.add(connection);
            wake();
        }
    }

    /** Queues the callback of a settled operation. */
    void over(Deferred operation) {
        if (isCurrentThread()) {
            settledHere.add(operation);
        } else {
            settledElsewhere.add(operation);
            wake();
            runWhatCameLate();
        }
    }

    /** Sees to it that the loop is awake by then. */
    void wakeBy(long deadline) {
        if (deadline - wakesAt < 0) {
            wake();
        }
    }

    private void wake() {
        if (asleep.get() && !isCurrentThread() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    /** Ends the thread once all that is queued has run. */
    public void stop() {
        execute(() -> stopping = true);
    }

    /** Waits for the thread's end. */
    public void join(long patienceNanos) throws InterruptedException {
        thread.join(Math.max(1, patienceNanos / 1_000_000));
    }

    // ---- The loop's thread

    void register(Connection connection) throws ClosedChannelException {
        connection.duty().register(selector);
        duties.add(connection.duty());
    }

    /** The connection has ended: gives its role up, if the loop has it, so that what is in flight fails. */
    void forget(LoopDuty duty) {
        duties.remove(duty);
        duty.letGo();
    }

    void hold(LoopDuty duty) {
        holding.add(duty);
    }

    void unhold(LoopDuty duty) {
        holding.remove(duty);
    }

    void countRescue() {
        rescues.increment();
    }

    /** Gives a future up whose deadline is over. */
    void expire(Deferred operation, Failure failure) {
        Deferred.Callback callback = operation.callback();
        if (operation.abandon() && callback != null) {
            expired.add(() -> run(operation, callback, failure));
        }
    }

    private void run() {
        nextTick = Clock.nanoTime() + TICK_NANOS;
        try {
            while (!stopping || hasWork()) {
                turn();
                select();
            }
        } finally {
            closeSelector();
            ended = true;
            runWhatCameLate();
        }
    }

    /** What goes wrong for one connection must not end the thread of all. */
    private void turn() {
        try {
            long now = Clock.nanoTime();
            runTasks(now);
            readForOthers(now);
            runCallbacks();
        } catch (Throwable failure) {
            log("a turn of the event loop failed", failure);
        }
    }

    /**
     * After the thread's end, which may have missed it, whoever queues something runs it, so that nothing is left open
     * and no future without an end.
     */
    private void runWhatCameLate() {
        if (ended) {
            synchronized (timers) {
                runQueued();
                runSettled(Integer.MAX_VALUE);
            }
        }
    }

    private void runQueued() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            runSafely(task);
        }
    }

    private void runTasks(long now) {
        runQueued();
        while (!timers.isEmpty() && timers.peek().due - now <= 0) {
            runSafely(timers.remove().task);
        }
        if (nextTick - now <= 0) {
            nextTick = now + TICK_NANOS;
            for (LoopDuty duty : List.copyOf(duties)) {
                runSafely(() -> duty.tick(now));
            }
        }
    }

    private void readForOthers(long now) {
        for (Connection c = wantingAttention.poll(); c != null; c = wantingAttention.poll()) {
            c.duty().attend();
        }
        for (int i = 0; i < ready.size(); i++) {
            SelectionKey key = ready.get(i);
            if (key.attachment() instanceof LoopDuty duty) {
                duty.ready(key);
            }
        }
        ready.clear();
        for (int i = 0; i < duties.size(); i++) {
            duties.get(i).expire(now);
        }
        for (int i = holding.size() - 1; i >= 0; i--) {
            holding.get(i).letGoIfIdle(now);
        }
    }

    private void runCallbacks() {
        if (settledHere.isEmpty() && settledElsewhere.isEmpty() && expired.isEmpty()) {
            return;
        }
        for (int i = 0; i < holding.size(); i++) {
            holding.get(i).pauseForCallbacks();
        }
        for (Runnable next = expired.poll(); next != null; next = expired.poll()) {
            next.run();
        }
        runSettled(MOST_CALLBACKS);
        for (int i = holding.size() - 1; i >= 0; i--) { // backwards, since those that do not resume leave the list
            holding.get(i).resumeAfterCallbacks();
        }
    }

    private void runSettled(int most) {
        for (int i = 0; i < most; i++) {
            Deferred next = nextSettled();
            if (next == null) {
                return;
            }
            Deferred.Callback callback = next.callback();
            if (callback != null) {
                run(next, callback, next.status == Status.FAILED ? (Failure) next.detail : null);
            }
        }
    }

    private @Nullable Deferred nextSettled() {
        Deferred here = settledHere.poll();
        return here != null ? here : settledElsewhere.poll();
    }

    private static void run(Deferred operation, Deferred.Callback callback, @Nullable Failure failure) {
        try {
            callback.over(operation, failure);
        } catch (Throwable thrown) {
            log("a callback on the event loop failed", thrown);
        }
    }

    private static void log(String message, Throwable failure) {
        try {
            System.getLogger("dev.memjay").log(System.Logger.Level.ERROR, message, failure);
        } catch (Throwable ofTheLogger) {
            // A logger is foreign code too.
        }
    }

    private void select() {
        asleep.set(true); // before the deadlines are looked at: whoever brings an earlier one afterwards wakes the loop
        long now = Clock.nanoTime();
        wakesAt = now + TICK_NANOS;
        long longest = holding.isEmpty() ? nextTick - now : Math.min(HOLDING_NANOS, nextTick - now);
        for (int i = 0; i < duties.size(); i++) {
            longest = duties.get(i).nanosToDeadline(now, longest);
        }
        if (!timers.isEmpty()) {
            longest = Math.min(longest, timers.peek().due - now);
        }
        wakesAt = now + longest;
        try {
            if (hasWork() || stopping || longest <= 0) {
                selector.selectNow(collectReady);
            } else {
                selector.select(collectReady, longest / 1_000_000 + 1);
            }
        } catch (IOException e) {
            System.getLogger("dev.memjay").log(System.Logger.Level.WARNING, "the event loop's select failed", e);
        } finally {
            asleep.set(false);
        }
    }

    private boolean hasWork() {
        return !tasks.isEmpty()
                || !wantingAttention.isEmpty()
                || !settledHere.isEmpty()
                || !expired.isEmpty()
                || !settledElsewhere.isEmpty();
    }

    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            log("a task on the event loop failed", failure);
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException | ClosedSelectorException e) {
            System.getLogger("dev.memjay")
                    .log(System.Logger.Level.WARNING, "the event loop's selector could not be closed", e);
        }
    }

    private record Timer(long due, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.signum(due - other.due);
        }
    }
}
