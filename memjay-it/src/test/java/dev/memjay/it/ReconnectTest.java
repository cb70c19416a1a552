package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A thousand reconnects leave no descriptor and no thread. */
class ReconnectTest {
    private static final int RECONNECTS = 1_000;

    @Test
    void reconnectsLeaveNothingBehind() {
        try (TestServer server = TestServer.real()) {
            Soon.until(() -> Leftovers.threads().isEmpty());
            long before = Leftovers.descriptors();
            try (Memjay memjay = Memjay.builder()
                    .servers(server.address())
                    .reconnectPause(Duration.ofMillis(1))
                    .timeout(Duration.ofSeconds(20))
                    .connectTimeout(Duration.ofSeconds(20))
                    .build()) {
                memjay.strings().set("key", "value");
                long open = Leftovers.descriptors();
                for (int i = 1; i <= RECONNECTS; i++) {
                    memjay.admin().disconnectAll();
                    // The leader's selector is in it too: a blocking read of a platform thread.
                    assertThat(memjay.strings().get("key")).isEqualTo("value");
                }
                assertThat(memjay.metrics().nodes().get(0).connects()).isEqualTo(RECONNECTS + 1);
                Soon.until(() -> Leftovers.descriptors() <= open + 2);
                assertThat(memjay.metrics().rescues()).isZero();
            }
            Soon.until(() -> Leftovers.descriptors() <= before);
            Soon.until(() -> Leftovers.threads().isEmpty());
        }
    }
}
