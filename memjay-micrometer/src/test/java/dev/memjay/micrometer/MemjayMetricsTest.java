package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.model.NearMetrics;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
            FunctionTimer gets = registry.get("memjay.calls")
                    .tags("verb", "get", "outcome", "ok")
                    .functionTimer();
            assertThat(gets.count()).isEqualTo(2);
            assertThat(gets.totalTime(TimeUnit.NANOSECONDS)).isPositive();
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
            assertThat(registry.get("memjay.node.bytes")
                            .tag("direction", "written")
                            .functionCounter()
                            .count())
                    .isPositive();
            assertThat(registry.get("memjay.node.connects").functionCounter().count())
                    .isEqualTo(1);
            assertThat(registry.get("memjay.node.connections").gauge().value()).isEqualTo(1);
            assertThat(registry.get("memjay.node.up").gauge().value()).isEqualTo(1);
            assertThat(registry.get("memjay.keyspace.gets")
                            .tags("keyspace", "default", "result", "miss")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            String page = Files.readString(Path.of(System.getProperty("basedir", ""), "..", "docs", "metrics.md"));
            registry.getMeters()
                    .forEach(meter ->
                            assertThat(page).contains("`" + meter.getId().getName() + "`"));

            memjay.strings().append("k", "v");
            memjay.strings().withName("users").getOrCompute("loaded", key -> "v");
            readUntil(
                    registry,
                    () -> registry.find("memjay.calls")
                                    .tags("verb", "append", "outcome", "ok")
                                    .functionTimer()
                            != null); // a reading finds new verbs
            assertThat(registry.get("memjay.calls")
                            .tags("verb", "append", "outcome", "ok")
                            .functionTimer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("memjay.keyspace.loads")
                            .tags("keyspace", "users", "outcome", "ok")
                            .functionTimer()
                            .count())
                    .isEqualTo(1);

            TimeGauge latency = registry.get("memjay.latency")
                    .tags("verb", "get", "phi", "0.99")
                    .timeGauge();
            readUntil(
                    registry,
                    () -> { // of the calls since the reading before
                        memjay.strings().get("k");
                        return latency.value(TimeUnit.NANOSECONDS) > 0;
                    });
        }
    }

    private static void readUntil(MeterRegistry registry, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            registry.get("memjay.nodes").gauge().value();
            Thread.onSpinWait();
        }
    }

    /** A rate needs a first value before the first call. */
    @Test
    void whatIsCalledMostIsThereBeforeTheFirstCall() {
        try (Memjay memjay =
                Memjay.builder().servers("127.0.0.1:1", "127.0.0.1:2").build()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new MemjayMetrics(memjay, "users").bindTo(registry);
            for (String verb : List.of("get", "set", "delete")) {
                assertThat(registry.get("memjay.calls")
                                .tags("verb", verb, "outcome", "ok")
                                .functionTimers())
                        .hasSize(2)
                        .allMatch(timer -> timer.count() == 0);
            }
            assertThat(registry.get("memjay.node.up").gauges()).hasSize(2);
            assertThat(registry.get("memjay.keyspace.gets").functionCounters()).hasSize(3);
        }
    }

    @Test
    void aNodeThatLeavesTakesItsMetersWithIt() {
        try (Memjay memjay =
                Memjay.builder().servers("127.0.0.1:1", "127.0.0.1:2").build()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new MemjayMetrics(memjay, "users").bindTo(registry);
            int before = registry.getMeters().size();
            memjay.removeNode(memjay.nodes().get(1));
            readUntil(registry, () -> registry.get("memjay.node.up").gauges().size() == 1);
            assertThat(registry.getMeters())
                    .noneMatch(meter -> "127.0.0.1:2".equals(meter.getId().getTag("node")));
            memjay.addNode(Node.of("127.0.0.1", 2));
            readUntil(registry, () -> registry.get("memjay.node.up").gauges().size() == 2);
            assertThat(registry.getMeters())
                    .filteredOn(meter -> !meter.getId().getName().equals("memjay.errors"))
                    .hasSize(before);
        }
    }

    @Test
    void aNodeThatIsDownIsNotUpAndItsErrorsHaveTheirKinds() throws Exception {
        int port;
        try (MemcachedServer server = MemcachedServer.builder().start()) {
            port = server.port();
        }
        try (Memjay memjay = Memjay.builder().servers("127.0.0.1:" + port).build()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new MemjayMetrics(memjay, "users").bindTo(registry);
            readUntil(registry, () -> {
                try {
                    memjay.strings().get("k");
                } catch (MemjayException down) {
                    // Counted.
                }
                return registry.find("memjay.errors")
                                .tags("kind", "node_down", "phase", "none")
                                .functionCounter()
                        != null;
            });
            readUntil(registry, () -> registry.get("memjay.node.up").gauge().value() == 0);
            assertThat(registry.get("memjay.errors")
                            .tag("kind", "node_down")
                            .functionCounter()
                            .count())
                    .isPositive();
            assertThat(registry.get("memjay.calls")
                            .tags("verb", "get", "outcome", "error")
                            .functionTimer()
                            .count())
                    .isPositive();
        }
    }

    @Test
    void inALargeFleetCallsAreToldByVerbAlone() {
        try (Memjay memjay =
                Memjay.builder().servers("127.0.0.1:1", "127.0.0.1:2").build()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new MemjayMetrics(memjay, "users").withoutNodesOfCalls().bindTo(registry);
            assertThat(registry.get("memjay.calls")
                            .tags("verb", "get", "outcome", "ok")
                            .functionTimers())
                    .hasSize(1);
            assertThat(registry.get("memjay.node.up").gauges()).hasSize(2);
        }
    }

    @Test
    void severalRegistriesHaveAllMeters() {
        try (Memjay memjay = Memjay.builder().servers("127.0.0.1:1").build()) {
            MemjayMetrics metrics = new MemjayMetrics(memjay, "users");
            SimpleMeterRegistry first = new SimpleMeterRegistry();
            SimpleMeterRegistry second = new SimpleMeterRegistry();
            metrics.bindTo(first);
            metrics.bindTo(second);
            assertThat(second.getMeters()).hasSameSizeAs(first.getMeters());
        }
    }

    @Test
    void aNearCacheIsPublishedByTheNameOfItsKeyspace() {
        try (Memjay memjay = Memjay.builder().servers("127.0.0.1:1").build()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new MemjayMetrics(memjay, "c").bindNear(registry, "users", () -> new NearMetrics(5, 4, 3, 2));
            assertThat(registry.get("memjay.near.gets")
                            .tags("keyspace", "users", "result", "hit")
                            .functionCounter()
                            .count())
                    .isEqualTo(5);
            assertThat(registry.get("memjay.near.gets")
                            .tags("result", "miss")
                            .functionCounter()
                            .count())
                    .isEqualTo(4);
            assertThat(registry.get("memjay.near.evictions").functionCounter().count())
                    .isEqualTo(3);
            assertThat(registry.get("memjay.near.size").gauge().value()).isEqualTo(2);
        }
    }
}
