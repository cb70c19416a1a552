package dev.memjay.internal.route.fleet;

import dev.memjay.discovery.Fleet;
import dev.memjay.discovery.Network;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.internal.thread.DaemonThread;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks for the nodes of a fleet again and again, on a thread of its own: when what was found is no longer valid, when the
 * interval is over, and when it is poked. Pauses vary at random, so that many clients do not look at once, and are never
 * longer than what was found is valid. After a failure it looks again soon, with growing pauses.
 */
public final class FleetWatch {
    /** Time between two looks at the least, however often it is poked and however short the time to live. */
    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);

    private static final long FIRST_RETRY_NANOS = 100_000_000;
    private static final int MAX_DOUBLINGS = 10;

    /** Hears what came of each look, on the watch's thread. */
    interface Listener {
        /** A look found a fleet that is not older than the last. */
        void found(Fleet fleet);

        /** A look found a fleet that is older than the last, as a source that lags behind gives it. */
        default void passedOver() {}

        /** A look failed. */
        void failed(Throwable cause);
    }

    private final NodeDiscovery discovery;
    private final Network network;
    private final long intervalNanos;
    private final Listener listener;
    private final Semaphore pokes = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private long version = Fleet.UNNUMBERED;
    private int failures;

    public FleetWatch(NodeDiscovery discovery, Network network, Duration interval, Listener listener) {
        this.discovery = discovery;
        this.network = network;
        this.intervalNanos = interval.toNanos();
        this.listener = listener;
        thread = DaemonThread.of("memjay-discovery", this::run);
    }

    void start() {
        thread.start();
    }

    /** Has it look soon. */
    void poke() {
        if (pokes.availablePermits() == 0) {
            pokes.release();
        }
    }

    /** Ends it; a look under way is interrupted and what it finds is dropped. */
    void stop() {
        stopped.countDown();
        thread.interrupt();
    }

    /** Nothing but {@link #stop} ends it: a look, a listener or a wait that fails is followed by the next look. */
    private void run() {
        while (stopped.getCount() > 0) {
            try {
                lookAndWait();
            } catch (InterruptedException closed) {
                // It was stopped, or a discovery left its interrupt behind, which the next line tells apart.
            } catch (Throwable failure) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            LockSupport.parkNanos(FIRST_RETRY_NANOS);
        } catch (Throwable noMemoryAtAll) {
            // Then it looks at once.
        }
    }

    private void lookAndWait() throws InterruptedException {
        long pause = look();
        // An interrupt that a discovery left behind is not the end, which the caller sees by itself.
        Thread.interrupted();
        long least = Math.min(pause, MIN_PAUSE.toNanos());
        if (!stopped.await(least, TimeUnit.NANOSECONDS)) {
            pokes.tryAcquire(pause - least, TimeUnit.NANOSECONDS);
            pokes.drainPermits();
        }
    }

    /** Looks once, and tells how long to wait before the next look. Whatever is thrown is a look that failed. */
    private long look() {
        try {
            Fleet fleet = Objects.requireNonNull(
                    discovery.discover(network), () -> "the discovery '" + discovery + "' gave null for a fleet");
            if (stopped.getCount() == 0) {
                return 0;
            }
            if (fleet.version() == Fleet.UNNUMBERED || fleet.version() >= version) {
                listener.found(fleet);
                version = Math.max(version, fleet.version());
            } else {
                listener.passedOver();
            }
            failures = 0;
            return jittered(Math.min(intervalNanos, nanos(fleet.validFor())));
        } catch (Throwable failure) {
            if (stopped.getCount() > 0) {
                listener.failed(failure);
            }
            return jittered(Math.min(intervalNanos, FIRST_RETRY_NANOS << Math.min(failures++, MAX_DOUBLINGS)));
        }
    }

    /** Within what a look may be asked for; more than a long holds is as good as for ever. */
    private static long nanos(Duration validFor) {
        if (validFor.compareTo(MIN_PAUSE) < 0) {
            return MIN_PAUSE.toNanos();
        }
        return validFor.compareTo(Fleet.UNTIL_NEXT_LOOK) > 0 ? Long.MAX_VALUE : validFor.toNanos();
    }

    /** Three quarters to the whole of it. */
    private static long jittered(long nanos) {
        return nanos - ThreadLocalRandom.current().nextLong(nanos / 4 + 1);
    }
}
