package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LoginRefusedException;
import dev.memjay.model.Node;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When the slots of one node dial: each at once while nothing speaks against it. After a failed attempt there is one
 * attempt at a time for all of them, with growing, jittered pauses; once it succeeds the others dial too. While the node is
 * left alone they rest, until it is probed or may be called again.
 *
 * <p>So one bad moment of a node is one failure, however many connections it has. An error in the middle of it all (no memory,
 * no thread) does not end the attempts: what a slot lacks is seen by its state, at the next {@link #look}. Confined to the
 * event loop's thread, but for {@link #pauseLeft}.
 */
final class DialPlan {
    private static final long FIRST_PAUSE_NANOS = 10_000_000;
    /** Servers may count wrong passwords against a user; a new one is seldom there sooner. */
    private static final long REFUSED_LOGIN_PAUSE_NANOS = 5_000_000_000L;

    private final Node node;
    private final Dialer dialer;
    private final Greeting greeting;
    private final NodeListener listener;
    private final long longestPauseNanos;

    private final ConnectionSlot[] slots;
    /** Slots without a connection that wait for their turn; has room for all. */
    private final ArrayDeque<ConnectionSlot> idle;

    private long pauseNanos = FIRST_PAUSE_NANOS;
    /** Written by the event loop; callers read it to say when the next attempt is. */
    private volatile boolean pausing;

    private volatile long pauseEnd;
    /** Tells the timer of this pause from those of earlier ones. */
    private long pauses;

    /** Why calls are refused without a connection; null if they wait for one. */
    private @Nullable Throwable lastFailure;
    /** When that was. */
    private long failedAt;
    /** Whether the last attempt failed. */
    private boolean hasFailed;
    /** Whether a change was begun and not ended, as an error leaves it: then there may be a slot that nobody dials for. */
    private boolean torn;

    /** @param slots those that it dials for, which may not be there yet */
    DialPlan(Node node, Dialer dialer, Greeting greeting, NodeListener listener, ConnectionSlot[] slots) {
        this.node = node;
        this.dialer = dialer;
        this.greeting = greeting;
        this.listener = listener;
        this.slots = slots;
        idle = new ArrayDeque<>(slots.length + 1);
        longestPauseNanos = dialer.settings().reconnectPause().toNanos();
    }

    /** Dials for slots without a connection that nobody dials for: at first, and where an error kept it from being done. */
    void look(long now) {
        if (pausing && now - pauseEnd >= 0) {
            pauseIsOver();
        }
        for (ConnectionSlot slot : slots) {
            if (slot.isEmpty() && !idle.contains(slot)) {
                want(slot);
            }
        }
        if (torn && !pausing && !isDialing() && !listener.isLeftAlone()) {
            tryNext();
            torn = false;
        }
    }

    private boolean isDialing() {
        for (ConnectionSlot slot : slots) {
            if (slot.isDialing()) {
                return true;
            }
        }
        return false;
    }

    private void want(ConnectionSlot slot) {
        boolean isTried = lastFailure != null && isDialing();
        if (!pausing && !isTried && !listener.isLeftAlone()) {
            dial(slot);
            return;
        }
        idle.addFirst(slot);
        if (lastFailure != null) {
            slot.refuse(lastFailure, failedAt);
        }
    }

    /** A slot's connection has ended. */
    void lost(ConnectionSlot slot, boolean lasted) {
        torn = true;
        if (lasted) {
            pauseNanos = FIRST_PAUSE_NANOS;
            want(slot);
        } else { // no storm of short-lived connections
            idle.add(slot);
            if (!pausing) {
                pause(nextPause());
            }
        }
        torn = false;
    }

    /** A slot's attempt succeeded, which nobody has been told yet: from now on calls wait for the others too. */
    void opening() {
        expectAll();
    }

    /** A slot's attempt succeeded. */
    void opened() {
        if (pausing && !hasFailed) {
            return; // connections do not last; the others wait for their turn
        }
        torn = true;
        hasFailed = false;
        endPause();
        if (!listener.isLeftAlone()) {
            for (int others = idle.size(); others > 0; others--) {
                dial(idle.remove());
            }
        }
        torn = false;
    }

    private void expectAll() {
        lastFailure = null;
        idle.forEach(ConnectionSlot::expect);
    }

    /** A slot's attempt failed, which began then. */
    void failed(ConnectionSlot slot, Throwable cause, long began) {
        torn = true;
        idle.add(slot);
        lastFailure = cause;
        failedAt = Clock.nanoTime();
        hasFailed = true;
        boolean isFellow = pausing; // of one that failed before
        long pause = isFellow ? 0 : cause instanceof LoginRefusedException ? REFUSED_LOGIN_PAUSE_NANOS : nextPause();
        if (!isFellow) {
            beginPause(pause); // first: who is refused is told when the next attempt is
        }
        for (ConnectionSlot each : idle) {
            each.refuse(cause, failedAt);
        }
        listener.unreachable(cause, began);
        if (!isFellow) {
            endPauseAfter(pause);
        }
        torn = false;
    }

    /** Ends the pause: there is an attempt under way after this, if possible that of the given slot. */
    void tryNow(ConnectionSlot preferred) {
        if (!isDialing()) {
            torn = true;
            if (idle.remove(preferred)) {
                idle.addFirst(preferred);
            }
            tryNext();
            torn = false;
        }
    }

    /** The node is no longer left alone. */
    void wake() {
        if (!pausing && !isDialing()) {
            torn = true;
            expectAll();
            tryNext();
            torn = false;
        }
    }

    private void tryNext() {
        endPause();
        ConnectionSlot next = idle.poll();
        if (next != null) {
            dial(next);
        }
    }

    private void dial(ConnectionSlot slot) {
        if (!slot.isClosed()) {
            slot.dialing(dialer.dial(node, greeting, slot));
        }
    }

    private long nextPause() {
        long jittered = ThreadLocalRandom.current().nextLong(pauseNanos / 2, pauseNanos + 1);
        pauseNanos = Math.min(pauseNanos * 2, longestPauseNanos);
        return jittered;
    }

    /** Nanoseconds until the next attempt; 0 where none is waited for. Any thread. */
    long pauseLeft(long now) {
        return pausing ? Math.max(0, pauseEnd - now) : 0;
    }

    private void pause(long nanos) {
        beginPause(nanos);
        endPauseAfter(nanos);
    }

    private void beginPause(long nanos) {
        pauseEnd = Clock.nanoTime() + nanos; // looked at too, where there is no memory for a timer
        pausing = true;
    }

    private void endPauseAfter(long nanos) {
        long current = pauses;
        dialer.loop().schedule(nanos, () -> {
            if (current == pauses) {
                pauseIsOver();
            }
        });
    }

    private void pauseIsOver() {
        torn = true;
        endPause();
        if (!listener.isLeftAlone()) {
            tryNext();
        }
        torn = false;
    }

    private void endPause() {
        pausing = false;
        pauses++;
    }
}
