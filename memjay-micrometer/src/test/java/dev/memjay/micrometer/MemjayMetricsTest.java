package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a registry reads of a client. */
class MemjayMetricsTest {
    @Test
    void callsAndConnectionsAreCountedByNodeAndVerb() throws Exception {
        try (MemcachedServer server = MemcachedServer.builder().start();
                Memjay memjay = Memjay.create("memcached://" + server.address() + "?timeout=20s&connectTimeout=20s")) {
            memjay.strings().set("k", "v");
            memjay.strings().get("k");
            memjay.strings().get("none");
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new MemjayMetrics(memjay, "users").bindTo(registry);

            assertThat(registry.get("memjay.nodes")
                            .tag("client", "users")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("memjay.calls")
                            .tag("verb", "get")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("memjay.reads")
                            .tags("verb", "get", "result", "hit")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("memjay.reads")
                            .tags("verb", "get", "result", "miss")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("memjay.bytes.written").functionCounter().count())
                    .isPositive();
            assertThat(registry.get("memjay.connects").functionCounter().count())
                    .isEqualTo(1);
            assertThat(registry.get("memjay.latency")
                            .tags("verb", "get", "quantile", "0.99")
                            .timeGauge()
                            .value(TimeUnit.NANOSECONDS))
                    .isPositive();
            String page = Files.readString(Path.of(System.getProperty("basedir", ""), "..", "docs", "metrics.md"));
            registry.getMeters()
                    .forEach(meter ->
                            assertThat(page).contains("`" + meter.getId().getName() + "`"));

            memjay.strings().delete("k");
            while (registry.find("memjay.calls").tag("verb", "delete").functionCounter() == null) {
                assertThat(registry.get("memjay.nodes").gauge().value()).isEqualTo(1); // a reading finds new verbs
                Thread.onSpinWait();
            }
            assertThat(registry.get("memjay.calls")
                            .tag("verb", "delete")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
    }
}
