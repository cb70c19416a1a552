package dev.memjay.internal.connection;

import dev.memjay.internal.wire.ReadRequest;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** The reader's role, the ring and an operation's end under all schedules of a few steps, by Lincheck's model checker. */
class RoleModelTest {
    private static ModelCheckingOptions options(int threads, int actors) {
        return new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(500)
                .threads(threads)
                .actorsPerThread(actors)
                .actorsBefore(0)
                .actorsAfter(0)
                .minimizeFailedScenario(false);
    }

    @Test
    void roleHasOneHolder() {
        options(2, 2).check(Role.class);
    }

    @Test
    void operationIsSettledOrAbandonedOnce() {
        options(3, 1).check(End.class);
    }

    @Test
    void nobodyWaitsInVainForAReader() {
        options(2, 2).check(Callers.class);
    }

    /** What threads can do with the role. */
    public static class Role {
        private final ReaderRole role = new ReaderRole();

        @Operation
        public boolean takeForCaller() {
            return role.takeForCaller();
        }

        @Operation
        public boolean takeForLoop() {
            return role.takeForLoop();
        }

        @Operation
        public boolean isFree() {
            return role.isFree();
        }
    }

    /** A reply, a time-out and a cancellation that meet. */
    public static class End {
        private final dev.memjay.internal.connection.Operation operation =
                new dev.memjay.internal.connection.Operation(ReadRequest.GET, "key", false);

        @Operation
        public boolean settle() {
            return operation.settle();
        }

        @Operation
        public boolean abandon() {
            return operation.abandon();
        }

        @Operation
        public boolean isWanted() {
            return operation.isWanted();
        }
    }

    /**
     * Callers who append and then see to it that somebody reads, by the connection's rule: whoever appended looks at
     * the role, whoever gives the role up looks at the ring.
     */
    public static class Callers {
        private final InFlightRing ring = new InFlightRing(8);
        private final ReaderRole role = new ReaderRole();
        private final ReentrantLock writeLock = new ReentrantLock();
        private int appended;
        private int read;

        @Operation
        public void call() {
            writeLock.lock();
            try {
                appended++;
                ring.append(
                        new dev.memjay.internal.connection.Operation(ReadRequest.GET, "key", false),
                        appended,
                        appended);
            } finally {
                writeLock.unlock();
            }
            while (!ring.isEmpty() && role.takeForCaller()) {
                readAll();
                role.giveUp();
            }
        }

        private void readAll() {
            while (!ring.isEmpty()) {
                dev.memjay.internal.connection.Operation oldest = ring.oldest();
                if (oldest == null || ring.oldestTime() != read + 1 || ring.oldestEnd() != read + 1) {
                    throw new IllegalStateException("half an append");
                }
                read++;
                ring.removeOldest();
            }
        }

        @Validate
        public void everythingIsRead() {
            if (read != appended || !role.isFree()) {
                throw new IllegalStateException("nobody reads");
            }
        }
    }
}
