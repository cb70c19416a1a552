package dev.memjay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Operation;
import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.contenders.Watched;
import dev.memjay.benchmarks.report.Comparison.Line;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What following calls costs is held against the client that nobody follows, round by round. */
class TelemetryReportTest {
    private static final Row ROW = Rows.all().get(0);

    @Test
    void ratiosAreThoseOfTheSameRound() {
        String report = report(line(Watched.STANDARD, 100, 200, 400), line("a tracer", 50, 180, 360));
        assertThat(report)
                .containsPattern(
                        "\\| a tracer +\\| 180 +\\| 7 +\\| 2\\.0 +\\| 0\\.90 \\(0\\.50 - 0\\.90\\) +\\| 1\\.00 \\(1\\.00 - 1\\.00\\)")
                .containsPattern("\\| nobody +\\| 200 ");
    }

    @Test
    void withoutTheStandardThereIsNoRatio() {
        assertThat(report(line("a tracer", 50)))
                .containsPattern("\\| a tracer +\\| 50 +\\| 7 +\\| 2\\.0 +\\| - +\\| - ");
    }

    private static String report(Line... lines) {
        return new TelemetryReport(List.of("a fact"), List.of(new Comparison(ROW, List.of(lines), 0))).toString();
    }

    private static Line line(String name, double... rates) {
        List<Measurement> rounds = DoubleStream.of(rates)
                .mapToObj(rate -> new Measurement(rate, Double.NaN, Double.NaN, 7, 2, 1, null))
                .toList();
        return new Line(new Entrant(name, Role.MEMJAY, Set.of(Operation.GET), List.of()), "", rounds);
    }
}
