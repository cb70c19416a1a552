package dev.memjay.benchmarks.report;

import dev.memjay.benchmarks.contenders.Watched;
import dev.memjay.benchmarks.report.Comparison.Line;
import dev.memjay.benchmarks.report.Demand.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result of {@link dev.memjay.benchmarks.TelemetryBench} as Markdown. */
public final class TelemetryReport {
    private static final String NONE = "-";

    private final List<String> facts;
    private final List<Comparison> comparisons;

    public TelemetryReport(List<String> facts, List<Comparison> comparisons) {
        this.facts = facts;
        this.comparisons = comparisons;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        text.append(
                        "\nMedians of the rounds. The last two columns are over those of the client that nobody follows: the median of")
                .append(" the rounds' own ratios, least and greatest of them in brackets.\n\n");
        MarkdownTable table = new MarkdownTable(
                "work", "followed by", "op/s", "bytes/op", "client CPU, us/op", "op/s over nobody", "CPU over nobody");
        for (Comparison comparison : comparisons) {
            Optional<Line> nobody = comparison.lines().stream()
                    .filter(line -> line.entrant().name().equals(Watched.STANDARD))
                    .findFirst();
            for (Line line : comparison.lines()) {
                table.row(
                        comparison.row().title(),
                        line.entrant().name()
                                + line.failure().map(why -> "; failed: " + why).orElse(""),
                        median(line.spread(Measurement::operationsPerSecond), "%,.0f"),
                        median(line.spread(Measurement::bytesPerOperation), "%,.0f"),
                        median(line.spread(Measurement::clientCpuMicros), "%.1f"),
                        over(line, nobody, Metric.THROUGHPUT),
                        over(line, nobody, Metric.CLIENT_CPU));
            }
        }
        return text.append(table).toString();
    }

    private static String over(Line line, Optional<Line> nobody, Metric metric) {
        Spread ratio =
                nobody.map(other -> Comparison.ratio(line, other, metric)).orElse(Spread.NONE);
        return ratio.isMeasured()
                ? String.format(Locale.ROOT, "%.2f (%.2f - %.2f)", ratio.median(), ratio.least(), ratio.greatest())
                : NONE;
    }

    private static String median(Spread spread, String format) {
        return spread.isMeasured() ? String.format(Locale.ROOT, format, spread.median()) : NONE;
    }
}
