package dev.memjay.benchmarks;

import dev.memjay.benchmarks.contenders.Contender;
import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Entrants;
import dev.memjay.benchmarks.contenders.OtherBuild;
import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.report.Comparison;
import dev.memjay.benchmarks.report.MarkedFile;
import dev.memjay.benchmarks.report.Picture;
import dev.memjay.benchmarks.report.Report;
import dev.memjay.benchmarks.report.Row;
import dev.memjay.benchmarks.report.Rows;
import dev.memjay.benchmarks.rig.MemcachedProcess;
import dev.memjay.benchmarks.rig.RelayProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command {@code ./bench}: Memjay, its peers and bare sockets on a real memcached, as a table of ratios. */
public final class Bench {
    private final Options options;
    private final PrintStream progress;
    private final List<String> leftOut = new ArrayList<>();

    private Bench(Options options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
    }

    /** Ends with 0 after a run, also when demands were missed; 2 for wrong usage; 1 when it could not run. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            if (arguments.length == 2 && arguments[0].equals("picture")) {
                Picture.write(Path.of(arguments[1]));
                System.exit(0);
            }
            Options options = Options.parse(List.of(arguments));
            if (options.help()) {
                System.out.print(Options.HELP);
            } else if (options.list()) {
                list(System.out, options);
            } else {
                new Bench(options, System.err).run(System.out);
            }
            status = 0;
        } catch (Options.UsageException e) {
            System.err.println("bench: " + e.getMessage());
            status = 2;
        } catch (IOException e) {
            System.err.println("bench: " + e.getMessage());
        } catch (InterruptedException e) {
            System.err.println("bench: interrupted");
        }
        System.exit(status); // peers may have left threads that are no daemons
    }

    private void run(PrintStream out) throws IOException, InterruptedException, Options.UsageException {
        List<Row> rows = rows();
        List<Entrant> entrants = entrants();
        Pinning pinning = Pinning.of(options);
        List<Comparison> comparisons = new ArrayList<>();
        List<String> facts = Machine.facts(options, pinning.words());
        facts.forEach(progress::println);
        try (MemcachedProcess server = MemcachedProcess.start(pinning.server())) {
            Contest contest = new Contest(options, new Resources(server::cpuNanos), progress);
            double seconds = rows.stream()
                    .mapToDouble(row -> contest.estimateSeconds(taking(row, entrants)))
                    .sum();
            progress.printf("This takes %.0f s and a little more.%n", seconds);
            Map<Integer, Dataset> datasets = new HashMap<>();
            for (Row row : rows) {
                Dataset data = datasets.computeIfAbsent(row.valueSize(), Dataset::new);
                store(data, server.port());
                comparisons.add(run(contest, row, taking(row, entrants), data, server, pinning));
            }
        }
        String report = new Report(facts, comparisons, leftOut).toString();
        out.print(report);
        if (options.write() != null) {
            MarkedFile.write(options.write(), report);
            Picture.write(options.write());
            progress.println("written to " + options.write());
        }
    }

    private static Comparison run(
            Contest contest, Row row, List<Entrant> taking, Dataset data, MemcachedProcess server, Pinning pinning)
            throws IOException, InterruptedException {
        if (!row.overRelay()) {
            return contest.run(row, taking, data, server.port());
        }
        try (RelayProcess relay = new RelayProcess(server.port(), pinning.server())) {
            return contest.run(row, taking, data, relay.port());
        }
    }

    private static List<Entrant> taking(Row row, List<Entrant> entrants) {
        return entrants.stream().filter(entrant -> plays(entrant, row)).toList();
    }

    private List<Row> rows() throws Options.UsageException {
        List<Row> rows = new ArrayList<>();
        for (Row row : Rows.all()) {
            if (!options.rows().matcher(row.id()).find()
                    && !options.rows().matcher(row.title()).find()) {
                leftOut.add(row.id() + " (not asked for)");
            } else if (row.callers() == Row.Callers.VIRTUAL && !CallerThread.canBeVirtual()) {
                leftOut.add(row.id() + " (this JDK has no virtual threads)");
            } else {
                rows.add(row);
            }
        }
        if (rows.isEmpty()) {
            throw new Options.UsageException("no row matches " + options.rows() + "; see ./bench --list");
        }
        return rows;
    }

    private static List<Entrant> all(Options options) throws IOException {
        return Entrants.all(options.protocol(), options.against() == null ? null : OtherBuild.of(options.against()));
    }

    private List<Entrant> entrants() throws IOException, Options.UsageException {
        List<Entrant> entrants = new ArrayList<>();
        for (Entrant entrant : all(options)) {
            if (options.contenders().matcher(entrant.name()).find()) {
                entrants.add(entrant);
            } else {
                leftOut.add(entrant.name() + " (not asked for)");
            }
        }
        if (entrants.isEmpty()) {
            throw new Options.UsageException("no contender matches " + options.contenders() + "; see ./bench --list");
        }
        return entrants;
    }

    /** A socket for each of 1,000 threads is no floor for anything, and metrics cost the same behind a relay. */
    private static boolean plays(Entrant entrant, Row row) {
        boolean senseless = entrant.role() == Role.FLOOR && row.callers() == Row.Callers.VIRTUAL
                || entrant.role() == Role.MEMJAY_WITHOUT_METRICS && row.overRelay();
        return entrant.plays(row.operation()) && !senseless;
    }

    private static void store(Dataset data, int port) throws IOException {
        try (Contender contender = Entrants.forSetUp(port)) {
            data.store(contender);
        }
    }

    private static void list(PrintStream out, Options options) throws IOException {
        out.println("Rows:");
        Rows.all().forEach(row -> out.printf("  %-18s %s%n", row.id(), row.title()));
        out.println("Contenders:");
        for (Entrant entrant : all(options)) {
            out.println("  " + entrant.name());
            entrant.variants().forEach(variant -> out.println("    " + variant.settings()));
        }
    }
}
