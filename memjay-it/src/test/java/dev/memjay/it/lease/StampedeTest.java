package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.it.lease.Stampede.Kind;
import dev.memjay.it.lease.Stampede.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several processes ask for one key as it expires. The short form runs always; the whole one, whose table and drawing are
 * in docs/stampede.md, with {@code -Dmemjay.writeDocs=true}.
 */
class StampedeTest {
    private static Outcome run(Kind kind, boolean real, int processes, int threads, int expiries)
            throws InterruptedException {
        try (Stampede stampede = new Stampede(kind, real, processes, threads, expiries)) {
            return stampede.run();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneLoadForAll(boolean real) throws InterruptedException {
        Outcome outcome = run(Kind.LEASE, real, 3, 8, 3);
        assertThat(outcome.loadsTooMany()).isNotPositive();
        assertThat(outcome.errors()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneMoreForEachWhoIsKilled(boolean real) throws InterruptedException {
        Outcome outcome = run(Kind.KILLED, real, 3, 8, 3);
        assertThat(outcome.kills()).isEqualTo(1);
        assertThat(outcome.loadsTooMany()).isNotPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneLoadForAllBeforeAndAfterTheServerWasAway(boolean real) throws InterruptedException {
        Outcome outcome = run(Kind.RESTARTED, real, 3, 8, 4);
        assertThat(outcome.gaps()).hasSize(4);
        assertThat(outcome.gaps().stream().filter(gap -> gap.serverAway)).hasSize(1);
        assertThat(outcome.loadsTooMany()).isNotPositive();
        assertThat(outcome.failed()).isPositive();
        assertThat(outcome.errors()).isZero();
    }

    @Test
    void withoutLeasesThereIsAStampede() throws InterruptedException {
        assertThat(run(Kind.PLAIN, true, 2, 16, 2).loadsTooMany()).isPositive();
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
    }

    private static List<Outcome> wholeForm() throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            outcomes.add(run(kind, true, 8, 32, 20));
        }
        for (Kind kind : Kind.values()) {
            outcomes.add(run(kind, false, 8, 32, 20));
        }
        return outcomes;
    }
}
