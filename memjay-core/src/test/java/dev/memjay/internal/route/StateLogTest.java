package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A node that goes up and down writes no flood, and holds nobody up. */
class StateLogTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void linesThatComeTooSoonAreCountedInTheNext() {
        StateLog log = new StateLog();
        assertThat(log.next("h is down", 5)).isEqualTo("h is down");
        assertThat(log.next("h answers again", 6)).isNull();
        assertThat(log.next("h is down", 9 * SECOND)).isNull();
        assertThat(log.next("h answers again", 11 * SECOND))
                .isEqualTo("h answers again; its state changed 2 more times since the last line");
        assertThat(log.next("h is down", 22 * SECOND)).isEqualTo("h is down");
    }

    /** The one who notices is a caller whose time is over. */
    @Test
    void whoeverNoticesDoesNotWaitForTheLogger() throws Exception {
        CompletableFuture<Thread> writer = new CompletableFuture<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getMessage().startsWith("noticed:1 is down")) {
                    writer.complete(Thread.currentThread());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.memjay");
        logger.addHandler(handler);
        try {
            new StateLog().changed(Node.of("noticed", 1), true);
            assertThat(writer.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
        } finally {
            logger.removeHandler(handler);
        }
    }
}
