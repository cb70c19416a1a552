package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A rate takes a counter that falls for a restart, and counts everything before it again. */
class CountersNeverFallTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void sumsKeepWhatANodeDidThatLeft() {
        try (MemcachedServer first = MemcachedServer.builder().start();
                MemcachedServer second = MemcachedServer.builder().start();
                Memjay memjay = client(first, second)) {
            new MemjayMetrics(memjay, "users").withoutNodesOfCalls().bindTo(registry);
            read(memjay, 100);
            waitUntilGetsAre(100);
            double time = gets().totalTime(TimeUnit.NANOSECONDS);
            double misses = misses();

            Node left = memjay.nodes().get(1);
            memjay.removeNode(left);
            waitUntilNodesAre(1);
            assertThat(gets().count()).isEqualTo(100);
            assertThat(gets().totalTime(TimeUnit.NANOSECONDS)).isGreaterThanOrEqualTo(time);
            assertThat(misses()).isEqualTo(misses);

            memjay.addNode(left);
            waitUntilNodesAre(2);
            read(memjay, 100);
            waitUntilGetsAre(200);
        }
    }

    /** Between two readings: the registry never sees the fleet without it. */
    @Test
    void aNodeThatCameBackUnnoticedGoesOn() {
        try (MemcachedServer server = MemcachedServer.builder().start();
                MemcachedServer second = MemcachedServer.builder().start();
                Memjay memjay = client(server, second)) {
            new MemjayMetrics(memjay, "users").bindTo(registry);
            read(memjay, 100);
            waitUntilGetsAre(100);
            Node node = memjay.nodes().get(1);
            memjay.removeNode(node);
            memjay.addNode(node);
            memjay.strings().get("k0");
            waitUntilGetsAre(101);
        }
    }

    private static Memjay client(MemcachedServer... servers) {
        return Memjay.create("memcached://"
                + String.join(
                        ",",
                        List.of(servers).stream().map(MemcachedServer::address).toList())
                + "?timeout=20s&connectTimeout=20s");
    }

    private static void read(Memjay memjay, int times) {
        for (int i = 0; i < times; i++) {
            memjay.strings().get("k" + i);
        }
    }

    private FunctionTimer gets() {
        return registry.get("memjay.calls").tags("verb", "get", "outcome", "ok").functionTimer();
    }

    private double misses() {
        return registry.get("memjay.reads")
                .tags("verb", "get", "result", "miss")
                .functionCounter()
                .count();
    }

    private double allGets() {
        return registry.get("memjay.calls").tags("verb", "get", "outcome", "ok").functionTimers().stream()
                .mapToDouble(FunctionTimer::count)
                .sum();
    }

    private void waitUntilNodesAre(int count) {
        Eventually.isTrue("nodes", () -> registry.get("memjay.nodes").gauge().value() == count);
    }

    private void waitUntilGetsAre(int count) {
        Eventually.isTrue("gets are " + count, () -> allGets() == count);
    }
}
