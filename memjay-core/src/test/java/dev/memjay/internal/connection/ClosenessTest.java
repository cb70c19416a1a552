package dev.memjay.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a leader who is alone reads again and again before it sleeps. */
class ClosenessTest {
    private static final long LOOPBACK = 20_000;
    private static final long NETWORK = 150_000;
    private static final long PAUSE = 10_000_000_000L;

    private final Closeness closeness = new Closeness(2);

    private int waitsUntil(long nanos, boolean reads) {
        int waits = 0;
        while (closeness.nanosToRead() > 0 != reads) {
            closeness.waited(nanos);
            assertThat(++waits).as("waits of %d ns", nanos).isLessThan(100);
        }
        return waits;
    }

    private void waits(long nanos, int times) {
        for (int i = 0; i < times; i++) {
            closeness.waited(nanos);
        }
    }

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(closeness.nanosToRead()).isZero();
    }

    @Test
    void someShortWaitsTellThatTheServerIsNear() {
        assertThat(waitsUntil(LOOPBACK, true)).isBetween(5, 30);
        assertThat(closeness.nanosToRead()).isEqualTo(Closeness.MAX_NANOS);
    }

    @Test
    void aServerOverANetworkIsNotNear() {
        waits(NETWORK, 1_000);
        assertThat(closeness.nanosToRead()).isZero();
    }

    @Test
    void aServerThatBecomesSlowIsNotNearForLong() {
        waits(LOOPBACK, 100);
        assertThat(waitsUntil(NETWORK, false)).isLessThan(5);
    }

    @Test
    void aPauseIsSoonForgotten() {
        waits(LOOPBACK, 100);
        closeness.waited(PAUSE);
        assertThat(waitsUntil(LOOPBACK, true)).isLessThan(10);
    }

    @Test
    void waitsAtTheBoundAreNear() {
        waits(Closeness.NEAR_NANOS, 1_000);
        assertThat(closeness.nanosToRead()).isEqualTo(Closeness.MAX_NANOS);
        waits(Closeness.NEAR_NANOS + 1_000, 1_000);
        assertThat(closeness.nanosToRead()).isZero();
    }

    @Test
    void aSingleCoreIsLeftToTheServer() {
        Closeness single = new Closeness(1);
        for (int i = 0; i < 100; i++) {
            single.waited(LOOPBACK);
        }
        assertThat(single.nanosToRead()).isZero();
    }
}
