package dev.memjay.internal.connection;

import static java.util.Objects.requireNonNull;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Several operations of one platform thread on any connections, which that thread reads itself, one after the other, and
 * whose callbacks it runs: the event loop has no part in them, and may be held up by a callback.
 *
 * <p>The thread waits at one connection at a time. There it takes the reader's role, or waits for whoever has it; its
 * operations on other connections are left to their other callers and to the event loop until it comes. As long as the
 * connection brings something the thread stays, since there its next replies are. After {@link #SLICE_NANOS} without any
 * it goes on to the next, so that a silent node keeps nothing of the others from being read, and from being sent.
 *
 * <p>Owned by that thread; the event loop and other readers only settle operations and wake it.
 */
public final class Gathering {
    /** A reply that takes longer than this may be the last for long. Most come sooner, and a change costs a wake-up. */
    private static final long SLICE_NANOS = 2_000_000;
    /** How long the looks into the kernel may take, all together, that go before a time-out. */
    private static final long LAST_LOOKS_NANOS = 5_000_000;

    private final Thread thread = Thread.currentThread();
    private final long deadline;
    /** Those whose callbacks have not run yet; those of one connection in the order of the wire. */
    private final List<Deferred> open = new ArrayList<>();

    /** Filled by any thread. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Where the thread waits. */
    private @Nullable Connection here;

    /**
     * @param deadline when to give up whatever is open, in {@link Clock#nanoTime()}
     */
    public Gathering(long deadline) {
        this.deadline = deadline;
    }

    /** Whether the current thread can read for itself; a virtual one leaves that to the event loop. */
    public static boolean isForCurrentThread() {
        return !Operation.isVirtual(Thread.currentThread());
    }

    /** An operation of this gathering, which is to be started here. Its callback runs on the thread. */
    public Deferred operation(Request request, @Nullable String key, boolean base64Key, Deferred.Callback callback) {
        return new Part(request, key, base64Key, callback, this);
    }

    /** Runs a task on the thread, before it waits again. Any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    /**
     * Sends an operation of this gathering.
     *
     * @return null when its callback will run, else why it was refused
     */
    public @Nullable Failure start(NodeConnections connections, Deferred operation) {
        long now = Clock.nanoTime();
        if (deadline - now <= 0) {
            return Failure.unwritten(Failure.Kind.TIMEOUT, Phase.QUEUED, "the time was over before it was sent", null);
        }
        open.add(operation);
        boolean started = false;
        try {
            Failure refusal = connections.start(operation, now);
            started = refusal == null;
            return refusal;
        } finally {
            if (!started) {
                open.remove(operation);
            }
        }
    }

    /**
     * Reads, and runs callbacks and tasks, until there is nothing more to be waited for. Operations that are late end
     * with a time-out.
     *
     * @return whether it is over; false where it waits for what the event loop owes it, and the time is over for that, too
     * @throws InterruptedException if the thread was interrupted; then {@link #leave} is called for
     */
    public boolean await(BooleanSupplier isOver) throws InterruptedException {
        while (!isOver.getAsBoolean()) {
            if (runDue()) {
                continue;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = deadline - Clock.nanoTime();
            if (left > 0) {
                waitAtOne();
            } else if (!open.isEmpty()) {
                giveUp();
            } else if (left > -LAST_LOOKS_NANOS) {
                LockSupport.parkNanos(this, SLICE_NANOS); // the event loop owes something, and wakes this
            } else {
                return false; // the event loop is held up by a callback
            }
        }
        return true;
    }

    /** Leaves what is open to itself: its replies are swallowed, and its callbacks do not run. */
    public void leave() {
        List<Deferred> left = List.copyOf(open);
        open.clear();
        left.forEach(Deferred::cancel);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        offerAll(left);
    }

    /** What the thread does not wait for is read by others, or else by the event loop. */
    private static void offerAll(List<Deferred> operations) {
        Connection last = null;
        for (Deferred operation : operations) {
            Connection connection = connectionOf(operation);
            if (connection != null && connection != last) {
                connection.offerRole();
                last = connection;
            }
        }
    }

    /** Runs the callbacks of what is over, and tasks; false when there was nothing. */
    private boolean runDue() {
        boolean ran = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            ran = true;
        }
        int over = 0;
        while (over < open.size()) {
            Deferred operation = open.get(over);
            if (operation.isWanted()) {
                over++;
            } else {
                open.remove(over);
                runCallback(operation);
                ran = true;
            }
        }
        return ran;
    }

    private void waitAtOne() {
        Deferred next = firstHere();
        if (next == null) {
            next = firstSent();
            here = next == null ? null : connectionOf(next);
        }
        long now = Clock.nanoTime();
        Connection connection = here;
        if (next == null || connection == null) {
            LockSupport.parkNanos(
                    this, deadline - now); // nothing is sent yet: whoever opens a connection wakes the thread
            return;
        }
        long until = isAllHere() ? deadline : now + Math.min(SLICE_NANOS, deadline - now);
        connection.awaitGathered(next, until);
        if (next.isWanted()) {
            offerAll(open); // else nobody reads those that this thread has not come to yet
            moveOn();
        }
    }

    private @Nullable Deferred firstHere() {
        if (here != null) {
            for (Deferred operation : open) {
                if (connectionOf(operation) == here) {
                    return operation;
                }
            }
        }
        return null;
    }

    private @Nullable Deferred firstSent() {
        for (Deferred operation : open) {
            if (connectionOf(operation) != null) {
                return operation;
            }
        }
        return null;
    }

    /** Whether all replies come here, one after the other. */
    private boolean isAllHere() {
        for (Deferred operation : open) {
            if (connectionOf(operation) != here) {
                return false;
            }
        }
        return here != null && here.keepsOrder();
    }

    /** The others come first from now on. */
    private void moveOn() {
        List<Deferred> ofHere = new ArrayList<>();
        for (Deferred operation : open) {
            if (connectionOf(operation) == here) {
                ofHere.add(operation);
            }
        }
        open.removeAll(ofHere);
        open.addAll(ofHere);
        here = null;
    }

    /** Whatever is open has run out of time, unless one more look brings its reply. */
    private void giveUp() {
        long patience = Clock.nanoTime() + LAST_LOOKS_NANOS;
        Connection looked = null;
        for (Deferred operation : List.copyOf(open)) {
            Connection connection = connectionOf(operation);
            if (connection != null && connection != looked && operation.isWanted()) {
                connection.lookOnce(operation, patience);
                looked = connection;
            }
            Deferred.Callback callback = operation.callback(); // before it is given up, which drops it
            Failure failure =
                    connection == null ? Failure.late(Phase.CONNECTING) : connection.timeout(placeOf(operation).number);
            if (callback != null && operation.abandon()) {
                open.remove(operation);
                callback.over(operation, failure);
            }
        }
    }

    private static Place placeOf(Deferred operation) {
        return requireNonNull(operation.place());
    }

    private static @Nullable Connection connectionOf(Deferred operation) {
        return placeOf(operation).connection;
    }

    private static void runCallback(Deferred operation) {
        Deferred.Callback callback = operation.callback();
        if (callback != null) { // else it was cancelled
            callback.over(operation, operation.failure());
        }
    }

    private void wake() {
        if (Thread.currentThread() != thread) {
            LockSupport.unpark(thread);
        }
    }

    /** One operation of a gathering. */
    private static final class Part extends Deferred {
        private final Place place;

        Part(
                Request request,
                @Nullable String key,
                boolean base64Key,
                Deferred.Callback callback,
                Gathering gathering) {
            super(request, key, base64Key, gathering.deadline, callback, gathering.thread);
            place = new Place(gathering);
        }

        @Override
        Place place() {
            return place;
        }
    }

    /** Where one operation of a gathering is. */
    static final class Place {
        private final Gathering gathering;
        /** Null until it is sent. */
        private volatile @Nullable Connection connection;

        private long number;

        Place(Gathering gathering) {
            this.gathering = gathering;
        }

        /** The operation was sent, by any thread; false when the gathering's thread does not know of it. */
        boolean isTaken(Connection its, long numberThere) {
            number = numberThere;
            connection = its;
            wake();
            return Thread.currentThread() == gathering.thread;
        }

        /** The operation was settled. */
        void wake() {
            gathering.wake();
        }

        /** The gathering's thread is going to wait for something else. */
        void stepAside() {
            offerAll(gathering.open);
        }
    }
}
