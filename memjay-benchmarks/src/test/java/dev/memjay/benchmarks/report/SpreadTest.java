package dev.memjay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The median is the middle one of the rounds, whatever their order. */
class SpreadTest {
    @Test
    void oddCountHasItsMiddleAsMedian() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
    }

    @Test
    void evenCountHasTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(new Spread(3, 1, 9));
    }

    @Test
    void failedRoundsDoNotCount() {
        assertThat(Spread.of(List.of(Double.NaN, 7.0))).isEqualTo(new Spread(7, 7, 7));
        assertThat(Spread.of(List.of(Double.NaN)).isMeasured()).isFalse();
        assertThat(Spread.of(List.of()).isMeasured()).isFalse();
    }
}
