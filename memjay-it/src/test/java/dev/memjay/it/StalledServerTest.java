package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.FailurePolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A memcached that is stopped by a signal and goes on later. */
class StalledServerTest {
    @Test
    void aShortStopIsWaitedForOnTheSameConnection() {
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay = Memjay.builder()
                        .servers(server.address())
                        .timeout(Duration.ofSeconds(20))
                        .build()) {
            memjay.strings().set("key", "value");
            server.stop();
            CompletableFuture<String> async = memjay.strings().async().get("key");
            try (Crowd crowd = new Crowd()
                    .add(4, number -> assertThat(memjay.strings().get("key")).isEqualTo("value"))) {
                Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() == 5);
                server.cont();
                crowd.join();
            }
            assertThat(async.join()).isEqualTo("value");
            assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
        }
    }

    @Test
    void callsEndInTimeWhileItIsStoppedAndWorkWhenItGoesOn() {
        Duration timeout = Duration.ofMillis(200);
        try (RealMemcached server = RealMemcached.start();
                RunningTime since = new RunningTime();
                RunningTime call = new RunningTime();
                Memjay memjay = Memjay.builder()
                        .servers(server.address())
                        .timeout(timeout)
                        .build()) {
            Keyspace<String, String> texts = memjay.strings();
            texts.withTimeout(Duration.ofSeconds(20)).set("key", "value");
            server.stop();

            assertThatThrownBy(() -> texts.get("key")).isInstanceOf(OperationTimeoutException.class);
            since.restart();
            // By its age the connection is given up; then the calls wait for another that never opens.
            Soon.until(() -> {
                call.restart();
                assertThatThrownBy(() -> texts.set("other", "value")).isInstanceOf(MemjayException.class);
                assertThat(call.elapsed()).isLessThan(timeout.plusSeconds(1));
                return memjay.metrics().nodes().get(0).disconnects() == 1;
            });
            assertThat(since.elapsed()).isLessThan(Duration.ofSeconds(6));
            server.cont();
            since.restart();

            Soon.until(() ->
                    "value".equals(texts.withFailurePolicy(FailurePolicy.MISS).get("key")));
            assertThat(since.elapsed())
                    .as("a second for the attempt under way, one for the pause, and as much again")
                    .isLessThan(Duration.ofSeconds(6));
            assertThat(memjay.metrics().rescues()).isZero();
        }
    }
}
