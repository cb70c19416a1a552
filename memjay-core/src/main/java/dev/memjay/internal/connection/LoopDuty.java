package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * What the event loop does for one connection: it reads for those who do not wait, finishes writes, keeps the deadlines
 * of futures, watches idle connections, and looks for what is stuck.
 *
 * <p>Owned by the event loop's thread, but for {@link #keepDeadline} and {@link #settled}.
 */
final class LoopDuty {
    /** The role is kept for so long after the last operation that no thread waits for: the next is likely near. */
    private static final long HOLD_NANOS = 2_000_000;
    /** A connection that is quiet for so many ticks is watched, so that its end is noticed before the next call. */
    private static final int QUIET_TICKS = 10;
    /**
     * A free role over an unmoved ring for so many ticks was lost by somebody, or the thread that is about to take it is
     * kept from running. The loop takes it in either case, and counts a rescue only if its own ticks were punctual meanwhile.
     */
    private static final int LOST_TICKS = 2;
    /** How long futures that are due wait for one last look by a leader. */
    private static final long LAST_LOOK_NANOS = 2_000_000;

    private final Connection connection;
    private final EventLoop loop;

    private final WatchedKey key = new WatchedKey();
    private boolean held;
    /** Whether a flush was handed over that waits for the socket; set by the flusher, the rest is the loop's. */
    private volatile boolean flushes;
    /** Whether a read waits for the socket to be writable. */
    private boolean readWaits;

    /** Whether there may be more to be read than turns took so far. */
    private boolean unfinished;
    /** Whether this stands in the loop's line of those who are unfinished, or were when they joined it. */
    private boolean isInLine;
    /** The loop's round in which the last turn was. */
    private long lastRound;

    private long heldFor;
    private boolean lookedOnce;
    private long headAtLastTick;
    private int quietTicks;
    private int lostTicks;
    /** Whether one of them was late. */
    private boolean lostWhileLate;

    private final StuckWatch stuck;

    private final AtomicBoolean attentionAsked = new AtomicBoolean();
    /** Whether an operation that no thread waits for was answered since the last check; a hint, so a race is harmless. */
    private boolean sawUnattended;
    /** Of futures and virtual threads in flight. */
    private final EarliestDeadline nextDeadline = new EarliestDeadline();

    LoopDuty(Connection connection, EventLoop loop, long stuckAfterNanos) {
        this.connection = connection;
        this.loop = loop;
        this.stuck = new StuckWatch(connection, stuckAfterNanos);
    }

    void register(Selector selector) throws ClosedChannelException {
        key.register(connection.link(), selector, this);
    }

    // ---- Reading

    /** Whether the caller is the first to ask since the loop attended last. Any thread. */
    boolean askForAttention() {
        return !attentionAsked.get() && attentionAsked.compareAndSet(false, true);
    }

    /** Nobody has asked: the loop could not be told. Any thread. */
    void forgetAttention() {
        attentionAsked.set(false);
    }

    /** Reads now if nobody else does: an operation is in flight that no thread waits for, or a role was offered. */
    void attend() {
        if (attentionAsked.getAndSet(false) && hold()) {
            turn();
        }
    }

    void ready(SelectionKey selected) {
        int operations = WatchedKey.readyOperations(selected);
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            key.watch(SelectionKey.OP_WRITE, false);
            becomeWritable();
        }
        if ((operations & SelectionKey.OP_READ) != 0) {
            if (hold()) {
                turn();
            } else {
                key.watch(SelectionKey.OP_READ, false); // a caller reads; taking the role left the key armed
            }
        }
    }

    private boolean hold() {
        if (held) {
            return true;
        }
        if (connection.hasEnded() || !connection.role().takeForLoop()) {
            return false;
        }
        try {
            loop.hold(this);
            held = true;
        } finally {
            if (!held) {
                connection.release(); // or nobody could read any more
            }
        }
        heldFor = Clock.nanoTime();
        key.watch(SelectionKey.OP_READ, true);
        return true;
    }

    /** Takes up what a turn left that ended by its bound, which no selector may announce, or a turn that was put off. */
    void goOn() {
        isInLine = false;
        if (unfinished) {
            look();
        }
    }

    /** Reads, unless that has to wait: who was bounded stands in line, and so does who comes when the round has no time left. */
    private void turn() {
        if (unfinished && isInLine) {
            flush();
        } else if (loop.isRoundSpent()) {
            comeBack();
            flush();
        } else {
            look();
        }
    }

    /** Reads, though only once in a round if that left something. */
    private void look() {
        try {
            if (!unfinished || lastRound != loop.round()) {
                lastRound = loop.round();
                unfinished = connection.inbox().turn(null);
                loop.noteRead(connection.inbox().lastRead());
            }
            if (unfinished) {
                comeBack();
            }
        } catch (Throwable failure) {
            connection.die(failure);
        }
        flush();
    }

    private void comeBack() {
        unfinished = true;
        if (!isInLine) {
            loop.comeBack(this);
            isInLine = true;
        }
    }

    private void flush() {
        try {
            connection.outbox().flushLeftovers();
        } catch (Throwable failure) {
            connection.die(failure);
        }
        if (connection.hasEnded()) {
            letGo();
        }
    }

    /** Gives the role up for good. */
    void letGo() {
        if (held) {
            unhold();
            try {
                key.watch(SelectionKey.OP_READ, false);
            } finally {
                flushAndRelease();
            }
        }
    }

    /** What is left to be read is another's, whoever takes the role. */
    private void unhold() {
        held = false;
        unfinished = false;
        loop.unhold(this);
    }

    /** Gives the role up, for good or while callbacks run: whatever they do, others can read. */
    void flushAndRelease() {
        try {
            connection.flushAndRelease();
        } catch (Throwable failure) {
            failed(failure); // and never throws: the roles of all others have to be released, and taken back, too
        }
    }

    /** Takes the role back after callbacks, unless a caller has it now; then the loop holds it no longer. */
    void resumeAfterCallbacks() {
        if (connection.hasEnded() || !connection.role().takeForLoop()) {
            unhold();
            return;
        }
        attentionAsked.set(false);
        turn();
    }

    /** Gives the role up when nothing was in flight for a while that needs the loop. */
    void letGoIfIdle(long now) {
        if (sawUnattended) {
            sawUnattended = false;
            heldFor = now;
        } else if (now - heldFor > HOLD_NANOS) {
            if (connection.ring().hasUnattended()) {
                heldFor = now;
            } else {
                letGo();
            }
        }
    }

    /** Notes what kind of operation was answered. By the holder of the reader's role. */
    void settled(Operation operation) {
        if (!operation.canLead()) {
            sawUnattended = true;
        }
    }

    // ---- Writing

    /** The flusher leaves its flush to the loop. */
    void noteFlush() {
        flushes = true;
    }

    void takeOverFlush() {
        if (!connection.hasEnded()) {
            key.watch(SelectionKey.OP_WRITE, flushes || readWaits);
        } else {
            endFlush();
        }
    }

    /** The connection has ended: a flush that was handed over fails, and so ends. */
    void endFlush() {
        if (flushes) {
            flushes = false;
            connection.outbox().resumeFlush();
        }
    }

    /** A read waits for the link to be able to write. */
    void readOnceWritable() {
        if (!connection.hasEnded()) {
            readWaits = true;
            key.watch(SelectionKey.OP_WRITE, true);
        }
    }

    private void becomeWritable() {
        if (flushes) {
            flushes = false;
            connection.outbox().resumeFlush();
        }
        if (readWaits) {
            readWaits = false;
            readOrWakeLeader();
        }
    }

    // ---- Deadlines of futures and virtual threads

    /** Sees to it that the loop looks at the futures in flight by then. Any thread. */
    void keepDeadline(long deadline) {
        if (nextDeadline.bringForward(deadline)) {
            loop.wakeBy(deadline);
        }
    }

    /** Nanoseconds until a future may be due, or {@code longest}. */
    long nanosToDeadline(long now, long longest) {
        return nextDeadline.nanosLeft(now, longest);
    }

    void expire(long now) {
        if (!nextDeadline.isOver(now)) {
            return;
        }
        if (hold()) {
            look(); // nothing is late before a last look into the kernel, which a turn earlier in this round was
        } else if (!lookedOnce) {
            lookedOnce = true;
            connection.wakeLeader();
            nextDeadline.set(now + LAST_LOOK_NANOS);
            return;
        }
        lookedOnce = false;
        nextDeadline.forget();
        InFlightRing ring = connection.ring();
        long last = ring.tail();
        for (long number = ring.head(); number < last; number++) {
            Operation operation = ring.at(number);
            if (operation instanceof Deferred deferred && deferred.place() == null && deferred.isWanted()) {
                if (now - deferred.deadline() >= 0) {
                    loop.expire(deferred, connection.timeout(number));
                } else {
                    keepDeadline(deferred.deadline());
                }
            } else if (operation instanceof Operation.Parked parked && parked.isWanted()) {
                if (now - parked.deadline() >= 0) {
                    LockSupport.unpark(parked.waiter()); // it sees for itself that it is late
                } else {
                    keepDeadline(parked.deadline());
                }
            }
        }
    }

    /** Looks at the futures once more, soon: an error kept some from being ended. */
    void expireAgain(long now) {
        nextDeadline.set(now + LAST_LOOK_NANOS);
    }

    // ---- The end

    /** What the loop does for the connection failed, which ends it. */
    void failed(Throwable failure) {
        try {
            connection.die(failure);
        } catch (Throwable second) {
            EventLoop.log("ending a connection failed", second);
        }
    }

    /** Does what is left of the connection's end, if it has ended; true when nothing is left. */
    boolean concludeIfEnded() {
        return connection.hasEnded() && connection.conclude();
    }

    // ---- Ticks

    /**
     * @param isPunctual whether it comes when it is due
     */
    void tick(long now, boolean isPunctual) {
        if (connection.hasEnded()) {
            return;
        }
        if (flushes || readWaits) {
            key.watch(SelectionKey.OP_WRITE, true);
        }
        InFlightRing ring = connection.ring();
        long head = ring.head();
        boolean moved = head != headAtLastTick;
        headAtLastTick = head;
        if (ring.isEmpty()) {
            stuck.clear();
            lostTicks = 0;
            quietTicks = moved ? 0 : quietTicks + 1;
            if (quietTicks >= QUIET_TICKS && connection.role().isFree()) {
                key.watch(SelectionKey.OP_READ, true);
            }
            return;
        }
        quietTicks = 0;
        lostTicks = moved || !connection.role().isFree() ? 0 : lostTicks + 1;
        lostWhileLate = lostTicks > 0 && (lostWhileLate || !isPunctual);
        if (lostTicks > LOST_TICKS && hold()) {
            lostTicks = 0;
            attentionAsked.set(false);
            if (!lostWhileLate) {
                loop.countRescue();
            }
            look();
        } else {
            endIfStuck(now);
        }
    }

    private void endIfStuck(long now) {
        StuckWatch.State state = stuck.look(now);
        if (state == StuckWatch.State.SUSPECT) {
            readOrWakeLeader();
        } else if (state == StuckWatch.State.STUCK) {
            connection.die(new IOException("stuck: the oldest request is "
                    + (now - connection.ring().oldestTime()) / 1_000_000 + " ms old and only " + stuck.bytesSince()
                    + " bytes of replies came since; a new connection may be served"));
        }
    }

    private void readOrWakeLeader() {
        if (hold()) {
            look();
        } else {
            connection.wakeLeader();
        }
    }
}
