package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.route.StateLog.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each change of a state is written; one that changes again and again writes no flood, and its last state; nobody waits. */
class StateLogTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String NAME = "dev.memjay.of-a-test";

    private final StateLog log = new StateLog(NAME);
    private final BlockingQueue<LogRecord> written = new LinkedBlockingQueue<>();
    private final BlockingQueue<Thread> writers = new LinkedBlockingQueue<>();
    private volatile int failures;
    private final Logger logger = Logger.getLogger(NAME);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("of the test");
            }
            writers.add(Thread.currentThread());
            written.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    private void down(long at) {
        log.note(new Change("node h", "is down: refused.", "refused"), at);
    }

    private void up(long at) {
        log.note(new Change("node h", "is up again.", null), at);
    }

    private List<String> lines(int from) {
        return new ArrayList<>(log.lines().subList(from, log.lines().size()));
    }

    @Test
    void aRestartOfAMomentIsBothItsLines() {
        down(5);
        up(6);
        assertThat(log.lines()).containsExactly("node h is down: refused.", "node h is up again.");
    }

    @Test
    void flappingIsSummarisedWhenItEndsWithTheStateItEndedIn() {
        for (int i = 0; i < 10; i++) {
            down(2 * i * SECOND);
            up((2 * i + 1) * SECOND);
        }
        log.collect(28 * SECOND);
        assertThat(log.lines()).as("6 at once").hasSize(6);
        log.collect(29 * SECOND);
        assertThat(lines(6)).containsExactly("node h failed 7 times in 24 s (last: refused); now it is up again.");

        log.collect(100 * SECOND);
        assertThat(log.lines()).as("once").hasSize(7);
    }

    @Test
    void flappingThatDoesNotEndIsSummarisedEachMinute() {
        for (int second = 0; second <= 180; second += 2) {
            down(second * SECOND);
            up((second + 1) * SECOND);
            log.collect((second + 1) * SECOND);
        }
        assertThat(lines(6))
                .allMatch(line ->
                        line.matches("node h failed 3\\d times in 6\\d s \\(last: refused\\); now it is up again\\."))
                .hasSize(2);
        log.collect(200 * SECOND);
        assertThat(log.lines()).last().asString().endsWith("now it is up again.");
    }

    @Test
    void aNodeThatStaysDownAfterFlappingIsSaidToBeDown() {
        for (int i = 0; i < 4; i++) {
            down(2 * i * SECOND);
            up((2 * i + 1) * SECOND);
        }
        down(8 * SECOND);
        log.collect(18 * SECOND);
        assertThat(lines(6)).containsExactly("node h failed 2 times in 13 s (last: refused); now it is down: refused.");
        up(20 * SECOND);
        assertThat(lines(7)).containsExactly("node h is up again.");
    }

    @Test
    void theEndWritesWhatWasLeftOut() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            down(i);
            up(i);
        }
        log.end();
        String last = null;
        for (int i = 0; i < 7; i++) {
            last = next().getMessage();
        }
        assertThat(last).startsWith("node h failed 1 time in ").endsWith("now it is up again.");
    }

    private LogRecord next() throws InterruptedException {
        LogRecord line = written.poll(20, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return line;
    }

    /** The one who notices is a caller whose time is over. */
    @Test
    void noticingAChangeDoesNotWaitForTheLoggerAndLinesKeepTheirOrder() throws InterruptedException {
        log.bad("node h", "is down", new IOException("said \n" + "x".repeat(9_000)), "Calls fail.");
        log.good("node h", "is up again.");

        assertThat(next().getMessage())
                .startsWith("node h is down: said \\u000axxx")
                .endsWith("x.... Calls fail.")
                .hasSizeLessThan(500);
        assertThat(next().getMessage()).isEqualTo("node h is up again.");
        assertThat(writers).doesNotContain(Thread.currentThread());
    }

    @Test
    void aLoggerThatFailsIsGivenTheLineAgainAndInTheEndTheNext() throws InterruptedException {
        failures = 1;
        log.bad("node h", "is down", new IOException("refused"), "Calls fail.");
        lookUntil(1);
        assertThat(next().getMessage()).startsWith("node h is down");

        failures = 3;
        log.good("node h", "is up again.");
        log.bad("node h", "is down", new IOException("refused"), "Calls fail.");
        lookUntil(1);
        assertThat(next().getMessage()).startsWith("node h is down");
    }

    private void lookUntil(int count) {
        long end = System.nanoTime() + 20 * SECOND;
        while (written.size() < count) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            log.look(0);
            Thread.yield();
        }
    }
}
