package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.error.InterruptedCallException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An interrupt ends its caller's wait and nothing else: the shared connection lives on, in order. */
class InterruptTest {
    private TestServer server;
    private FaultRelay relay;
    private Memjay memjay;

    @BeforeEach
    void open() {
        server = TestServer.real();
        relay = FaultRelay.to(server.port());
        memjay = Memjay.builder()
                .servers(relay.address())
                .timeout(Duration.ofSeconds(30))
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        for (int i = 0; i < 20; i++) {
            memjay.strings().set("key" + i, "value of key" + i);
        }
    }

    @AfterEach
    void close() {
        assertThat(memjay.metrics().rescues()).isZero();
        memjay.close();
        relay.close();
        server.close();
    }

    @Test
    void theConnectionLivesWhenItsReaderIsInterrupted() {
        interruptCallers(1, 0);
    }

    @Test
    void othersGetTheirOwnRepliesWhenSomeAreInterrupted() {
        interruptCallers(8, 8);
    }

    private void interruptCallers(int interrupted, int patient) {
        relay.holdReplies();
        AtomicInteger ended = new AtomicInteger();
        try (Crowd victims = new Crowd();
                Crowd others = new Crowd()) {
            victims.add(interrupted, number -> {
                assertThatThrownBy(() -> memjay.strings().get("key" + number))
                        .isInstanceOf(InterruptedCallException.class);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                ended.incrementAndGet();
            });
            others.add(
                    patient,
                    number -> assertThat(memjay.strings().get("key" + (10 + number)))
                            .isEqualTo("value of key" + (10 + number)));
            Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() == interrupted + patient);
            victims.threads().forEach(Thread::interrupt);
            victims.join();
            relay.heal();
            others.join();
        }
        assertThat(ended).hasValue(interrupted);

        for (int i = 0; i < 20; i++) {
            assertThat(memjay.strings().get("key" + i)).isEqualTo("value of key" + i);
        }
        assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
        assertThat(relay.accepted()).isEqualTo(1);
    }

    @Test
    void aThreadThatIsInterruptedAlreadySendsNothing() {
        relay.record();
        try (Crowd crowd = new Crowd().add(1, number -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> memjay.strings().set("key1", "never"))
                    .isInstanceOfSatisfying(
                            InterruptedCallException.class,
                            e -> assertThat(e.mayHaveBeenApplied()).isFalse());
            assertThatThrownBy(() -> memjay.strings().getAll(List.of("key1")))
                    .isInstanceOf(InterruptedCallException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        })) {
            crowd.join();
        }
        assertThat(memjay.strings().get("key1")).isEqualTo("value of key1");
        assertThat(relay.recorded()).doesNotContain("never").containsOnlyOnce("key1");
    }

    @Test
    void aBulkCallCanBeInterrupted() {
        relay.holdReplies();
        try (Crowd crowd = new Crowd()
                .add(
                        1,
                        number -> assertThatThrownBy(() -> memjay.strings().getAll(List.of("key1", "key2")))
                                .isInstanceOf(InterruptedCallException.class))) {
            Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() > 0);
            crowd.threads().forEach(Thread::interrupt);
            crowd.join();
        }
        relay.heal();
        assertThat(memjay.strings().getAll(List.of("key3", "key4"))).containsOnlyKeys("key3", "key4");
        assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
    }
}
