package dev.memjay.benchmarks.report;

import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.report.Demand.Against;
import dev.memjay.benchmarks.report.Demand.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The whole result as Markdown: facts, what was demanded and what came of it, and every figure behind it. */
public final class Report {
    private static final String NONE = "-";

    private final List<String> facts;
    private final List<Comparison> comparisons;
    private final List<String> leftOut;

    public Report(List<String> facts, List<Comparison> comparisons, List<String> leftOut) {
        this.facts = facts;
        this.comparisons = comparisons;
        this.leftOut = leftOut;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        if (!leftOut.isEmpty()) {
            text.append("- Not run: ").append(String.join("; ", leftOut)).append('\n');
        }
        dropped().ifPresent(text::append);
        text.append("\n### Memjay against what is demanded\n\n")
                .append("Median of the rounds' own ratios, least and greatest of them in brackets. ")
                .append("For times and bytes less is better.\n\n")
                .append(demands())
                .append("\n### All figures\n\n")
                .append("Medians of the rounds, least and greatest in brackets. Bytes: allocated by all live platform")
                .append(" threads of the client, carriers of virtual threads and loop threads among them. CPU: whole")
                .append(" process, user and system. The last column is this contender's figure over Memjay's.\n\n")
                .append(figures());
        return text.toString();
    }

    private Optional<String> dropped() {
        String rows = comparisons.stream()
                .filter(comparison -> comparison.droppedRounds() > 0)
                .map(comparison -> comparison.row().id() + " " + comparison.droppedRounds())
                .collect(Collectors.joining(", "));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of("- Rounds dropped for all, since the floor differed by more than a third from the round"
                        + " before, and run again: " + rows + "\n");
    }

    private MarkdownTable demands() {
        MarkdownTable table = new MarkdownTable("work", "demand", "at least", "aim", "measured", "against", "result");
        for (Comparison comparison : comparisons) {
            String title = comparison.row().title();
            for (Demand demand : comparison.row().demands()) {
                Spread value = comparison.value(demand);
                table.row(
                        title,
                        words(demand),
                        bound(demand, demand.required()),
                        demand.aim() == demand.required() ? NONE : bound(demand, demand.aim()),
                        spread(value, format(demand)),
                        comparison
                                .best(demand.metric(), demand.against())
                                .map(line -> line.entrant().name())
                                .orElse(NONE),
                        demand.verdict(value.median()).words);
            }
            beside(comparison, Role.MEMJAY_WITHOUT_METRICS)
                    .ifPresent(ratio -> table.row(
                            title, "op/s with metrics over without", NONE, NONE, spread(ratio, "%.2f"), NONE, NONE));
            beside(comparison, Role.OTHER_BUILD)
                    .ifPresent(ratio -> table.row(
                            title, "op/s over the other build", NONE, NONE, spread(ratio, "%.2f"), NONE, NONE));
        }
        return table;
    }

    private static Optional<Spread> beside(Comparison comparison, Role role) {
        return comparison
                .line(Role.MEMJAY)
                .flatMap(memjay ->
                        comparison.line(role).map(other -> Comparison.ratio(memjay, other, Metric.THROUGHPUT)))
                .filter(Spread::isMeasured);
    }

    private MarkdownTable figures() {
        MarkdownTable table = new MarkdownTable(
                "work",
                "contender",
                "settings",
                "op/s",
                "p50, us",
                "p99, us",
                "bytes/op",
                "client CPU, us/op",
                "server CPU, us/op",
                "over Memjay");
        for (Comparison comparison : comparisons) {
            Metric metric = comparison.row().overRelay() ? Metric.P50 : Metric.THROUGHPUT;
            Optional<Comparison.Line> memjay = comparison.line(Role.MEMJAY);
            for (Comparison.Line line : comparison.lines()) {
                List<String> cells = new ArrayList<>();
                cells.add(comparison.row().title());
                cells.add(line.entrant().name());
                cells.add(line.settings()
                        + line.failure().map(why -> "; failed: " + why).orElse(""));
                cells.add(spread(line.spread(Measurement::operationsPerSecond), "%,.0f"));
                cells.add(spread(line.spread(Measurement::p50Micros), "%,.0f"));
                cells.add(spread(line.spread(Measurement::p99Micros), "%,.0f"));
                cells.add(median(line.spread(Measurement::bytesPerOperation), "%,.0f"));
                cells.add(median(line.spread(Measurement::clientCpuMicros), "%.1f"));
                cells.add(median(line.spread(Measurement::serverCpuMicros), "%.1f"));
                cells.add(memjay.map(own -> median(Comparison.ratio(line, own, metric), "%.2f"))
                        .orElse(NONE));
                table.row(cells.toArray(String[]::new));
            }
        }
        return table;
    }

    private static String words(Demand demand) {
        return demand.against() == Against.NOTHING
                ? demand.metric().unit
                : demand.metric().unit + " " + demand.against().words;
    }

    private static String bound(Demand demand, double bound) {
        String number = format(format(demand), bound);
        return demand.metric().moreIsBetter() ? number : "at most " + number;
    }

    private static String format(Demand demand) {
        if (demand.against() != Against.NOTHING) {
            return "%.2f";
        }
        return demand.metric() == Metric.CLIENT_CPU ? "%.1f" : "%,.0f";
    }

    private static String median(Spread spread, String format) {
        return spread.isMeasured() ? format(format, spread.median()) : NONE;
    }

    private static String spread(Spread spread, String format) {
        if (!spread.isMeasured()) {
            return NONE;
        }
        String median = format(format, spread.median());
        return spread.least() == spread.greatest()
                ? median
                : median + " (" + format(format, spread.least()) + " - " + format(format, spread.greatest()) + ")";
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
