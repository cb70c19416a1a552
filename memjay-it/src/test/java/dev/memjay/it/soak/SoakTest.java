package dev.memjay.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * A minute of everything at once, or as many as {@code -Dmemjay.soakMinutes} says; {@code ./bench soak} runs it. A seed is
 * printed, and {@code -Dmemjay.soakSeed} draws the same faults again; {@code -Dmemjay.soakWrite} names the page that gets the
 * figures and the plot.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class SoakTest {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("memjay.soakMinutes", 1));
    private static final long SEED = Long.getLong("memjay.soakSeed", System.nanoTime());
    private static final double MAX_HEAP_MEGABYTES = 64;

    @Test
    void nothingIsWrongAndNothingIsLeft() throws InterruptedException, IOException {
        Soak.Outcome outcome = Soak.run(LENGTH, SEED);
        System.out.println(outcome);
        Files.createDirectories(Path.of("target"));
        SoakReport.write(Path.of(System.getProperty("memjay.soakWrite", "target/soak.md")), outcome);

        assertThat(outcome.wrong()).as("wrong values").isZero();
        assertThat(outcome.stale()).as("stale values").isZero();
        assertThat(outcome.rescues()).as("rescues").isZero();
        assertThat(outcome.after().descriptors())
                .as("descriptors")
                .isLessThanOrEqualTo(outcome.before().descriptors());
        assertThat(outcome.threadsLeft()).as("threads").isEmpty();
        assertThat(outcome.after().heapMegabytes() - outcome.before().heapMegabytes())
                .as("growth of the heap, MB")
                .isLessThan(MAX_HEAP_MEGABYTES);
    }

    @Test
    void thePageHasTheFiguresAndThePlot() throws IOException {
        Path page = Path.of(System.getProperty("basedir", ""), "..", "docs", "soak.md");

        assertThat(page)
                .content()
                .contains("| wrong values | 0 |", "| stale reads | 0 |", "| rescues | 0 |", "(soak.svg)");
        assertThat(SoakReport.drawingOf(page))
                .content()
                .contains("file descriptors", "platform threads", "heap", "<polyline");
    }

    @Test
    void thePlotMarksEachFaultOnTheAxisOfTheCurves() {
        Samples samples = new Samples();
        samples.take();
        double end = samples.take().second();
        List<FaultDice.Fault> faults = List.of(
                new FaultDice.Fault(FaultDice.Kind.KILLED, 0, end),
                new FaultDice.Fault(FaultDice.Kind.SWALLOWED, end, end),
                new FaultDice.Fault(FaultDice.Kind.KILLED, end, end));
        assertThat(samples.drawing(faults).lines().filter(line -> line.contains("#b2182b")))
                .hasSize(3)
                .first()
                .asString()
                .startsWith("<rect x=\"70.0\"");
        assertThat(samples.drawing(List.of())).contains("killed", "swallowed").doesNotContain("#b2182b");
    }
}
