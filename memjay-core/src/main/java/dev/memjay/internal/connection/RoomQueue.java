package dev.memjay.internal.connection;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.clock.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where calls wait, first come first served, for room among the operations in flight. */
final class RoomQueue {
    /** The first in the queue looks this often. */
    private static final long PAUSE_NANOS = 100_000;

    private final ReentrantLock turn = new ReentrantLock(true);

    /** Whether a call waits, which newcomers must not overtake. */
    boolean isWaitedFor() {
        return turn.isLocked() || turn.hasQueuedThreads();
    }

    /**
     * Waits for its turn, and then until {@code attempt} succeeds.
     *
     * @return null when it succeeded, else why not
     */
    @Nullable
    Failure await(BooleanSupplier attempt, long deadline) {
        try {
            if (!turn.tryLock(deadline - Clock.nanoTime(), TimeUnit.NANOSECONDS)) {
                return late();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return interrupted();
        }
        try {
            while (!attempt.getAsBoolean()) {
                if (deadline - Clock.nanoTime() <= 0) {
                    return late();
                }
                if (Thread.currentThread().isInterrupted()) {
                    return interrupted();
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
            return null;
        } finally {
            turn.unlock();
        }
    }

    private static Failure late() {
        return Failure.unwritten(Failure.Kind.TIMEOUT, Phase.QUEUED, "the in-flight limit left no room in time", null);
    }

    private static Failure interrupted() {
        return Failure.unwritten(Failure.Kind.INTERRUPTED, Phase.QUEUED, "the calling thread was interrupted", null);
    }
}
