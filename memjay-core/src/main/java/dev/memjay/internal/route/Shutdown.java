package dev.memjay.internal.route;

import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.Dialer;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.LoopCare;
import dev.memjay.model.Verb;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The end of a client: lets what is in flight finish within a bound, fails the rest, and ends the threads. */
final class Shutdown implements LoopCare {
    private static final long LOOK_NANOS = 1_000_000;
    /** How long the last steps, which do no I/O, may take beyond the bound. */
    private static final long LAST_STEPS_NANOS = 1_000_000_000;

    private final EventLoop loop;
    private final Completions completions;
    private final Dialer dialer;
    private final Members members;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Until when what is in flight may go on; set before it has begun. */
    private volatile long drainUntil;

    private volatile boolean isDraining;

    // Of the event loop.
    private boolean closed;
    private long endUntil;
    private long nextLook = Clock.nanoTime();

    Shutdown(EventLoop loop, Completions completions, Dialer dialer, Members members) {
        this.loop = loop;
        this.completions = completions;
        this.dialer = dialer;
        this.members = members;
        loop.care(this);
    }

    boolean isBegun() {
        return begun.get();
    }

    /** Throws if the end has begun. */
    void checkOpen(Verb verb) {
        if (begun.get()) {
            throw closed(verb);
        }
    }

    /** The error of a call to a client that is closed. */
    static ClosedException closed(Verb verb) {
        return new ClosedException("the client is closed", new Context(null, verb.toString(), 0, false), null);
    }

    void close(long timeoutNanos) {
        if (begun.compareAndSet(false, true)) {
            drainUntil = Clock.nanoTime() + timeoutNanos;
            isDraining = true;
            try {
                members.end();
            } finally {
                loop.careSoon();
            }
        }
        if (completions.isCurrentThread()) {
            return;
        }
        try {
            if (ended.await(timeoutNanos + LAST_STEPS_NANOS, TimeUnit.NANOSECONDS)) {
                loop.join(LAST_STEPS_NANOS);
                completions.join(LAST_STEPS_NANOS);
                for (NodeClient client : members.all()) {
                    client.report().join(LAST_STEPS_NANOS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on as far as it can, and looks again soon. */
    @Override
    public void look(long now) {
        if (!isDraining || ended.getCount() == 0) {
            return;
        }
        if (!closed && !(areAwaited() && drainUntil - now > 0)) {
            for (NodeClient client : members.all()) {
                client.connections().close();
            }
            dialer.close();
            completions.close();
            endUntil = now + LAST_STEPS_NANOS;
            closed = true;
        }
        // A caller who reads notices the end of its connection a moment later, and fails what is in flight.
        if (closed && (areDrained() || endUntil - now <= 0)) {
            loop.stop();
            ended.countDown();
        } else {
            lookAgain(now);
        }
    }

    private void lookAgain(long now) {
        if (nextLook - now <= 0) {
            nextLook = now + LOOK_NANOS;
            loop.schedule(LOOK_NANOS, loop::careSoon);
        }
    }

    private boolean areAwaited() {
        return completions.areOpen()
                || members.all().stream()
                        .anyMatch(client -> client.connections().areAwaited());
    }

    private boolean areDrained() {
        return members.all().stream().allMatch(client -> client.connections().isDrained());
    }
}
