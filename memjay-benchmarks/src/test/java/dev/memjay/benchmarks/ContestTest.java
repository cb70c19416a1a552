package dev.memjay.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.report.Comparison;
import dev.memjay.benchmarks.report.Measurement;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rounds on a machine that has become another one count for nobody. */
class ContestTest {
    private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    private final List<Comparison.Line> lines = List.of(line("Memjay", Role.MEMJAY), line("bare", Role.FLOOR));

    private static Comparison.Line line(String name, Role role) {
        return new Comparison.Line(new Entrant(name, role, Set.of(), List.of()), "", new ArrayList<>());
    }

    private static Measurement measured(double throughput) {
        return new Measurement(throughput, 0, 0, 0, 0, 0, null);
    }

    private int collect(int wanted, double... floors) throws InterruptedException {
        return Contest.collect(
                wanted, lines, round -> List.of(measured(round), measured(floors[round % floors.length])), nowhere);
    }

    private List<Double> counted() {
        return lines.get(0).rounds().stream()
                .map(Measurement::operationsPerSecond)
                .toList();
    }

    @Test
    void roundAfterAJumpOfTheFloorIsRunAgain() throws InterruptedException {
        assertThat(collect(4, 100, 130, 60, 62, 90, 95)).isEqualTo(2);
        assertThat(counted()).containsExactly(0.0, 1.0, 3.0, 5.0);
        assertThat(lines.get(1).rounds()).hasSize(4);
    }

    @Test
    void machineThatNeverRestsIsMeasuredAllTheSame() throws InterruptedException {
        assertThat(collect(3, 100, 10)).isEqualTo(3);
        assertThat(counted()).hasSize(3);
    }

    @Test
    void floorThatFailedTellsNothing() throws InterruptedException {
        assertThat(collect(2, Double.NaN)).isZero();
        assertThat(counted()).containsExactly(0.0, 1.0);
    }
}
