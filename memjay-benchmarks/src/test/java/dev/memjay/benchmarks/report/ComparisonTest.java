package dev.memjay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.report.Demand.Against;
import dev.memjay.benchmarks.report.Demand.Metric;
import dev.memjay.benchmarks.report.Demand.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ratios are taken round by round against the best of those that a demand names. */
class ComparisonTest {
    private static final Row ROW = Rows.all().get(0);

    private static Measurement measured(double throughput) {
        return new Measurement(throughput, 1e6 / throughput, 2e6 / throughput, 150, 9, 3, null);
    }

    private static Comparison.Line line(String name, Role role, double... throughputs) {
        List<Measurement> rounds =
                Arrays.stream(throughputs).mapToObj(ComparisonTest::measured).toList();
        return new Comparison.Line(new Entrant(name, role, Set.of(), List.of()), "", rounds);
    }

    private final Comparison comparison = new Comparison(
            ROW,
            List.of(
                    line("floor", Role.FLOOR, 100, 50, 200),
                    line("memjay", Role.MEMJAY, 90, 45, 200),
                    line("slow", Role.PEER, 10, 10, 300),
                    line("fast", Role.PEER, 45, 20, 50)),
            2);

    @Test
    void driftOfTheMachineCancelsOut() {
        assertThat(comparison.value(Demand.ofFloor(0.95, 0.95))).isEqualTo(new Spread(0.9, 0.9, 1));
    }

    @Test
    void bestPeerIsTheOneWithTheBestMedian() {
        assertThat(comparison.best(Metric.THROUGHPUT, Against.BEST_PEER))
                .map(line -> line.entrant().name())
                .contains("fast");
        assertThat(comparison.value(Demand.ofBestPeer(1.8, 1.8)).median()).isEqualTo(2.25, within(1e-9));
    }

    @Test
    void forTimesLessIsBetter() {
        Demand p50 = new Demand(Metric.P50, Against.BETTER_OF_BOTH, 1.03);
        assertThat(comparison.best(Metric.P50, Against.BETTER_OF_BOTH))
                .map(line -> line.entrant().name())
                .contains("floor");
        assertThat(p50.verdict(comparison.value(p50).median())).isEqualTo(Verdict.MISSED);
        assertThat(p50.verdict(1.02)).isEqualTo(Verdict.HIT);
    }

    @Test
    void demandOnMemjayAloneNeedsNobodyElse() {
        Demand bytes = new Demand(Metric.ALLOCATED, Against.NOTHING, 184);
        assertThat(comparison.value(bytes).median()).isEqualTo(150);
        assertThat(bytes.verdict(185)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void withoutMemjayOrWithoutRivalNothingIsJudged() {
        Comparison alone = new Comparison(ROW, List.of(line("memjay", Role.MEMJAY, 1)), 0);
        Comparison without = new Comparison(ROW, List.of(line("floor", Role.FLOOR, 1)), 0);
        Demand demand = Demand.ofFloor(0.95, 0.95);
        assertThat(demand.verdict(alone.value(demand).median())).isEqualTo(Verdict.NOT_RUN);
        assertThat(demand.verdict(without.value(demand).median())).isEqualTo(Verdict.NOT_RUN);
    }

    @Test
    void aimAndDemandAreJudgedApart() {
        Demand demand = Demand.ofBestPeer(1.3, 1.5);
        assertThat(demand.verdict(1.29)).isEqualTo(Verdict.MISSED);
        assertThat(demand.verdict(1.3)).isEqualTo(Verdict.HIT_BELOW_AIM);
        assertThat(demand.verdict(1.5)).isEqualTo(Verdict.HIT);
    }

    @Test
    void reportNamesWhatWasMissedAndWhatWasLeftOut() {
        String report =
                new Report(List.of("Machine: one"), List.of(comparison), List.of("get-8 (not asked for)")).toString();
        assertThat(report)
                .contains(
                        "- Machine: one",
                        "- Not run: get-8 (not asked for)",
                        "run again: get-1 2",
                        "0.90 (0.90 - 1.00)")
                .containsPattern("get, 1 thread +\\| op/s of the floor .*\\*\\*missed\\*\\*");
    }
}
