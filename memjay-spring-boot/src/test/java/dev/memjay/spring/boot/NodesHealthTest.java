package dev.memjay.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import dev.memjay.spring.boot.NodesHealth.DownWhen;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a client's health is DOWN, and what it shows. */
class NodesHealthTest {
    private final MemcachedServer first = MemcachedServer.start();
    private final MemcachedServer second = MemcachedServer.start();
    private final Memjay memjay = Memjay.builder()
            .servers(first.address(), second.address())
            .timeout(Duration.ofSeconds(10))
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    @AfterEach
    void close() {
        memjay.close();
        first.close();
        second.close();
    }

    private boolean isDown(DownWhen downWhen) {
        return NodesHealth.of(memjay, downWhen).isDown();
    }

    /** The names of what is shown of a node. */
    private static List<String> shown(NodesHealth health, MemcachedServer server) {
        Map<?, ?> nodes = (Map<?, ?>) health.details().get("nodes");
        return ((Map<?, ?>) nodes.get(server.address()))
                .keySet().stream().map(Object::toString).toList();
    }

    @Test
    void allAnswer() {
        NodesHealth health = NodesHealth.of(memjay, DownWhen.ANY);

        assertThat(health.isDown()).isFalse();
        assertThat(health.details()).containsEntry("degraded", false);
        assertThat(shown(health, first)).containsExactly("state", "latency");
        assertThat(shown(health, second)).containsExactly("state", "latency");
    }

    @Test
    void someDoNotAnswer() {
        second.close();

        NodesHealth health = NodesHealth.of(memjay, DownWhen.NEVER);

        assertThat(health.details()).containsEntry("degraded", true);
        assertThat(shown(health, first)).containsExactly("state", "latency");
        assertThat(shown(health, second)).containsExactly("state", "error");
        assertThat(isDown(DownWhen.NEVER)).isFalse();
        assertThat(isDown(DownWhen.ANY)).isTrue();
        assertThat(isDown(DownWhen.ALL)).isFalse();
    }

    @Test
    void noneAnswers() {
        first.close();
        second.close();

        assertThat(isDown(DownWhen.NEVER)).isFalse();
        assertThat(isDown(DownWhen.ANY)).isTrue();
        assertThat(isDown(DownWhen.ALL)).isTrue();
    }

    @Test
    void aDiscoveryThatFoundNothingIsAllDown() {
        try (Memjay lost = Memjay.builder()
                .discovery(network -> {
                    throw new IOException("no such cluster");
                })
                .timeout(Duration.ofMillis(50))
                .build()) {
            NodesHealth health = NodesHealth.of(lost, DownWhen.ALL);

            assertThat(health.isDown()).isTrue();
            assertThat(health.details()).containsEntry("degraded", true).containsKey("error");
        }
    }
}
