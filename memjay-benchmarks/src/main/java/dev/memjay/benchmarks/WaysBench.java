package dev.memjay.benchmarks;

import dev.memjay.benchmarks.contenders.Contender;
import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Ways;
import dev.memjay.benchmarks.report.Comparison;
import dev.memjay.benchmarks.report.MarkedFile;
import dev.memjay.benchmarks.report.Row;
import dev.memjay.benchmarks.report.Rows;
import dev.memjay.benchmarks.report.WaysReport;
import dev.memjay.benchmarks.rig.MemcachedProcess;
import dev.memjay.benchmarks.rig.TlsFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ./bench ways}: Memjay over TCP, UNIX sockets and TLS, in each protocol, beside itself over TCP with meta, and beside the
 * peer that speaks TLS.
 */
public final class WaysBench {
    /** The rows of the comparison with peers that are repeated. */
    private static final String ROWS = "^(get-1|get-8|get-64|async-1|getall|setall)$";

    private static final double WARM_UP_SECONDS = 0.4;
    private static final double FIRST_WARM_UP_SECONDS = 0.1;

    private WaysBench() {}

    /** Prints the tables; the options are those of {@link Bench} that make sense here. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            Options options = Options.parse(List.of(arguments));
            if (options.help()) {
                System.out.print("""
                        Memjay by other transports and protocols than TCP and meta, and folsom with TLS.

                          ./bench ways [--rounds N] [--seconds N] [--rows REGEX] [--contenders REGEX] [--write FILE]

                        Rows, contenders and options as of ./bench; --seconds 0.8 takes under 6 minutes.
                        """);
            } else {
                run(options, System.out, System.err);
            }
            status = 0;
        } catch (Options.UsageException e) {
            System.err.println("bench ways: " + e.getMessage());
            status = 2;
        } catch (IOException e) {
            System.err.println("bench ways: " + e.getMessage());
        } catch (InterruptedException e) {
            System.err.println("bench ways: interrupted");
        }
        System.exit(status); // the peer may have left threads that are no daemons
    }

    private static void run(Options asked, PrintStream out, PrintStream progress)
            throws IOException, InterruptedException, Options.UsageException {
        Options options = asked.warmingUp(WARM_UP_SECONDS, FIRST_WARM_UP_SECONDS);
        List<Row> rows = Rows.all().stream()
                .filter(row -> row.id().matches(ROWS)
                        && options.rows().matcher(row.id()).find())
                .toList();
        if (rows.isEmpty()) {
            throw new Options.UsageException("no row of " + ROWS + " matches " + options.rows());
        }
        List<String> facts = new ArrayList<>(Machine.facts(options, "Not pinned."));
        facts.add(
                "TLS: what the newest of both sides agree on, with a certificate of the curve P-256; folsom with replies"
                        + " on its event loop");
        Path folder = Files.createTempDirectory("bench");
        try {
            Path certificate = TlsFiles.make(folder);
            Path socket = folder.resolve("memcached.sock");
            String tls = "ssl_chain_cert=" + certificate + ",ssl_key=" + TlsFiles.keyOf(folder);
            try (MemcachedProcess plain = MemcachedProcess.start(List.of());
                    MemcachedProcess local = MemcachedProcess.start(List.of(), socket);
                    MemcachedProcess secure = MemcachedProcess.start(List.of(), "-Z", "-o", tls)) {
                Ways ways = new Ways(plain.port(), socket, secure.port(), certificate);
                List<Entrant> entrants = ways.entrants().stream()
                        .filter(entrant ->
                                options.contenders().matcher(entrant.name()).find())
                        .toList();
                Resources resources =
                        new Resources(() -> plain.cpuNanos() + local.cpuNanos() + secure.cpuNanos()); // two are idle
                Contest contest = new Contest(options, resources, progress);
                progress.printf(
                        "This takes %.0f s and a little more.%n", rows.size() * contest.estimateSeconds(entrants));
                Dataset data = new Dataset(rows.get(0).valueSize());
                store(data, ways);
                List<Comparison> comparisons = new ArrayList<>();
                for (Row row : rows) {
                    comparisons.add(contest.run(row, entrants, data, plain.port()));
                }
                String report = new WaysReport(facts, comparisons).toString();
                out.print(report);
                if (options.write() != null) {
                    MarkedFile.writePart(options.write(), "ways", report);
                    progress.println("written to " + options.write());
                }
            }
        } finally {
            delete(folder);
        }
    }

    private static void store(Dataset data, Ways ways) throws IOException {
        for (Contender contender : ways.forSetUp()) {
            try (contender) {
                data.store(contender);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
