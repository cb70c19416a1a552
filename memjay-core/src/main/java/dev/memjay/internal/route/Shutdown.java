package dev.memjay.internal.route;

import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.Dialer;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.model.Verb;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The end of a client: lets what is in flight finish within a bound, fails the rest, and ends the threads. */
final class Shutdown {
    private static final long LOOK_NANOS = 1_000_000;
    /** How long the last steps, which do no I/O, may take beyond the bound. */
    private static final long LAST_STEPS_NANOS = 1_000_000_000;

    private final EventLoop loop;
    private final Dialer dialer;
    private final Members members;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    Shutdown(EventLoop loop, Dialer dialer, Members members) {
        this.loop = loop;
        this.dialer = dialer;
        this.members = members;
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
            long deadline = Clock.nanoTime() + timeoutNanos;
            members.end();
            loop.execute(() -> drain(deadline));
        }
        if (loop.isCurrentThread()) {
            return;
        }
        try {
            if (ended.await(timeoutNanos + LAST_STEPS_NANOS, TimeUnit.NANOSECONDS)) {
                loop.join(LAST_STEPS_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(long deadline) {
        for (NodeClient client : members.all()) {
            if (client.connections().areAwaited() && deadline - Clock.nanoTime() > 0) {
                loop.schedule(LOOK_NANOS, () -> drain(deadline));
                return;
            }
        }
        for (NodeClient client : members.all()) {
            client.connections().close();
        }
        dialer.close();
        end(Clock.nanoTime() + LAST_STEPS_NANOS);
    }

    /** A caller who reads notices the end of his connection a moment later, and fails what is in flight. */
    private void end(long deadline) {
        for (NodeClient client : members.all()) {
            if (!client.connections().isDrained() && deadline - Clock.nanoTime() > 0) {
                loop.schedule(LOOK_NANOS, () -> end(deadline));
                return;
            }
        }
        loop.stop();
        ended.countDown();
    }
}
