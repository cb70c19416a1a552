package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LoginRefusedException;
import dev.memjay.model.Node;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When the slots of one node dial: each at once while nothing speaks against it. After a failed attempt there is one
 * attempt at a time for all of them, with growing, jittered pauses; once it succeeds the others dial too. While the node is
 * left alone they rest, until it is probed or may be called again.
 *
 * <p>So one bad moment of a node is one failure, however many connections it has. Confined to the event loop's thread.
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

    /** Slots without a connection that wait for their turn. */
    private final ArrayDeque<ConnectionSlot> idle = new ArrayDeque<>();
    /** Slots whose attempt is under way, and since when. */
    private final Map<ConnectionSlot, Long> dialing = new HashMap<>();

    private long pauseNanos = FIRST_PAUSE_NANOS;
    private boolean pausing;
    /** Tells the timer of this pause from those of earlier ones. */
    private long pauses;

    /** Why calls are refused without a connection; null if they wait for one. */
    private @Nullable Throwable lastFailure;
    /** Whether the last attempt failed. */
    private boolean hasFailed;

    DialPlan(Node node, Dialer dialer, Greeting greeting, NodeListener listener) {
        this.node = node;
        this.dialer = dialer;
        this.greeting = greeting;
        this.listener = listener;
        longestPauseNanos = dialer.settings().reconnectPause().toNanos();
    }

    /** A slot has no connection. */
    void wants(ConnectionSlot slot) {
        boolean isTried = lastFailure != null && !dialing.isEmpty();
        if (!pausing && !isTried && !listener.isLeftAlone()) {
            dial(slot);
            return;
        }
        idle.addFirst(slot);
        if (lastFailure != null) {
            slot.refuse(lastFailure);
        }
    }

    /** A slot's connection has ended. */
    void lost(ConnectionSlot slot, boolean lasted) {
        dialing.remove(slot);
        if (lasted) {
            pauseNanos = FIRST_PAUSE_NANOS;
            wants(slot);
        } else { // no storm of short-lived connections
            idle.add(slot);
            if (!pausing) {
                pause(nextPause());
            }
        }
    }

    /** A slot's attempt succeeded, which nobody has been told yet: from now on calls wait for the others too. */
    void opening() {
        expectAll();
    }

    /** A slot's attempt succeeded. */
    void opened(ConnectionSlot slot) {
        dialing.remove(slot);
        if (pausing && !hasFailed) {
            return; // connections do not last; the others wait for their turn
        }
        hasFailed = false;
        endPause();
        if (!listener.isLeftAlone()) {
            List<ConnectionSlot> others = List.copyOf(idle);
            idle.clear();
            others.forEach(this::dial);
        }
    }

    private void expectAll() {
        lastFailure = null;
        idle.forEach(ConnectionSlot::expect);
    }

    /** A slot's attempt failed. */
    void failed(ConnectionSlot slot, Throwable cause) {
        Long began = dialing.remove(slot);
        idle.add(slot);
        lastFailure = cause;
        hasFailed = true;
        for (ConnectionSlot each : idle) {
            each.refuse(cause);
        }
        listener.unreachable(cause, began == null ? Clock.nanoTime() : began);
        if (!pausing) { // else it is a fellow of one that failed before
            pause(cause instanceof LoginRefusedException ? REFUSED_LOGIN_PAUSE_NANOS : nextPause());
        }
    }

    /** Ends the pause: there is an attempt under way after this, if possible that of the given slot. */
    void tryNow(ConnectionSlot preferred) {
        if (dialing.isEmpty()) {
            if (idle.remove(preferred)) {
                idle.addFirst(preferred);
            }
            tryNext();
        }
    }

    /** The node is no longer left alone. */
    void wake() {
        if (!pausing && dialing.isEmpty()) {
            expectAll();
            tryNext();
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
            dialing.put(slot, Clock.nanoTime());
            dialer.dial(node, greeting, slot);
        }
    }

    private long nextPause() {
        long jittered = ThreadLocalRandom.current().nextLong(pauseNanos / 2, pauseNanos + 1);
        pauseNanos = Math.min(pauseNanos * 2, longestPauseNanos);
        return jittered;
    }

    private void pause(long nanos) {
        pausing = true;
        long current = pauses;
        dialer.loop().schedule(nanos, () -> {
            if (current == pauses) {
                endPause();
                if (!listener.isLeftAlone()) {
                    tryNext();
                }
            }
        });
    }

    private void endPause() {
        pausing = false;
        pauses++;
    }
}
