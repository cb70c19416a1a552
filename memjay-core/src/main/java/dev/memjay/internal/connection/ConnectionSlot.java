package dev.memjay.internal.connection;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.clock.Lapse;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LoginRefusedException;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.Node;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection to a node open: hands it out, holds what waits for it, and asks for another after its end.
 *
 * <p>While the first attempt is under way calls wait for it within their deadlines; once an attempt has failed they
 * fail at once with its reason, until one succeeds.
 */
final class ConnectionSlot implements Connection.Listener, LoopCare {
    private final DialPlan plan;
    private final EventLoop loop;
    private final ConnectionSettings settings;
    private final NodeListener listener;
    private final boolean hasFellows;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The open connection; null while there is none. */
    private volatile @Nullable Connection open;

    /** The connection that was open when the slot was closed. */
    private volatile @Nullable Connection last;

    // Guarded by the lock.
    private final DialQueue waiting;
    /** When the deadlines of what waits are looked at. */
    private long nextLook = DialQueue.NONE;

    private @Nullable Throwable lastFailure;
    private long failedAt;
    private boolean closed;

    // Written by the event loop's thread.
    private volatile long bytesReadBefore;
    private volatile long bytesWrittenBefore;
    private long openedAt;
    /** The attempt under way, or null. */
    private @Nullable DialAttempt attempt;

    /**
     * @param greeting what is said on a fresh connection
     * @param hasFellows whether there may be other connections to the node
     */
    ConnectionSlot(Node node, Dialer dialer, Greeting greeting, NodeListener listener, boolean hasFellows) {
        this.hasFellows = hasFellows;
        this.loop = dialer.loop();
        this.settings = dialer.settings();
        this.listener = listener;
        this.waiting = new DialQueue(settings);
        this.plan = new DialPlan(node, dialer, greeting, listener, this);
    }

    // ---- Any thread

    /** The open connection, or null. */
    @Nullable
    Connection open() {
        Connection connection = open;
        return connection == null || connection.hasEnded() ? null : connection;
    }

    /**
     * Waits for an open connection.
     *
     * @return null when there is one, else why not
     */
    @Nullable
    Failure awaitOpen(long deadline) {
        lock.lock();
        try {
            while (open() == null) {
                Failure refusal = refusal();
                if (refusal != null) {
                    return refusal;
                }
                long left = deadline - Clock.nanoTime();
                if (left <= 0) {
                    return late();
                }
                changed.awaitNanos(left);
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failure.unwritten(
                    Failure.Kind.INTERRUPTED, Phase.CONNECTING, "the calling thread was interrupted", null);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends an operation that the event loop will see to, once there is a connection.
     *
     * @param now the time, in {@link Clock#nanoTime()}
     * @return null when its callback will run, else why it was refused
     */
    @Nullable
    Failure start(Deferred operation, long now) {
        return start(operation, now, false);
    }

    /**
     * As {@link #start}, but where there is no connection it waits for an attempt to open one, which begins now if none is
     * under way, instead of being refused for the last one's failure. On the event loop.
     */
    @Nullable
    Failure probe(Deferred operation) {
        Failure refusal = start(operation, Clock.nanoTime(), true);
        if (refusal == null && open() == null) {
            plan.tryNow();
        }
        return refusal;
    }

    private @Nullable Failure start(Deferred operation, long now, boolean isProbe) {
        while (true) {
            Connection connection = open();
            if (connection != null) {
                Failure unsaid = connection.refusal(operation);
                if (unsaid != null) {
                    return unsaid;
                }
                long number = connection.start(operation, now);
                if (number >= 0) {
                    return null;
                }
                if (number == Outbox.FULL) {
                    return overloaded();
                }
            }
            lock.lock();
            try {
                if (open() != null) {
                    continue;
                }
                Failure refusal = refusal();
                if (refusal != null && !(isProbe && mayBeTriedNow())) {
                    return refusal;
                }
                if (!waiting.offer(operation)) {
                    return overloaded();
                }
                lookBy(operation.deadline());
            } finally {
                lock.unlock();
            }
            return null;
        }
    }

    /** Sees to it that the deadlines of what waits are looked at by then. Lock held. */
    private void lookBy(long deadline) {
        if (deadline != DialQueue.NONE && (nextLook == DialQueue.NONE || deadline - nextLook < 0)) {
            nextLook = deadline;
            loop.schedule(deadline - Clock.nanoTime(), this::expireWaiting);
        }
    }

    /** Lock held. */
    private @Nullable Failure refusal() {
        if (closed) {
            return Failure.unwritten(Failure.Kind.CLOSED, Phase.CONNECTING, "the client is closed", null);
        }
        Throwable failure = lastFailure;
        return failure == null
                ? null
                : Failure.unwritten(Failure.Kind.UNREACHABLE, Phase.CONNECTING, lastAttempt(failure), failure);
    }

    /** Lock held. */
    private String lastAttempt(Throwable failure) {
        long now = Clock.nanoTime();
        long untilNext = plan.pauseLeft(now);
        return "the last attempt to connect failed " + Lapse.of(now - failedAt) + " ago: " + Failure.reason(failure)
                + (untilNext == 0 ? "" : "; next attempt in " + Lapse.of(untilNext));
    }

    /** A login that was refused would only be refused again. Lock held. */
    private boolean mayBeTriedNow() {
        return !closed && !(lastFailure instanceof LoginRefusedException);
    }

    private static Failure late() {
        return Failure.unwritten(Failure.Kind.TIMEOUT, Phase.CONNECTING, "no connection in time", null);
    }

    Failure overloaded() {
        return Failure.unwritten(
                Failure.Kind.OVERLOADED,
                Phase.QUEUED,
                "the connection has " + settings.maxInFlight() + " requests or " + settings.maxInFlightBytes()
                        + " bytes in flight already; slow down, or raise maxInFlight",
                null);
    }

    /** Bytes read on all connections so far. */
    long bytesRead() {
        Connection connection = open;
        return bytesReadBefore + (connection == null ? 0 : connection.inbox().bytesRead());
    }

    /** Bytes written on all connections so far. */
    long bytesWritten() {
        Connection connection = open;
        return bytesWrittenBefore
                + (connection == null ? 0 : connection.outbox().writtenBytes());
    }

    /** Operations that wait for a connection. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether anybody waits for a connection. */
    boolean isWaitedFor() {
        lock.lock();
        try {
            return waiting.hasWanted();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the open connection; a new one is dialed. */
    void disconnect(Throwable cause) {
        Connection connection = open;
        if (connection != null) {
            connection.die(cause);
        }
    }

    /** Ends it for good. */
    void close() {
        lock.lock();
        try {
            closed = true;
            last = open;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            disconnect(new Connection.ClientClosed());
        } finally {
            loop.careSoon(); // what waits fails
        }
    }

    /** Whether nothing is in flight any more on the connection that {@link #close} ended. */
    boolean isDrained() {
        Connection connection = last;
        return connection == null
                || (connection.ring().isEmpty() && connection.role().isFree());
    }

    // ---- The event loop's thread

    /** Looks after what is due: an attempt that has ended, and what waits. */
    @Override
    public void look(long now) {
        DialAttempt current = attempt;
        if (current != null && current.isOver()) {
            attempt = null; // whatever becomes of it: that there is neither attempt nor connection is seen by the plan
            conclude(current);
        }
        if (isClosed()) {
            failWaiting(Failure.Kind.CLOSED, "the client was closed", null);
        } else if (isExpiring(now)) {
            expireWaiting();
        }
        plan.look(now);
    }

    /** Nanoseconds until the next attempt to connect; 0 where none is waited for. Any thread. */
    long pauseLeft(long now) {
        return plan.pauseLeft(now);
    }

    /** The node is no longer left alone. */
    void wake() {
        plan.wake();
    }

    private void conclude(DialAttempt ended) {
        Connection connection = ended.connection();
        if (connection == null) {
            unreachable(ended.failure(), ended.began());
            return;
        }
        try {
            loop.register(connection);
        } catch (Throwable failure) {
            connection.link().close();
            unreachable(failure, ended.began());
            return;
        }
        try {
            opened(connection);
        } catch (Throwable failure) {
            connection.die(failure);
        }
    }

    private void opened(Connection connection) {
        if (takeOver(connection)) {
            openedAt = Clock.nanoTime();
            plan.opened(); // before callers hear that the node is up
            listener.opened();
        } else {
            connection.die(new Connection.ClientClosed());
        }
    }

    private void unreachable(Throwable cause, long began) {
        if (!isClosed()) {
            plan.failed(cause, began);
        }
    }

    /** An attempt is under way from now on. */
    void dialing(DialAttempt begun) {
        attempt = begun;
    }

    boolean isDialing() {
        return attempt != null;
    }

    /** Whether it has neither a connection, as far as it was told, nor an attempt to open one. */
    boolean isEmpty() {
        return attempt == null && open == null && !isClosed();
    }

    /** Calls fail for this reason, which is of that time, until there is a connection. */
    void refuse(Throwable cause, long at) {
        lock.lock();
        try {
            lastFailure = cause;
            failedAt = at;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        failWaiting(Failure.Kind.UNREACHABLE, "cannot connect: " + Failure.reason(cause), cause);
    }

    /** Calls wait for the next attempt. */
    void expect() {
        lock.lock();
        try {
            lastFailure = null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes over what an attempt brought; false when the client was closed meanwhile. */
    private boolean takeOver(Connection connection) {
        lock.lock();
        try {
            lastFailure = null;
            if (!closed) {
                Deferred first = listener.connected();
                if (first != null) {
                    startSafely(connection, first);
                }
                if (hasFellows) {
                    connection.keepPins();
                }
                startWaiting(connection); // before any newcomer: a thread's asynchronous calls stay in order
                connection.pins().pinAll();
                open = connection;
            }
            changed.signalAll();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void winUnclaimed(Operation operation) {
        listener.winUnclaimed(operation);
    }

    @Override
    public void notUnderstood() {
        plan.notUnderstood();
    }

    @Override
    public void ended(Throwable cause) {
        long read = bytesRead();
        long written = bytesWritten();
        open = null; // first: from now on the plan sees that it needs a connection, whatever goes wrong here
        bytesReadBefore = read;
        bytesWrittenBefore = written;
        if (isClosed()) {
            return;
        }
        listener.lost(cause);
        plan.lost(Clock.nanoTime() - openedAt > settings.reconnectPause().toNanos());
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Lock held. What the connection no longer takes, since it has ended, waits for the next. */
    private void startWaiting(Connection connection) {
        for (Deferred next = waiting.peek(); next != null; next = waiting.peek()) {
            long number = next.isWanted() ? startSafely(connection, next) : 0;
            if (number == Outbox.CLOSED) {
                return;
            }
            waiting.poll();
            if (number == Outbox.FULL) {
                fail(next, overloaded());
            }
        }
    }

    /** An operation that cannot be encoded fails alone. */
    private long startSafely(Connection connection, Deferred operation) {
        try {
            operation.hasConnection();
            Failure unsaid = connection.refusal(operation);
            if (unsaid != null) {
                fail(operation, unsaid);
                return 0;
            }
            return connection.start(operation, Clock.nanoTime());
        } catch (RuntimeException | Error e) {
            fail(operation, Failure.unwritten(Failure.Kind.LOST, Phase.QUEUED, "it could not be encoded: " + e, e));
            return 0;
        }
    }

    private void failWaiting(Failure.Kind kind, String message, @Nullable Throwable cause) {
        if (waiting() == 0) {
            return;
        }
        Failure failure = Failure.unwritten(kind, Phase.CONNECTING, message, cause); // before one is taken out for it
        for (Deferred next = pollWaiting(); next != null; next = pollWaiting()) {
            fail(next, failure);
        }
    }

    private @Nullable Deferred pollWaiting() {
        lock.lock();
        try {
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Deferred operation, Failure failure) {
        operation.status = Status.FAILED;
        operation.detail = failure;
        if (operation.settle()) {
            loop.over(operation);
        }
    }

    private boolean isExpiring(long now) {
        lock.lock();
        try {
            return nextLook != DialQueue.NONE && now - nextLook >= 0;
        } finally {
            lock.unlock();
        }
    }

    private void expireWaiting() {
        Failure late = late(); // before one is taken out for it
        long now = Clock.nanoTime();
        for (Deferred next = pollDue(now); next != null; next = pollDue(now)) {
            fail(next, late);
        }
        lock.lock();
        try {
            nextLook = DialQueue.NONE;
            lookBy(waiting.earliestDeadline());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Deferred pollDue(long now) {
        lock.lock();
        try {
            return waiting.pollDue(now);
        } finally {
            lock.unlock();
        }
    }
}
