package dev.memjay.internal.connection;

import static java.util.Objects.requireNonNull;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.DirectBuffers;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.NotUnderstood;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.Status;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One socket to one server, from its opening to its end, shared by all threads.
 *
 * <p>Any thread may submit an operation. Replies are read by whoever holds the reader's role: a platform thread that
 * waits for a reply takes it with one compare-and-set, reads until its own reply is there, completes others' on the
 * way, and gives the role up; the event loop takes it for those who do not wait. Alone, that is the path of a bare
 * socket, without a thread switch; crowded, one reader completes many.
 *
 * <p>Nothing of a stranger runs under the role: a reply is decoded into plain fields, and its waiter unparked or its
 * callback queued for the event loop. The role is offered on by everybody who leaves, for whatever reason; without
 * that, a role offered to a thread that is timing out would be lost, and its successors would stall.
 */
class Connection {
    /** How long a waiter whose time is over waits for one last look into the kernel by the one who reads. */
    private static final long LAST_LOOK_NANOS = 3_000_000;

    private static final long LAST_LOOK_PAUSE_NANOS = 100_000;

    /** With so many in flight a waiter yields before it parks: its reply is likely there when its turn comes again. */
    private static final int THRONG = 16;
    /** How often it yields: 64 threads made 1.4 times as many gets with one, 1.8 times as many with four. */
    private static final int YIELDS = 4;

    /** Platform threads of this process that wait for a reply. */
    private static final LongAdder WAITING = new LongAdder();

    private final Link link;
    private final Dialect dialect;
    private final EventLoop loop;
    private final InFlightRing ring;
    private final Outbox outbox;
    private final Inbox inbox;
    private final LoopDuty duty;
    private final ReaderRole role = new ReaderRole();
    private final ThreadPins pins;
    /** Whether there are other connections to the node that a thread's next call could take. */
    private boolean hasFellows;

    private final Listener listener;

    private final LeaderSelector selector;
    private final Closeness closeness = new Closeness(Runtime.getRuntime().availableProcessors());
    /** Why the connection ended; null while it lives. */
    private volatile @Nullable Throwable end;
    /** Whether the event loop has told of the end; its own. */
    private boolean concluded;

    /** Over a stream of bytes. */
    Connection(Link link, Dialect dialect, EventLoop loop, ConnectionSettings settings, Listener listener) {
        this(link, dialect, loop, settings, settings.maxInFlight(), STREAM, listener);
    }

    /** As another way to read and write has it. */
    Connection(
            Link link,
            Dialect dialect,
            EventLoop loop,
            ConnectionSettings settings,
            int maxInFlight,
            Sides sides,
            Listener listener) {
        this.link = link;
        this.dialect = dialect;
        this.loop = loop;
        this.listener = listener;
        ring = new InFlightRing(maxInFlight);
        pins = new ThreadPins(ring);
        selector = new LeaderSelector(link);
        inbox = sides.inbox(this);
        outbox = sides.outbox(this, settings.maxInFlightBytes());
        duty = new LoopDuty(this, loop, settings.stuckAfter().toNanos());
    }

    /** Makes the reading and the writing side of a connection, of which all but these two is there. */
    interface Sides {
        Inbox inbox(Connection connection);

        Outbox outbox(Connection connection, long maxBytes);
    }

    private static final Sides STREAM = new Sides() {
        @Override
        public Inbox inbox(Connection connection) {
            return new Inbox(connection, connection.dialect.decoder());
        }

        @Override
        public Outbox outbox(Connection connection, long maxBytes) {
            return new Outbox(connection, maxBytes);
        }
    };

    // ---- Submitting, by any thread

    /** Why an operation cannot be said here, or null: what is spoken may not have been known when it was made. */
    @Nullable
    Failure refusal(Operation operation) {
        String refusal = dialect.refusal(operation);
        return refusal == null ? null : Failure.unwritten(Failure.Kind.UNSUPPORTED, Phase.QUEUED, refusal, null);
    }

    /**
     * Sends an operation that its thread will {@link #await}.
     *
     * @return its number, {@link Outbox#FULL} or {@link Outbox#CLOSED}
     */
    long submit(Operation operation, long now) {
        long number = outbox.submit(operation, now);
        if (number >= 0 && !operation.canLead()) {
            if (operation instanceof Operation.Parked parked) {
                duty.keepDeadline(parked.deadline());
            }
            if (role.isFree()) {
                loop.attend(this);
            }
        }
        return number;
    }

    /** Sends an operation that the event loop will see to, or its own thread later; results as of {@link #submit}. */
    long start(Deferred operation, long now) {
        try {
            long number = submit(operation, now);
            if (number < 0) {
                return number;
            }
            if (hasFellows) {
                pins.pin(number);
            }
            Gathering.Place place = operation.place();
            if (place != null) {
                if (!place.isTaken(this, number)) {
                    loop.attend(this);
                }
            } else {
                keepDeadline(operation);
            }
            return number;
        } catch (CancellationException cancelledMeanwhile) {
            return 0; // nothing was sent, and nobody wants to hear of it
        }
    }

    /** Sees to the end of an operation that was sent and that no thread waits for. */
    void keepDeadline(Deferred operation) {
        duty.keepDeadline(operation.deadline());
    }

    /** Notes whose operations are in flight from now on, so that what these threads send next does not overtake them. */
    void keepPins() {
        hasFellows = true;
    }

    ThreadPins pins() {
        return pins;
    }

    // ---- Waiting, by the thread that made the operation

    /**
     * Waits for an operation, reading for everybody when nobody else does.
     *
     * @return null when it was answered, else why not
     */
    @Nullable
    Failure await(Operation operation, long number, long deadline) {
        WAITING.increment();
        try {
            while (!isOverBy(deadline, operation)) {
                Failure failure = Thread.currentThread().isInterrupted()
                        ? Failure.interrupted(phase(number))
                        : lateAfterLastLook(operation, number);
                if (failure != null && operation.abandon()) {
                    return failure;
                }
            }
        } finally {
            WAITING.decrement();
            offerRole();
        }
        return operation.failure();
    }

    /**
     * Waits for one of the operations that the thread has in flight, in the same way, but for a while only. It may not be
     * over then, and nothing is given up.
     */
    void awaitGathered(Deferred operation, long until) {
        operation.waiterIsHere(true); // before it looks whether the role is free
        WAITING.increment();
        try {
            isOverBy(until, operation);
        } finally {
            WAITING.decrement();
            operation.waiterIsHere(false);
            offerRole();
        }
    }

    /** Looks whether the reply has come after all, before the operation is given up. */
    void lookOnce(Deferred operation, long patience) {
        operation.waiterIsHere(true);
        try {
            lookOnceMore(operation, patience);
        } finally {
            operation.waiterIsHere(false);
            offerRole();
        }
    }

    /** Waits until the operation is over; false when the time is, or the thread was interrupted, before. */
    private boolean isOverBy(long deadline, Operation operation) {
        Thread self = Thread.currentThread();
        int yields = operation.canLead() && ring.size() >= THRONG ? YIELDS : 0;
        boolean looksAtTime =
                !(operation instanceof Operation.Parked); // which has just been sent, and is woken when late
        while (operation.isWanted()) {
            if (operation.canLead() && role.takeForCaller()) {
                lead(operation, deadline, self);
                if (!operation.isWanted()) {
                    return true;
                }
            }
            long left = looksAtTime ? deadline - Clock.nanoTime() : 1;
            looksAtTime = true;
            if (self.isInterrupted() || left <= 0) {
                return false;
            }
            if (!role.isFree() || !operation.canLead()) {
                if (yields-- > 0) {
                    Thread.yield();
                } else {
                    park(operation, left);
                }
            }
        }
        return true;
    }

    private void park(Operation operation, long nanos) {
        if (operation instanceof Operation.Parked) {
            LockSupport.park(this); // the loop keeps its deadline
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private void lead(Operation operation, long deadline, Thread self) {
        try {
            if (isAlone(operation)) {
                awaitAlone(operation, deadline, self);
            }
            while (true) {
                boolean mayBeMore = inbox.turn(operation);
                if (!operation.isWanted() || end != null) {
                    return;
                }
                outbox.flushLeftovers();
                long left = deadline - Clock.nanoTime();
                if (self.isInterrupted() || left <= 0) {
                    return;
                }
                if (!mayBeMore) {
                    awaitReadable(left);
                }
            }
        } catch (IOException | ProtocolViolation | RuntimeException failure) {
            die(failure);
        } catch (Error failure) {
            die(failure);
            throw failure;
        } finally {
            flushAndRelease();
        }
    }

    /**
     * Whether nothing else is in flight, so that the reply is hardly there yet: then looking before waiting is a call to the
     * system for nothing.
     */
    private boolean isAlone(Operation operation) {
        return selector.isOpen() && link.keepsNothing() && ring.size() == 1 && ring.oldest() == operation;
    }

    /** Waits for a reply that nothing stands before: reads for a while if it is likely near, then sleeps. */
    private void awaitAlone(Operation operation, long deadline, Thread self) throws IOException, ProtocolViolation {
        outbox.flushLeftovers();
        long begun = Clock.nanoTime();
        if (deadline - begun <= 0 || self.isInterrupted()) {
            return;
        }
        long now = begun;
        long sleepAt = begun + Math.min(closeness.nanosToRead(), deadline - begun);
        while (now - sleepAt < 0 && operation.isWanted() && end == null && ring.size() == 1 && isOnlyOne()) {
            inbox.turn(operation);
            now = Clock.nanoTime();
        }
        if (operation.isWanted() && end == null && deadline - now > 0) {
            awaitReadable(deadline - now);
            now = Clock.nanoTime();
        }
        closeness.waited(now - begun);
    }

    /** Whether this is the one call in flight in the process: in company, who reads in a loop takes the core that another needs. */
    private boolean isOnlyOne() {
        return WAITING.sum() == 1 && !loop.isReading();
    }

    private void awaitReadable(long nanos) throws IOException {
        if (!selector.isOpen()) {
            selector.open(); // a wake-up that came before there was a selector is lost: look once more
        } else if (end == null) {
            selector.await(nanos);
        }
    }

    /** Null when the operation was answered, or may be led by its own thread, after all. */
    private @Nullable Failure lateAfterLastLook(Operation operation, long number) {
        lookOnceMore(operation, Clock.nanoTime() + LAST_LOOK_NANOS);
        return operation.isWanted() ? timeout(number) : null;
    }

    private void lookOnceMore(Operation operation, long patience) {
        long looks = inbox.looks();
        if (role.isCallers()) {
            wakeLeader();
        } else if (role.isLoops() || !operation.canLead()) {
            loop.attend(this);
        }
        while (operation.isWanted() && !inbox.hasLookedSince(looks) && Clock.nanoTime() - patience < 0) {
            if (operation.canLead() && role.takeForCaller()) {
                lead(operation, Clock.nanoTime(), Thread.currentThread());
                break;
            }
            LockSupport.parkNanos(this, LAST_LOOK_PAUSE_NANOS);
        }
    }

    /** Whether replies come in the order of their requests. */
    boolean keepsOrder() {
        return true;
    }

    Failure timeout(long number) {
        return Failure.late(phase(number));
    }

    private Phase phase(long number) {
        return ring.phase(number, outbox.writtenBytes(), inbox.lastRead());
    }

    // ---- The reader's role

    /** Who reads. */
    ReaderRole role() {
        return role;
    }

    /** Flushes what callers left and gives the role up. Role held. */
    void flushAndRelease() {
        try {
            if (end == null) {
                outbox.flushLeftovers();
            }
        } finally {
            release();
        }
    }

    /** Gives the role up and offers it on. Role held. */
    void release() {
        try {
            if (end != null) {
                drain();
            }
        } finally {
            role.giveUp();
        }
        if (end != null) {
            drainIfFree();
        } else {
            offerRole();
        }
    }

    /**
     * Sees to it that somebody reads if anything is in flight: the first platform thread that waits, or the event loop.
     * Called after every release and by everybody who leaves.
     */
    void offerRole() {
        if (!role.isFree() || ring.isEmpty()) {
            return;
        }
        Operation next = ring.firstWithLeader();
        Thread waiter = next == null ? null : next.waiter();
        if (waiter != null) {
            LockSupport.unpark(waiter);
        } else {
            loop.attend(this);
        }
    }

    /** Ends an operation whose reply is complete. Role held. */
    void settle(Operation operation) {
        duty.settled(operation);
        if (!operation.settle()) {
            if ((operation.marks & Exchange.WON) != 0) {
                loop.execute(() -> listener.winUnclaimed(operation));
            }
            return;
        }
        if (operation instanceof Deferred deferred) {
            loop.over(deferred);
            return;
        }
        Thread waiter = operation.waiter();
        if (waiter != null && waiter != Thread.currentThread()) {
            LockSupport.unpark(waiter);
        }
    }

    // ---- Flushing that the flusher cannot finish

    /** The socket is full: the flusher leaves the rest to the event loop, which is the flusher from then on. */
    void handOverFlush() {
        duty.noteFlush();
        try {
            loop.execute(duty::takeOverFlush);
        } catch (Throwable noMemory) {
            die(noMemory); // the loop finds the note at its next tick, and has the flush until then
        }
    }

    /** Reading cannot go on before the link has written: the event loop tells when it can. */
    void readOnceWritable() {
        loop.execute(duty::readOnceWritable);
    }

    // ---- The end

    /** Ends the connection for a reason; only the first counts. Any thread. */
    void die(Throwable cause) {
        if (outbox.close()) {
            endFor(cause);
        }
    }

    /** Ends it if nobody uses it: nothing is in flight that could be lost. Any thread. */
    void endIfIdle(Throwable cause) {
        if (outbox.closeIfIdle()) {
            endFor(cause);
        }
    }

    /** The outbox was closed for this. */
    private void endFor(Throwable cause) {
        end = cause;
        try {
            if (isNotUnderstood(cause)) {
                listener.notUnderstood();
            }
            if (!link.closesOnLoop()) {
                link.close();
            }
            wakeLeader();
        } finally {
            loop.careSoon(); // which concludes it
        }
        drainIfFree();
    }

    /** A server that closes the connection over the first that it is asked may be another than was found out. */
    private boolean isNotUnderstood(Throwable cause) {
        return cause instanceof NotUnderstood
                || (!inbox.isUnderstood() && !ring.isEmpty() && !(cause instanceof ClientClosed));
    }

    /**
     * Does what is left of the end, on the event loop, until nothing is: an error may have kept some operations from being
     * failed.
     *
     * @return whether nothing is left
     */
    boolean conclude() {
        if (!concluded) {
            concluded = true;
            try {
                link.close();
            } finally {
                try {
                    duty.endFlush();
                } finally {
                    try {
                        duty.letGo(); // so that what is in flight fails
                    } finally {
                        listener.ended(requireNonNull(end));
                    }
                }
            }
        }
        drainIfFree();
        return ring.isEmpty();
    }

    void wakeLeader() {
        selector.wake();
    }

    /** Whether a leader has nothing to read and sleeps until there is something. */
    boolean isLeaderAsleep() {
        return selector.isWaiting();
    }

    /** Whoever set the end may have missed the role, and whoever held the role the end: one of them comes through here. */
    private void drainIfFree() {
        while (role.takeForCaller()) {
            try {
                drain();
            } finally {
                role.giveUp();
            }
            if (ring.isEmpty()) {
                return;
            }
        }
    }

    /** Fails everything in flight. Role held, and the end set, so that nothing is appended any more. */
    private void drain() {
        long written = outbox.writtenBytes();
        boolean isRefused = end instanceof NotUnderstood refusal && refusal.isFirst();
        while (true) {
            Operation operation = ring.oldest();
            if (operation == null) {
                break;
            }
            if (operation.isWanted()) {
                boolean isDone = ring.oldestEnd() <= written && !(isRefused && operation.request.isSingle());
                operation.detail = Failure.ended(end, isDone); // before it leaves: may find no memory
                operation.status = Status.FAILED;
            }
            ring.removeOldest();
            settle(operation);
            isRefused = false; // what was refused is the oldest alone
        }
        inbox.giveBuffersBack();
        selector.close(); // the channel's descriptor is not freed while a selector knows it
    }

    // ---- For the event loop's part

    Link link() {
        return link;
    }

    Dialect dialect() {
        return dialect;
    }

    DirectBuffers buffers() {
        return loop.buffers();
    }

    InFlightRing ring() {
        return ring;
    }

    Outbox outbox() {
        return outbox;
    }

    Inbox inbox() {
        return inbox;
    }

    LoopDuty duty() {
        return duty;
    }

    boolean hasEnded() {
        return end != null;
    }

    /** Hears, on the event loop, of a connection's end and of what it brings for nobody; must not block. */
    interface Listener {
        /** The connection has ended; told once. */
        void ended(Throwable cause);

        /** The server did not understand what was spoken, or closed the connection before it showed that it does. Any thread. */
        default void notUnderstood() {}

        /** A read whose caller had left was given the right to refresh its item. */
        void winUnclaimed(Operation operation);
    }

    /** The reason given to {@link #die} when the client is closed. */
    static final class ClientClosed extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
