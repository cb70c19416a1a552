package dev.memjay.benchmarks.report;

import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.contenders.Ways;
import dev.memjay.benchmarks.contenders.Ways.Transport;
import dev.memjay.benchmarks.report.Comparison.Line;
import dev.memjay.benchmarks.report.Demand.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result of {@link dev.memjay.benchmarks.WaysBench} as Markdown: what was demanded and what came of it, and every figure. */
public final class WaysReport {
    private static final String NONE = "-";
    private static final double UNIX_OVER_TCP = 1;
    private static final double TLS_OVER_PEER = 1.5;

    private final List<String> facts;
    private final List<Comparison> comparisons;

    public WaysReport(List<String> facts, List<Comparison> comparisons) {
        this.facts = facts;
        this.comparisons = comparisons;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        return text.append(
                        "\nMedian of the rounds' own ratios, least and greatest of them in brackets. The peer is folsom in the"
                                + " better of its two settings.\n\n")
                .append(demands())
                .append("\nMedians of the rounds. The last column is the rate over that of TCP with meta.\n\n")
                .append(figures())
                .toString();
    }

    private MarkdownTable demands() {
        MarkdownTable table = new MarkdownTable("work", "demand", "at least", "measured", "result");
        for (Comparison comparison : comparisons) {
            Optional<Line> unix = line(comparison, Ways.name(Transport.UNIX, "meta"));
            Optional<Line> tls = line(comparison, Ways.name(Transport.TLS, "meta"));
            Optional<Line> peer = comparison.lines().stream()
                    .filter(line -> line.entrant().role() == Role.PEER)
                    .filter(line -> line.spread(Metric.THROUGHPUT.of).isMeasured())
                    .max(Comparator.comparing(
                            line -> line.spread(Metric.THROUGHPUT.of).median()));
            demand(table, comparison, "UNIX over TCP", UNIX_OVER_TCP, unix, line(comparison, Ways.STANDARD));
            demand(table, comparison, "TLS over the peer's TLS", TLS_OVER_PEER, tls, peer);
        }
        return table;
    }

    private static void demand(
            MarkdownTable table,
            Comparison comparison,
            String words,
            double least,
            Optional<Line> own,
            Optional<Line> other) {
        Spread ratio = own.isPresent() && other.isPresent()
                ? Comparison.ratio(own.get(), other.get(), Metric.THROUGHPUT)
                : Spread.NONE;
        String result = !ratio.isMeasured() ? "not run" : ratio.median() >= least ? "hit" : "**missed**";
        table.row(comparison.row().title(), words, format("%.2f", least), spread(ratio), result);
    }

    private MarkdownTable figures() {
        MarkdownTable table =
                new MarkdownTable("work", "way", "op/s", "client CPU, us/op", "server CPU, us/op", "over TCP meta");
        for (Comparison comparison : comparisons) {
            Optional<Line> standard = line(comparison, Ways.STANDARD);
            for (Line line : comparison.lines()) {
                table.row(
                        comparison.row().title(),
                        line.entrant().name()
                                + line.failure().map(why -> "; failed: " + why).orElse(""),
                        median(line.spread(Measurement::operationsPerSecond), "%,.0f"),
                        median(line.spread(Measurement::clientCpuMicros), "%.1f"),
                        median(line.spread(Measurement::serverCpuMicros), "%.1f"),
                        standard.map(tcp -> median(Comparison.ratio(line, tcp, Metric.THROUGHPUT), "%.2f"))
                                .orElse(NONE));
            }
        }
        return table;
    }

    private static Optional<Line> line(Comparison comparison, String name) {
        return comparison.lines().stream()
                .filter(line -> line.entrant().name().equals(name))
                .findFirst();
    }

    private static String median(Spread spread, String format) {
        return spread.isMeasured() ? format(format, spread.median()) : NONE;
    }

    private static String spread(Spread spread) {
        return spread.isMeasured()
                ? format("%.2f (%.2f - %.2f)", spread.median(), spread.least(), spread.greatest())
                : NONE;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
