package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LoginRefusedException;
import dev.memjay.model.Node;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When the slot of a node dials: at once while nothing speaks against it, and after a failed attempt with growing, jittered
 * pauses. While the node is left alone it rests, until it is probed or may be called again.
 *
 * <p>An error in the middle of it all (no memory, no thread) does not end the attempts: what the slot lacks is seen by its
 * state, at the next {@link #look}. Confined to the event loop's thread, but for {@link #pauseLeft}.
 */
final class DialPlan {
    private static final long FIRST_PAUSE_NANOS = 10_000_000;
    /** Servers may count wrong passwords against a user; a new one is seldom there sooner. */
    private static final long REFUSED_LOGIN_PAUSE_NANOS = 5_000_000_000L;

    private final Node node;
    private final Dialer dialer;
    private final Greeting greeting;
    private final NodeListener listener;
    private final ConnectionSlot slot;
    private final long longestPauseNanos;

    /** Whether the slot has no connection and waits for its turn. */
    private boolean waits;

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
    /** Whether a change was begun and not ended, as an error leaves it: then there may be nobody who dials. */
    private boolean torn;

    DialPlan(Node node, Dialer dialer, Greeting greeting, NodeListener listener, ConnectionSlot slot) {
        this.node = node;
        this.dialer = dialer;
        this.greeting = greeting;
        this.listener = listener;
        this.slot = slot;
        longestPauseNanos = dialer.settings().reconnectPause().toNanos();
    }

    /** Dials if there is no connection and nobody dials: at first, and where an error kept it from being done. */
    void look(long now) {
        if (pausing && now - pauseEnd >= 0) {
            pauseIsOver();
        }
        if (slot.isEmpty() && !waits) {
            want();
        }
        if (torn && !pausing && !slot.isDialing() && !listener.isLeftAlone()) {
            tryNext();
            torn = false;
        }
    }

    private void want() {
        if (!pausing && !listener.isLeftAlone()) {
            dial();
            return;
        }
        waits = true;
        if (lastFailure != null) {
            slot.refuse(lastFailure, failedAt);
        }
    }

    /** The server did not understand what is spoken with it. Any thread. */
    void notUnderstood() {
        greeting.doubt();
    }

    /** The connection has ended. */
    void lost(boolean lasted) {
        torn = true;
        if (lasted) {
            pauseNanos = FIRST_PAUSE_NANOS;
            want();
        } else { // no storm of short-lived connections
            waits = true;
            if (!pausing) {
                pause(nextPause());
            }
        }
        torn = false;
    }

    /** An attempt succeeded. */
    void opened() {
        lastFailure = null;
        endPause();
    }

    /** An attempt failed, which began then. */
    void failed(Throwable cause, long began) {
        torn = true;
        waits = true;
        lastFailure = cause;
        failedAt = Clock.nanoTime();
        boolean isPausing = pausing;
        long pause = isPausing ? 0 : cause instanceof LoginRefusedException ? REFUSED_LOGIN_PAUSE_NANOS : nextPause();
        if (!isPausing) {
            beginPause(pause); // first: who is refused is told when the next attempt is
        }
        slot.refuse(cause, failedAt);
        listener.unreachable(cause, began);
        if (!isPausing) {
            endPauseAfter(pause);
        }
        torn = false;
    }

    /** Ends the pause: there is an attempt under way after this. */
    void tryNow() {
        if (!slot.isDialing()) {
            torn = true;
            tryNext();
            torn = false;
        }
    }

    /** The node is no longer left alone. */
    void wake() {
        if (!pausing && !slot.isDialing()) {
            torn = true;
            lastFailure = null;
            slot.expect();
            tryNext();
            torn = false;
        }
    }

    private void tryNext() {
        endPause();
        if (waits) {
            waits = false;
            dial();
        }
    }

    private void dial() {
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
