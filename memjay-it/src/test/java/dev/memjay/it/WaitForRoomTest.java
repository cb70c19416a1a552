package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Memjay;
import dev.memjay.error.OverloadedException;
import dev.memjay.junit.RealMemcached;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What asynchronous and posted calls do when as many are in flight as may be: a server that is stopped holds them there. */
class WaitForRoomTest {
    private static final int MAX = 16;

    private static Memjay open(RealMemcached server, boolean waitWhenFull) {
        Memjay memjay = Memjay.builder()
                .servers(server.address())
                .timeout(Duration.ofSeconds(60))
                .connectTimeout(Duration.ofSeconds(60))
                .maxInFlight(MAX)
                .waitWhenFull(waitWhenFull)
                .build();
        memjay.strings().set("key", "value");
        return memjay;
    }

    private static List<CompletableFuture<String>> fill(Memjay memjay) {
        List<CompletableFuture<String>> sent = new ArrayList<>();
        for (int i = 0; i < MAX; i++) {
            sent.add(memjay.strings().async().get("key"));
        }
        assertThat(sent).noneMatch(CompletableFuture::isDone);
        return sent;
    }

    @Test
    void theyWaitOnTheirThreadWhereThatIsAskedFor() throws Exception {
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay = open(server, true)) {
            server.stop();
            List<CompletableFuture<String>> sent = fill(memjay);
            AtomicReference<CompletableFuture<String>> late = new AtomicReference<>();
            Thread caller = new Thread(() -> late.set(memjay.strings().async().get("key")));
            Thread poster = new Thread(() -> memjay.strings().noreply().set("posted", "later"));
            for (Thread thread : List.of(caller, poster)) {
                thread.start();
                Soon.until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            }
            assertThat(late.get()).isNull();
            server.cont();

            caller.join();
            poster.join();
            sent.add(late.get());
            assertThat(sent).allSatisfy(future -> assertThat(future.join()).isEqualTo("value"));
            Soon.until(() -> "later".equals(memjay.strings().get("posted")));
        }
    }

    @Test
    void elseTheyFailAtOnce() {
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay = open(server, false)) {
            server.stop();
            List<CompletableFuture<String>> sent = fill(memjay);

            CompletableFuture<String> late = memjay.strings().async().get("key");
            assertThat(late).isCompletedExceptionally();
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(late::join)
                    .withCauseInstanceOf(OverloadedException.class);
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> memjay.strings().noreply().set("posted", "never"));
            server.cont();
            assertThat(sent).allSatisfy(future -> assertThat(future.join()).isEqualTo("value"));
        }
    }
}
