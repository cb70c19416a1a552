package dev.memjay.benchmarks.report;

import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.report.Demand.Against;
import dev.memjay.benchmarks.report.Demand.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All that was measured in one row, round by round. */
public final class Comparison {
    private final Row row;
    private final List<Line> lines;
    private final int droppedRounds;

    /** One contender in the settings it was given, with a measurement for each round. */
    public record Line(Entrant entrant, String settings, List<Measurement> rounds) {
        Spread spread(ToDoubleFunction<Measurement> of) {
            return Spread.of(rounds.stream().map(of::applyAsDouble).toList());
        }

        Optional<String> failure() {
            return rounds.stream()
                    .flatMap(round -> Optional.ofNullable(round.failure()).stream())
                    .findFirst();
        }
    }

    /**
     * What is left of a row.
     *
     * @param droppedRounds of which no line has a measurement, since the machine was another one than before
     */
    public Comparison(Row row, List<Line> lines, int droppedRounds) {
        this.row = row;
        this.lines = List.copyOf(lines);
        this.droppedRounds = droppedRounds;
    }

    int droppedRounds() {
        return droppedRounds;
    }

    Row row() {
        return row;
    }

    List<Line> lines() {
        return lines;
    }

    Optional<Line> line(Role role) {
        return lines.stream().filter(line -> line.entrant().role() == role).findFirst();
    }

    /** The line with the best median; a line that was never measured is not among them. */
    Optional<Line> best(Metric metric, Against against) {
        Optional<Line> best = Optional.empty();
        for (Line line : lines) {
            double median = line.spread(metric.of).median();
            if (!counts(line.entrant().role(), against) || Double.isNaN(median)) {
                continue;
            }
            if (best.isEmpty()
                    || better(metric, median, best.get().spread(metric.of).median())) {
                best = Optional.of(line);
            }
        }
        return best;
    }

    /** What a demand is about: Memjay's figure, or its ratio to the other's in the same round, which evens out drift. */
    Spread value(Demand demand) {
        Metric metric = demand.metric();
        Optional<Line> memjay = line(Role.MEMJAY);
        if (memjay.isEmpty()) {
            return Spread.NONE;
        }
        if (demand.against() == Against.NOTHING) {
            return memjay.get().spread(metric.of);
        }
        return best(metric, demand.against())
                .map(other -> ratio(memjay.get(), other, metric))
                .orElse(Spread.NONE);
    }

    static Spread ratio(Line line, Line other, Metric metric) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(line.rounds().size(), other.rounds().size()); i++) {
            ratios.add(metric.of.applyAsDouble(line.rounds().get(i))
                    / metric.of.applyAsDouble(other.rounds().get(i)));
        }
        return Spread.of(ratios);
    }

    private static boolean better(Metric metric, double value, double than) {
        return metric.moreIsBetter() ? value > than : value < than;
    }

    private static boolean counts(Role role, Against against) {
        return switch (against) {
            case FLOOR -> role == Role.FLOOR;
            case FLOOR_WITH_ONE_CONNECTION -> role == Role.FLOOR_WITH_ONE_CONNECTION;
            case BEST_PEER -> role == Role.PEER;
            case BETTER_OF_BOTH -> role == Role.FLOOR || role == Role.PEER;
            case NOTHING -> false;
        };
    }
}
