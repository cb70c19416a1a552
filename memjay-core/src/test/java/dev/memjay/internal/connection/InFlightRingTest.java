package dev.memjay.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.wire.ReadRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ring of what is in flight, alone and together with the reader's role. */
class InFlightRingTest {
    /** Schedules that are tried of each race; these have few steps. */
    private static final int SCHEDULES = 2_000;

    @Test
    void keepsTheOrderAcrossItsEnd() {
        InFlightRing ring = new InFlightRing(4);
        int appended = 0;
        for (int removed = 0; removed < 20; removed++) {
            while (!ring.isFull()) {
                ring.append(operation("key" + appended), appended, 10L * (appended + 1));
                appended++;
            }
            assertThat(ring.size()).isEqualTo(4);
            assertThat(ring.oldest().key).isEqualTo("key" + removed);
            assertThat(ring.oldestTime()).isEqualTo(removed);
            assertThat(ring.oldestEnd()).isEqualTo(10L * (removed + 1));
            assertThat(ring.head()).isEqualTo(removed);
            ring.removeOldest();
            assertThat(ring.answeredBytes()).isEqualTo(10L * (removed + 1));
        }
    }

    @Test
    void removedOperationIsNotKeptAlive() {
        InFlightRing ring = new InFlightRing(4);
        ring.append(operation("a"), 0, 10);
        ring.removeOldest();
        assertThat(ring.at(0)).isNull();
        assertThat(ring.oldest()).isNull();
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void capacityIsAPowerOfTwoWithinTheOpaques() {
        assertThatThrownBy(() -> new InFlightRing(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new InFlightRing(1 << 21)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new InFlightRing(1 << 10).capacity()).isEqualTo(1 << 10);
    }

    @Test
    void firstWithLeaderPassesTombstonesAndFutures() {
        InFlightRing ring = new InFlightRing(8);
        Operation tombstone = operation("a");
        tombstone.abandon();
        Operation waiting = operation("c");
        ring.append(tombstone, 0, 1);
        ring.append(new Deferred(ReadRequest.GET, "b", false, 0, (done, failure) -> {}), 0, 2);
        assertThat(ring.firstWithLeader()).isNull();
        assertThat(ring.hasUnattended()).isTrue();
        ring.append(waiting, 0, 3);
        assertThat(ring.firstWithLeader()).isSameAs(waiting);
        ring.removeOldest();
        ring.removeOldest();
        assertThat(ring.hasUnattended()).isFalse();
    }

    @Test
    void phaseFollowsFromBytesAndTimes() {
        InFlightRing ring = new InFlightRing(8);
        ring.append(operation("a"), 1_000, 50);
        assertThat(ring.phase(0, 49, 0)).isEqualTo(Phase.QUEUED);
        assertThat(ring.phase(0, 50, 999)).isEqualTo(Phase.WRITTEN);
        assertThat(ring.phase(0, 50, 1_001)).isEqualTo(Phase.WAITING);
    }

    /** An append and a giving up that overlap: one of them has to see the other, or nobody reads. */
    @Test
    @Timeout(60)
    void appendAndGivingUpNeverMissEachOther() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            InFlightRing ring = new InFlightRing(4);
            ReaderRole role = new ReaderRole();
            role.takeForCaller();
            AtomicBoolean appenderSawFree = new AtomicBoolean();
            AtomicBoolean holderSawWork = new AtomicBoolean();
            Operation operation = operation("a");
            run(
                    () -> {
                        ring.append(operation, 0, 1);
                        appenderSawFree.set(role.isFree());
                    },
                    () -> {
                        role.giveUp();
                        holderSawWork.set(!ring.isEmpty());
                    });
            check(appenderSawFree.get() || holderSawWork.get(), "nobody reads");
        });
    }

    @Test
    @Timeout(60)
    void roleHasOneHolder() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            ReaderRole role = new ReaderRole();
            AtomicBoolean caller = new AtomicBoolean();
            AtomicBoolean loop = new AtomicBoolean();
            run(() -> caller.set(role.takeForCaller()), () -> loop.set(role.takeForLoop()));
            check(caller.get() != loop.get(), "two holders, or none");
            check(role.isCallers() == caller.get() && role.isLoops() == loop.get(), "the wrong holder");
        });
    }

    /** A reader that meets appends in the middle sees each operation once, complete and in order. */
    @Test
    @Timeout(60)
    void readerSeesWholeOperations() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            InFlightRing ring = new InFlightRing(2);
            Operation[] operations = {operation("a"), operation("b"), operation("c")};
            run(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            if (!ring.isFull()) {
                                ring.append(operations[i], i, i + 1);
                            } else {
                                return;
                            }
                        }
                    },
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            Operation oldest = ring.oldest();
                            if (oldest == null) {
                                return;
                            }
                            check(oldest == operations[i], "out of order");
                            check(ring.oldestEnd() == i + 1 && ring.oldestTime() == i, "half an append");
                            ring.removeOldest();
                        }
                    });
        });
    }

    /** Of a reply and a time-out that meet, one wins. */
    @Test
    @Timeout(60)
    void operationIsSettledOrAbandonedOnce() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            Operation operation = operation("a");
            AtomicBoolean settled = new AtomicBoolean();
            AtomicBoolean abandoned = new AtomicBoolean();
            run(() -> settled.set(operation.settle()), () -> abandoned.set(operation.abandon()));
            check(settled.get() != abandoned.get(), "both, or neither");
            check(!operation.isWanted(), "still pending");
        });
    }

    private static void run(Runnable first, Runnable second) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                second.run();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        thread.start();
        first.run();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        check(failure.get() == null, String.valueOf(failure.get()));
    }

    /** Without AssertJ, so that the model checker has little to follow. */
    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private static Operation operation(String key) {
        return new Operation(ReadRequest.GET, key, false);
    }
}
