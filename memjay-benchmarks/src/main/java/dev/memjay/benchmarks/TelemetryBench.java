package dev.memjay.benchmarks;

import dev.memjay.benchmarks.contenders.Contender;
import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Entrants;
import dev.memjay.benchmarks.contenders.Watched;
import dev.memjay.benchmarks.report.Comparison;
import dev.memjay.benchmarks.report.MarkedFile;
import dev.memjay.benchmarks.report.Row;
import dev.memjay.benchmarks.report.Rows;
import dev.memjay.benchmarks.report.TelemetryReport;
import dev.memjay.benchmarks.rig.MemcachedProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** {@code ./bench telemetry}: what it costs to follow calls, by turns with a client that nobody follows. */
public final class TelemetryBench {
    /** The rows of the comparison with peers that are repeated. */
    private static final String ROWS = "^(get-1|get-8|get-64|async-1|getall)$";

    private static final double WARM_UP_SECONDS = 0.4;
    private static final double FIRST_WARM_UP_SECONDS = 0.1;

    private TelemetryBench() {}

    /** Prints the table; the options are those of {@link Bench} that make sense here. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            Options options = Options.parse(List.of(arguments));
            if (options.help()) {
                System.out.print("""
                        Memjay while nobody follows its calls, and with metrics, OpenTelemetry and Micrometer's observations.

                          ./bench telemetry [--rounds N] [--seconds N] [--rows REGEX] [--contenders REGEX] [--write FILE]

                        Rows and options as of ./bench. What is made of calls is thrown away: exporting it costs more.
                        """);
            } else {
                run(options, System.out, System.err);
            }
            status = 0;
        } catch (Options.UsageException e) {
            System.err.println("bench telemetry: " + e.getMessage());
            status = 2;
        } catch (IOException e) {
            System.err.println("bench telemetry: " + e.getMessage());
        } catch (InterruptedException e) {
            System.err.println("bench telemetry: interrupted");
        }
        System.exit(status);
    }

    private static void run(Options asked, PrintStream out, PrintStream progress)
            throws IOException, InterruptedException, Options.UsageException {
        Options options = asked.warmingUp(WARM_UP_SECONDS, FIRST_WARM_UP_SECONDS);
        List<Row> rows = Rows.all().stream()
                .filter(row -> row.id().matches(ROWS)
                        && options.rows().matcher(row.id()).find())
                .toList();
        List<Entrant> entrants = Watched.entrants().stream()
                .filter(entrant -> options.contenders().matcher(entrant.name()).find())
                .toList();
        if (rows.isEmpty() || entrants.isEmpty()) {
            throw new Options.UsageException("no row of " + ROWS + " matches " + options.rows()
                    + ", or no contender matches " + options.contenders());
        }
        List<String> facts = Machine.facts(options, "Not pinned.");
        try (MemcachedProcess server = MemcachedProcess.start(List.of())) {
            Contest contest = new Contest(options, new Resources(server::cpuNanos), progress);
            progress.printf("This takes %.0f s and a little more.%n", rows.size() * contest.estimateSeconds(entrants));
            Dataset data = new Dataset(rows.get(0).valueSize());
            try (Contender contender = Entrants.forSetUp(server.port())) {
                data.store(contender);
            }
            List<Comparison> comparisons = new ArrayList<>();
            for (Row row : rows) {
                comparisons.add(contest.run(row, entrants, data, server.port()));
            }
            String report = new TelemetryReport(facts, comparisons).toString();
            out.print(report);
            if (options.write() != null) {
                MarkedFile.writePart(options.write(), "telemetry", report);
                progress.println("written to " + options.write());
            }
        }
    }
}
