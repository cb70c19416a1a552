package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.DirectBuffers;
import dev.memjay.internal.thread.DaemonThread;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The one thread of a client that serves all its connections for those who do not wait: it reads replies for futures
 * and virtual threads, finishes writes, keeps time, and runs callbacks, which it does only after it gave every
 * reader's role up.
 */
public final class EventLoop {
    private static final long TICK_NANOS = 100_000_000;
    /** A tick that is so late shows that the machine lets threads wait, or that a callback held the loop. */
    private static final long LATE_TICK_NANOS = 20_000_000;
    /** While the loop holds a role it looks this often whether it still should. */
    private static final long HOLDING_NANOS = 4_000_000;

    /** Time that a round spends on reading before it looks at deadlines and timers; who had no turn by then stands in line. */
    private static final long MAX_ROUND_NANOS = 4_000_000;

    /** A selector that fails at once would have the loop go round and round. */
    private static final long AFTER_FAILURE_NANOS = 1_000_000;

    /** So many callbacks run before the loop looks at its connections again. */
    private static final int MAX_CALLBACKS = 4096;

    private final Selector selector;
    private final Thread thread;
    private final LongAdder rescues = new LongAdder();
    private final DirectBuffers buffers = new DirectBuffers();

    // Filled by any thread.
    private final LoopTasks tasks = new LoopTasks();
    private final ConcurrentLinkedQueue<Connection> wantingAttention = new ConcurrentLinkedQueue<>();
    /** Those are few, and come and go with the nodes. */
    private final List<LoopCare> cares = new CopyOnWriteArrayList<>();

    private volatile boolean careWanted;
    /** Written by the loop alone. */
    private volatile boolean reading;

    private final DueCallbacks callbacks = new DueCallbacks();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile long wakesAt;
    private volatile boolean stopping;
    private volatile boolean ended;

    // Owned by the loop's thread.
    private final List<LoopDuty> duties = new ArrayList<>();
    private final List<LoopDuty> holding = new ArrayList<>();
    private final List<SelectionKey> ready = new ArrayList<>();
    private final Consumer<SelectionKey> collectReady = ready::add;
    private long nextTick;
    private long round;
    private long roundBegan;
    /** When something was read last in this round. */
    private long lastRead;
    /** In the order of their turns: connections with more to be read than their last turn took, or a selector would announce. */
    private final ArrayDeque<LoopDuty> unfinished = new ArrayDeque<>();

    /** Starts the thread. */
    public EventLoop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("no selector could be opened for the event loop", e);
        }
        boolean started = false;
        try {
            thread = DaemonThread.of("memjay-loop", this::run);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                closeSelector();
            }
        }
    }

    // ---- Any thread

    /** Whether the calling thread is the loop's, on which nothing may block. */
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Where connections have their buffers from. */
    DirectBuffers buffers() {
        return buffers;
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
        tasks.addTimer(Clock.nanoTime() + delayNanos, task);
        wake();
        runWhatCameLate();
    }

    /** Has something looked after from now on, soon and at each tick. */
    public void care(LoopCare care) {
        cares.add(care);
        careSoon();
    }

    /** Has it looked after no more. */
    void careNoMore(LoopCare care) {
        cares.remove(care);
    }

    /** Has all that is looked after looked at soon; makes no object. */
    public void careSoon() {
        careWanted = true;
        wake();
        runWhatCameLate();
    }

    /** Asks the loop to read from a connection if nobody else does. */
    void attend(Connection connection) {
        if (connection.duty().askForAttention()) {
            boolean queued = false;
            try {
                wantingAttention.add(connection);
                queued = true;
            } finally {
                if (!queued) {
                    connection.duty().forgetAttention(); // else nobody could ask for it any more
                }
            }
            wake();
        }
    }

    /** Queues the callback of a settled operation, or wakes the thread that runs it. */
    void over(Deferred operation) {
        Gathering.Place place = operation.place();
        if (place != null) {
            place.wake();
        } else if (isCurrentThread()) {
            callbacks.addHere(operation);
        } else {
            callbacks.addElsewhere(operation);
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
        LoopDuty duty = connection.duty();
        duties.add(duty); // first: who is looked after can die of whatever comes next
        boolean registered = false;
        try {
            duty.register(selector);
            registered = true;
        } finally {
            if (!registered) {
                duties.remove(duty);
            }
        }
    }

    void hold(LoopDuty duty) {
        holding.add(duty);
        reading = true;
    }

    void unhold(LoopDuty duty) {
        holding.remove(duty);
        reading = !holding.isEmpty();
    }

    /**
     * The time, in {@link Clock#nanoTime()}; in a callback that when the loop came to the callbacks that are due, so that not
     * each of them reads the clock: it takes 47 ns on a machine where a whole asynchronous get takes 800. Any thread.
     */
    public long time() {
        return isCurrentThread() ? callbacks.time() : Clock.nanoTime();
    }

    /** Whether the loop reads for somebody, or just did. Any thread. */
    boolean isReading() {
        return reading;
    }

    /** Which round over all connections this is. */
    long round() {
        return round;
    }

    /** Something was read, if not before this round. */
    void noteRead(long time) {
        if (time - lastRead > 0) {
            lastRead = time;
        }
    }

    /** Whether this round has been reading for as long as it may. */
    boolean isRoundSpent() {
        return lastRead - roundBegan > MAX_ROUND_NANOS;
    }

    /** There may be more to be read: gives another turn, after those who stand in line already, and without a wait. */
    void comeBack(LoopDuty duty) {
        unfinished.add(duty);
    }

    void countRescue() {
        rescues.increment();
    }

    /** Gives a future up whose deadline is over. */
    void expire(Deferred operation, Failure failure) {
        Deferred.Callback callback = operation.callback(); // before it is given up, which drops it
        if (callback != null) {
            callbacks.expire(operation, callback, failure);
        }
    }

    private void run() {
        nextTick = Clock.nanoTime() + TICK_NANOS;
        try {
            while (!stopping || hasWork()) {
                try {
                    turn();
                    select();
                } catch (Throwable ofTheHandling) {
                    // Where there is no memory at all, telling of it and pausing fail too; nothing may end this thread.
                }
            }
        } finally {
            closeSelector();
            ended = true;
            runWhatCameLate();
        }
    }

    /** What goes wrong for one connection must not end the thread of all, nor keep callbacks from running. */
    private void turn() {
        try {
            long now = Clock.nanoTime();
            round++;
            roundBegan = now;
            lastRead = now;
            runTasks(now);
            readForOthers(now);
        } catch (Throwable failure) {
            log("a turn of the event loop failed", failure);
        }
        try {
            runCallbacks();
        } catch (Throwable failure) {
            log("the callbacks of a turn of the event loop failed", failure);
        }
    }

    /**
     * After the thread's end, which may have missed it, whoever queues something runs it, so that nothing is left open
     * and no future without an end.
     */
    private void runWhatCameLate() {
        if (ended) {
            synchronized (tasks) {
                tasks.runQueued();
                if (careWanted) {
                    takeCare(Clock.nanoTime());
                }
                callbacks.runSettled(Integer.MAX_VALUE);
            }
        }
    }

    private void runTasks(long now) {
        tasks.runQueued();
        tasks.runDue(now);
        boolean isTick = nextTick - now <= 0;
        if (isTick || careWanted) {
            takeCare(now);
        }
        if (isTick) {
            boolean isPunctual = now - nextTick < LATE_TICK_NANOS;
            nextTick = now + TICK_NANOS;
            for (int i = 0; i < duties.size(); i++) {
                try {
                    duties.get(i).tick(now, isPunctual);
                } catch (Throwable failure) {
                    log("looking after a connection failed", failure);
                }
            }
        }
    }

    /** Ends what has ended, and looks at all that may have something to be done. */
    private void takeCare(long now) {
        careWanted = false;
        for (int i = duties.size() - 1; i >= 0; i--) { // backwards, since those that have ended leave the list
            try {
                if (duties.get(i).concludeIfEnded()) {
                    duties.remove(i);
                }
            } catch (Throwable failure) {
                log("ending a connection failed", failure);
            }
        }
        for (LoopCare care : cares) {
            safely(care, now);
        }
    }

    /** What goes wrong with one must not keep the others from being looked after. */
    static void safely(LoopCare care, long now) {
        try {
            care.look(now);
        } catch (Throwable failure) {
            log("looking after connections failed", failure);
        }
    }

    private void readForOthers(long now) {
        for (Connection c = wantingAttention.poll(); c != null; c = wantingAttention.poll()) {
            try {
                c.duty().attend();
            } catch (Throwable failure) {
                c.duty().failed(failure);
            }
        }
        for (int i = 0; i < ready.size(); i++) {
            SelectionKey key = ready.get(i);
            if (key.attachment() instanceof LoopDuty duty) {
                try {
                    duty.ready(key);
                } catch (Throwable failure) {
                    duty.failed(failure);
                }
            }
        }
        ready.clear();
        goOnWithUnfinished();
        for (int i = 0; i < duties.size(); i++) {
            LoopDuty duty = duties.get(i);
            try {
                duty.expire(now);
            } catch (Throwable failure) {
                duty.expireAgain(now);
                log("ending late calls failed", failure);
            }
        }
        for (int i = holding.size() - 1; i >= 0; i--) {
            holding.get(i).letGoIfIdle(now);
        }
    }

    /** One at least, however long the others took. */
    private void goOnWithUnfinished() {
        int most = unfinished.size(); // those who stand in line again come in the next round
        for (int i = 0; i < most && (i == 0 || !isRoundSpent()); i++) {
            unfinished.remove().goOn();
        }
    }

    private void runCallbacks() {
        if (callbacks.isEmpty()) {
            return;
        }
        for (int i = 0; i < holding.size(); i++) {
            holding.get(i).flushAndRelease();
        }
        try {
            callbacks.runExpired();
            callbacks.runSettled(MAX_CALLBACKS);
        } finally {
            for (int i = holding.size() - 1; i >= 0; i--) { // backwards, since those that do not resume leave the list
                LoopDuty duty = holding.get(i);
                try {
                    duty.resumeAfterCallbacks();
                } catch (Throwable failure) {
                    duty.failed(failure);
                }
            }
        }
    }

    static void log(String message, Throwable failure) {
        try {
            System.getLogger("dev.memjay.loop").log(System.Logger.Level.ERROR, message, failure);
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
        longest = tasks.nanosLeft(now, longest);
        wakesAt = now + longest;
        try {
            if (hasWork() || !unfinished.isEmpty() || stopping || longest <= 0) {
                selector.selectNow(collectReady);
            } else {
                selector.select(collectReady, longest / 1_000_000 + 1);
            }
        } catch (Throwable failure) { // the thread has to go on: nobody would serve the connections any more
            log("the event loop's select failed", failure);
            LockSupport.parkNanos(AFTER_FAILURE_NANOS);
        } finally {
            asleep.set(false);
        }
    }

    private boolean hasWork() {
        return careWanted || tasks.areQueued() || !wantingAttention.isEmpty() || !callbacks.isEmpty();
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (Throwable failure) {
            log("the event loop's selector could not be closed", failure);
        }
    }
}
