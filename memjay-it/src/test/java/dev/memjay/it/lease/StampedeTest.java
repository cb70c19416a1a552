package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.it.lease.Stampede.Kind;
import dev.memjay.it.lease.Stampede.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several processes ask for one key as it expires. The short form runs always; the whole one, whose table and drawing are
 * in docs/stampede.md, with {@code -Dmemjay.writeDocs=true}.
 */
class StampedeTest {
    /** Commands that end at the client's standard of a second would fail on a machine that stands still for so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Stampedes wait for expiries most of their time, so those on both servers run side by side. */
    private static final ExecutorService RUNNING = Executors.newFixedThreadPool(2);

    private static final Map<Kind, Map<Boolean, Future<Outcome>>> SHORT = new EnumMap<>(Kind.class);

    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| [a-z-]+ \\|([0-9,| -]+)\\|");

    @AfterAll
    static void end() throws InterruptedException {
        RUNNING.shutdownNow();
        assertThat(RUNNING.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    /** A stampede of 3 processes on one of the servers; the same on the other one begins with it. */
    private static Outcome run(Kind kind, boolean real, int expiries) throws InterruptedException, ExecutionException {
        return SHORT.computeIfAbsent(
                        kind,
                        first -> Map.of(
                                true, RUNNING.submit(() -> run(first, PATIENCE, true, 3, 8, expiries)),
                                false, RUNNING.submit(() -> run(first, PATIENCE, false, 3, 8, expiries))))
                .get(real)
                .get();
    }

    /** A lease that ends while the machine keeps its holder from running is given to another, who loads too. */
    private static void assertOneLoadForEachGapAndKill(Outcome outcome) {
        assertThat((long) outcome.loadsTooMany())
                .isLessThanOrEqualTo(outcome.stalledMillis()
                        / outcome.kind().policy().leaseTime().toMillis());
    }

    /** Beyond what a policy states there is only the time in which the machine let a process wait. */
    private static void assertNobodyWaitedLongerThanStated(Outcome outcome) {
        assertThat(outcome.longestMillis()).isLessThanOrEqualTo(outcome.kind().boundMillis() + outcome.stalledMillis());
    }

    private static Outcome run(Kind kind, Duration commandTime, boolean real, int processes, int threads, int expiries)
            throws InterruptedException {
        try (Stampede stampede = new Stampede(kind, commandTime, real, processes, threads, expiries)) {
            return stampede.run();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneLoadForAll(boolean real) throws InterruptedException, ExecutionException {
        Outcome outcome = run(Kind.LEASE, real, 3);
        assertOneLoadForEachGapAndKill(outcome);
        assertThat(outcome.errors()).isZero();
        assertNobodyWaitedLongerThanStated(outcome);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneMoreForEachWhoIsKilled(boolean real) throws InterruptedException, ExecutionException {
        Outcome outcome = run(Kind.KILLED, real, 3);
        assertThat(outcome.kills()).isEqualTo(1);
        assertOneLoadForEachGapAndKill(outcome);
        assertNobodyWaitedLongerThanStated(outcome);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneLoadForAllBeforeAndAfterTheServerWasAway(boolean real) throws InterruptedException, ExecutionException {
        Outcome outcome = run(Kind.RESTARTED, real, 4);
        assertThat(outcome.gaps()).hasSize(4);
        assertThat(outcome.gaps().stream().filter(gap -> gap.serverAway)).hasSize(1);
        assertOneLoadForEachGapAndKill(outcome);
        assertThat(outcome.failed()).isPositive();
        assertThat(outcome.errors()).isZero();
        assertNobodyWaitedLongerThanStated(outcome);
    }

    @Test
    void withoutLeasesThereIsAStampede() throws InterruptedException {
        assertThat(run(Kind.PLAIN, PATIENCE, true, 2, 16, 2).loadsTooMany()).isPositive();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void theDocumentHasTheWholeForm() throws InterruptedException, IOException {
        Path docs = Path.of(System.getProperty("basedir", ""), "..", "docs");
        if (Boolean.getBoolean("memjay.writeDocs")) {
            StampedeReport.write(docs, wholeForm());
        }
        String page = Files.readString(docs.resolve("stampede.md"));
        for (Kind kind : Kind.values()) {
            assertThat(page).contains("| " + kind.title + " | memcached | 20 |");
        }
        assertThat(docs.resolve("stampede.svg")).content().contains("<polyline");
        for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.PLAIN))) {
            assertThat(numbers(page, kind)).hasSizeGreaterThanOrEqualTo(1).allSatisfy(row -> {
                assertThat(row.get(3)).as("loads too many").isNotPositive();
                assertThat(row.get(7)).as("longest, ms").isLessThanOrEqualTo(kind.boundMillis());
            });
        }
    }

    /** The numbers of a kind's rows, those behind its server. */
    private static List<List<Long>> numbers(String page, Kind kind) {
        return ROW.matcher(page)
                .results()
                .filter(row -> row.group(1).equals(kind.title))
                .map(row -> Pattern.compile("\\|")
                        .splitAsStream(row.group(2))
                        .map(cell -> Long.valueOf(cell.replace(",", "").strip()))
                        .toList())
                .toList();
    }

    private static List<Outcome> wholeForm() throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            outcomes.add(run(kind, Stampede.COMMAND_TIME, true, 8, 32, 20));
        }
        for (Kind kind : Kind.values()) {
            outcomes.add(run(kind, Stampede.COMMAND_TIME, false, 8, 32, 20));
        }
        return outcomes;
    }
}
