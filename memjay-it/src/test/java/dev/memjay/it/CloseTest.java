package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Closing: calls in flight end well or are told, and neither thread nor descriptor stays behind. */
class CloseTest {
    private final List<Memjay> clients = new ArrayList<>();
    private TestServer server;
    private FaultRelay relay;

    @BeforeEach
    void open() {
        server = TestServer.real();
        relay = FaultRelay.to(server.port());
        Soon.until(() -> Leftovers.threads().isEmpty());
    }

    @AfterEach
    void close() {
        clients.forEach(client -> client.close(Duration.ZERO)); // where a test failed before it did
        relay.close();
        server.close();
        Soon.until(() -> Leftovers.threads().isEmpty());
    }

    private Memjay connect() {
        return connect(new MemjayListener() {});
    }

    private Memjay connect(MemjayListener listener) {
        Memjay memjay = Memjay.builder()
                .servers(relay.address())
                .listener(listener)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        clients.add(memjay);
        memjay.strings().set("key", "value");
        return memjay;
    }

    @Test
    void callsInFlightAreWaitedFor() {
        Memjay memjay = connect();
        relay.holdReplies();
        List<CompletableFuture<String>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(memjay.strings().async().get("key"));
        }
        try (Crowd crowd = new Crowd()
                .add(4, number -> assertThat(memjay.strings().get("key")).isEqualTo("value"))) {
            Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() >= 24);
            crowd.add(1, number -> {
                Soon.until(() -> isRefused(memjay)); // the other thread is closing
                relay.heal();
            });
            memjay.close(Duration.ofSeconds(20));
            crowd.join();
        }
        futures.forEach(future -> assertThat(future).isCompletedWithValue("value"));
    }

    private static boolean isRefused(Memjay memjay) {
        try {
            memjay.strings().noreply().set("other", "value");
            return false;
        } catch (ClosedException e) {
            return true;
        }
    }

    @Test
    void writesWithoutReplyThatNobodyAnswersBlockNobody() {
        AtomicInteger failed = new AtomicInteger();
        try (AnsweringServer silent = new AnsweringServer(line -> "")) {
            Memjay memjay = Memjay.builder()
                    .servers(silent.address())
                    .timeout(Duration.ofSeconds(20))
                    .connectTimeout(Duration.ofSeconds(20))
                    .listener(new MemjayListener() {
                        @Override
                        public void postFailed(Node node, Verb verb, MemjayException error) {
                            failed.incrementAndGet();
                        }
                    })
                    .build();
            clients.add(memjay);
            for (int i = 0; i < 500; i++) {
                memjay.strings().noreply().set("key" + i, "value");
            }
            // If one had waited for an answer, those before it would have failed by now.
            Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() == 500);
            assertThat(failed).hasValue(0);

            memjay.close(Duration.ZERO);

            Soon.until(() -> failed.get() == 500);
        }
    }

    @Test
    void whatIsNotAnsweredWithinTheBoundFails() throws Exception {
        Memjay memjay = connect();
        relay.swallow();
        CompletableFuture<Boolean> future = memjay.strings().async().set("key", "value");
        try (Crowd crowd = new Crowd()
                .add(
                        4,
                        number -> assertThatThrownBy(() -> memjay.strings().append("key", "x"))
                                .isInstanceOfSatisfying(
                                        ClosedException.class,
                                        e -> assertThat(e.mayHaveBeenApplied()).isTrue()))) {
            Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() >= 5);
            try (RunningTime time = new RunningTime()) {
                memjay.close(Duration.ofMillis(100));
                assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(3));
            }
            crowd.join();
        }
        assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedException.class);
    }

    /** If it were, the connection would be found to be stuck in the end, and be lost. */
    @Test
    void whoGaveUpIsNotWaitedFor() {
        List<Throwable> losses = new CopyOnWriteArrayList<>();
        Memjay memjay = connect(new MemjayListener() {
            @Override
            public void connectionLost(Node node, Throwable cause) {
                losses.add(cause);
            }
        });
        relay.swallow();
        assertThatThrownBy(() ->
                        memjay.strings().withTimeout(Duration.ofMillis(50)).get("key"))
                .isInstanceOf(OperationTimeoutException.class);
        memjay.strings().async().get("key").cancel(false);
        int before = losses.size(); // on a machine that stood still

        memjay.close(Duration.ofSeconds(60));
        assertThat(losses).hasSize(before);
    }

    @Test
    void laterCallsAreRefusedAndClosingTwiceChangesNothing() {
        Memjay memjay = connect();
        memjay.close();
        memjay.close();
        memjay.close(Duration.ZERO);

        assertThatThrownBy(() -> memjay.strings().get("key")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> memjay.strings().getAll(List.of("key"))).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> memjay.strings().getAll(List.of())).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> memjay.strings()
                        .withFailurePolicy(dev.memjay.model.FailurePolicy.MISS)
                        .set("key", "value"))
                .isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> memjay.strings().async().get("key").join()).satisfies(CloseTest::isClosed);
        assertThatThrownBy(() -> memjay.strings().async().getAll(List.of("key")).join())
                .satisfies(CloseTest::isClosed);
        assertThatThrownBy(() -> memjay.strings().noreply().set("key", "value")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> memjay.admin().version(memjay.nodes().get(0))).isInstanceOf(ClosedException.class);
    }

    private static void isClosed(Throwable error) {
        assertThat(error instanceof CompletionException ? error.getCause() : error)
                .isInstanceOf(ClosedException.class);
    }

    @Test
    void aCallbackMayClose() {
        Memjay memjay = connect();
        CompletableFuture<Void> closing = memjay.strings().async().get("key").thenRun(memjay::close);

        closing.orTimeout(20, TimeUnit.SECONDS).join();
        assertThatThrownBy(() -> memjay.strings().get("key")).isInstanceOf(ClosedException.class);
    }

    @Test
    void closingWhileAConnectionIsBeingOpened() {
        relay.swallow();
        Memjay memjay = Memjay.builder()
                .servers(relay.address())
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        CompletableFuture<String> future = memjay.strings().async().get("key");
        try (Crowd crowd = new Crowd()
                .add(
                        2,
                        number -> assertThatThrownBy(() -> memjay.strings().get("key"))
                                .isInstanceOf(MemjayException.class))) {
            Soon.until(() -> relay.accepted() == 1);
            memjay.close(Duration.ofMillis(50));
            crowd.join();
        }
        assertThatThrownBy(future::join).hasCauseInstanceOf(MemjayException.class);
    }

    @Test
    void openingAndClosingLeavesNothing() {
        connect().close();
        long before = Leftovers.descriptors();
        for (int i = 0; i < 100; i++) {
            connect().close();
        }
        relay.close(); // its own descriptors are open as long as it has not seen the end
        assertThat(Leftovers.threads()).isEmpty();
        Soon.until(() -> Leftovers.descriptors() <= before);
    }

    @Test
    void closingUnderFullLoadEndsEveryCall() {
        Memjay memjay = connect();
        try (Crowd crowd = new Crowd()) {
            crowd.add(8, number -> {
                        while (true) {
                            try {
                                assertThat(memjay.strings().get("key")).isEqualTo("value");
                            } catch (ClosedException e) {
                                return;
                            }
                        }
                    })
                    .add(2, number -> {
                        while (true) {
                            try {
                                assertThat(memjay.strings().async().get("key").join())
                                        .isEqualTo("value");
                            } catch (CompletionException | ClosedException e) {
                                isClosed(e);
                                return;
                            }
                        }
                    });
            long calls = calls(memjay);
            Soon.until(() -> calls(memjay) > calls + 1_000);
            memjay.close();
            crowd.join();
        }
    }

    private static long calls(Memjay memjay) {
        return memjay.metrics().nodes().get(0).verbs().values().stream()
                .mapToLong(verb -> verb.calls())
                .sum();
    }
}
