package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A node that goes up and down writes no flood. */
class StateLogTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void linesThatComeTooSoonAreCountedInTheNext() {
        StateLog log = new StateLog();
        assertThat(log.next("h is down", 5)).isEqualTo("h is down");
        assertThat(log.next("h answers again", 6)).isNull();
        assertThat(log.next("h is down", 9 * SECOND)).isNull();
        assertThat(log.next("h answers again", 11 * SECOND))
                .isEqualTo("h answers again; its state changed 2 more times since the last line");
        assertThat(log.next("h is down", 22 * SECOND)).isEqualTo("h is down");
    }
}
