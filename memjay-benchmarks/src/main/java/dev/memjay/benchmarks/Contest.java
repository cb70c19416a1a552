package dev.memjay.benchmarks;

import dev.memjay.benchmarks.contenders.Contender;
import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.contenders.Variant;
import dev.memjay.benchmarks.report.Comparison;
import dev.memjay.benchmarks.report.Measurement;
import dev.memjay.benchmarks.report.Row;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one row: tries every variant once, then measures the best of each contender in interleaved rounds. */
final class Contest {
    private static final long CLOSE_SECONDS = 10;
    /** Who has nothing to choose from runs as long before the rounds as a peer does with its six variants. */
    private static final int SINGLE_VARIANT_WARM_UP = 11;

    /** A machine on which a bare socket is so much faster or slower than a moment ago is another machine. */
    private static final double MAX_JUMP = 4.0 / 3;

    private final Options options;
    private final Resources resources;
    private final PrintStream progress;

    Contest(Options options, Resources resources, PrintStream progress) {
        this.options = options;
        this.resources = resources;
        this.progress = progress;
    }

    /** The time that a row takes at least, without opening and closing. */
    double estimateSeconds(List<Entrant> entrants) {
        double seconds = entrants.size() * options.rounds() * (options.warmUpSeconds() + options.seconds());
        for (Entrant entrant : entrants) {
            int variants = entrant.variants().size();
            seconds += (variants == 1 ? SINGLE_VARIANT_WARM_UP + 1 : 3 + 1.5 * variants) * options.calibrationSeconds();
        }
        return seconds;
    }

    Comparison run(Row row, List<Entrant> entrants, Dataset data, int port) throws InterruptedException {
        progress.println(row.title());
        List<Variant> chosen = new ArrayList<>();
        List<Comparison.Line> lines = new ArrayList<>();
        for (Entrant entrant : entrants) {
            Variant variant = choose(row, entrant, data, port);
            chosen.add(variant);
            lines.add(new Comparison.Line(entrant, variant.settings(), new ArrayList<>()));
        }
        int dropped = collect(options.rounds(), lines, round -> round(row, lines, chosen, round, data, port), progress);
        return new Comparison(row, lines, dropped);
    }

    /** One round after another, by its number. */
    interface Rounds {
        List<Measurement> measure(int round) throws InterruptedException;
    }

    /**
     * Puts as many rounds as wanted into the lines, and says how many were dropped: those in which the floor differed too much
     * from the round before. No more than wanted are dropped, else a machine that never rests would keep this going.
     */
    static int collect(int wanted, List<Comparison.Line> lines, Rounds rounds, PrintStream progress)
            throws InterruptedException {
        int dropped = 0;
        double floorBefore = Double.NaN;
        for (int round = 0; round - dropped < wanted; round++) {
            List<Measurement> measured = rounds.measure(round);
            double floor = floor(lines, measured);
            boolean jumped = Math.max(floor, floorBefore) > MAX_JUMP * Math.min(floor, floorBefore);
            floorBefore = floor;
            if (jumped && dropped < wanted) {
                dropped++;
                progress.println("  round " + (round + 1) + " does not count: the floor jumped");
                continue;
            }
            for (int i = 0; i < lines.size(); i++) {
                lines.get(i).rounds().add(measured.get(i));
            }
        }
        return dropped;
    }

    /** All contenders, one right after the other, another one first in each round. */
    private List<Measurement> round(
            Row row, List<Comparison.Line> lines, List<Variant> chosen, int round, Dataset data, int port)
            throws InterruptedException {
        Measurement[] measured = new Measurement[lines.size()];
        for (int turn = 0; turn < lines.size(); turn++) {
            int i = (round + turn) % lines.size();
            measured[i] = measure(row, chosen.get(i), data, port, options.warmUpSeconds(), options.seconds());
            say("  round " + (round + 1), lines.get(i).entrant(), chosen.get(i), row, measured[i]);
        }
        return List.of(measured);
    }

    /** The throughput of the floor in a round; NaN where no floor takes part, and then no round is dropped. */
    private static double floor(List<Comparison.Line> lines, List<Measurement> measured) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).entrant().role() == Role.FLOOR) {
                return measured.get(i).operationsPerSecond();
            }
        }
        return Double.NaN;
    }

    private Variant choose(Row row, Entrant entrant, Dataset data, int port) throws InterruptedException {
        Variant best = entrant.variants().get(0);
        double seconds = options.calibrationSeconds();
        if (entrant.variants().size() == 1) {
            measure(row, best, data, port, SINGLE_VARIANT_WARM_UP * seconds, seconds);
            return best;
        }
        double bestScore = Double.NEGATIVE_INFINITY;
        measure(row, best, data, port, 2 * seconds, seconds); // else the variants tried last profit from compiled code
        for (Variant variant : entrant.variants()) {
            Measurement tried = measure(row, variant, data, port, seconds / 2, seconds);
            say("  try", entrant, variant, row, tried);
            double score = row.overRelay() ? -tried.p50Micros() : tried.operationsPerSecond();
            if (score > bestScore) {
                bestScore = score;
                best = variant;
            }
        }
        return best;
    }

    private Measurement measure(Row row, Variant variant, Dataset data, int port, double warmUpSeconds, double seconds)
            throws InterruptedException {
        System.gc(); // what the one before left is not to be collected in the next one's time
        Contender contender;
        try {
            contender = variant.opener().open(port);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Measurement.failed("cannot connect: " + e);
        }
        try {
            return new Load(row, contender, data).run(warmUpSeconds, seconds, resources);
        } finally {
            close(contender);
        }
    }

    /** Closing is bounded too: a client that does not end is left to its daemon thread. */
    private void close(Contender contender) throws InterruptedException {
        Thread closer = new Thread(
                () -> {
                    try {
                        contender.close();
                    } catch (Exception e) {
                        progress.println("  close: " + e);
                    }
                },
                "closer");
        closer.setDaemon(true);
        closer.start();
        closer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        if (closer.isAlive()) {
            progress.println("  close: not done after " + CLOSE_SECONDS + " s");
        }
    }

    private void say(String what, Entrant entrant, Variant variant, Row row, Measurement measured) {
        String result = measured.failure() != null
                ? "failed: " + measured.failure()
                : row.overRelay()
                        ? String.format(
                                "p50 %,.0f us, p99 %,.0f us, %,.0f op/s",
                                measured.p50Micros(), measured.p99Micros(), measured.operationsPerSecond())
                        : String.format(
                                "%,.0f op/s, %,.0f bytes/op, client %.1f us/op, server %.1f us/op",
                                measured.operationsPerSecond(),
                                measured.bytesPerOperation(),
                                measured.clientCpuMicros(),
                                measured.serverCpuMicros());
        progress.println(what + ": " + entrant.name() + " (" + variant.settings() + "): " + result);
    }
}
