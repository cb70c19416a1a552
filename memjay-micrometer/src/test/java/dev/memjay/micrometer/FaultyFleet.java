package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.NearMetrics;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A client of four servers, each with a fault of its own, and what Prometheus reads of it. */
final class FaultyFleet implements AutoCloseable {
    private static final int KEYS = 20;
    private static final int MAX_IN_FLIGHT = 16;

    /** Closes its connections over and over. */
    final MemcachedServer hasty = MemcachedServer.builder().start();
    /** Loses its values. */
    final MemcachedServer empty = MemcachedServer.builder().start();
    /** Is killed. */
    final MemcachedServer dead = MemcachedServer.builder().start();
    /** Takes connections and never says a word. */
    final MemcachedServer silent = MemcachedServer.builder().start();

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Memjay memjay;
    private final MemjayMetrics metrics;
    private final Keyspace<String, String> texts;

    FaultyFleet() {
        silent.faults().stopAnswering();
        memjay = Memjay.builder()
                .servers(Stream.of(hasty, empty, dead, silent)
                        .map(MemcachedServer::address)
                        .toArray(String[]::new))
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .maxInFlight(MAX_IN_FLIGHT)
                .build();
        texts = memjay.strings();
        metrics = new MemjayMetrics(memjay, "users");
        metrics.bindTo(registry);
        metrics.bindNear(registry, "users", () -> new NearMetrics(5, 4, 3, 2));
    }

    /** Keys of one server. */
    private List<String> keys(MemcachedServer server) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; keys.size() < KEYS; i++) {
            Node node = memjay.nodeFor("k" + i);
            if (node.toString().equals(server.address())) {
                keys.add("k" + i);
            }
        }
        return keys;
    }

    /** What a program does all day. */
    void work() {
        for (MemcachedServer server : List.of(hasty, empty, dead)) {
            keys(server).forEach(key -> {
                texts.set(key, "v");
                assertThat(texts.get(key)).isEqualTo("v");
            });
        }
        texts.withName("carts").getOrCompute(keys(hasty).get(0), key -> "v");
    }

    /** From now on servers have their faults. */
    void spoil() {
        keys(empty).forEach(texts::delete);
        dead.close();
        Eventually.isTrue("the node is down", () -> {
            isAnswered(() -> texts.get(keys(dead).get(0)));
            return registry.get("memjay.node.up")
                            .tag("node", dead.address())
                            .gauge()
                            .value()
                    == 0;
        });
    }

    /** What a program does while they have. */
    void suffer() {
        keys(hasty).forEach(texts::get);
        keys(empty).forEach(texts::get);
        Keyspace<String, String> carts = texts.withName("carts").withFailurePolicy(FailurePolicy.MISS);
        assertThat(carts.getAll(keys(dead))).isEmpty();
        keys(dead).forEach(carts::get);
        for (int i = 0; i < 6; i++) {
            double before = connects();
            hasty.faults().closeConnections();
            Eventually.isTrue(
                    "a new connection",
                    () -> isAnswered(() -> texts.get(keys(hasty).get(0))) && connects() > before);
        }
        String asked = keys(silent).get(0);
        // Too little time to count against the node.
        isAnswered(() -> texts.withTimeout(Duration.ofMillis(20)).get(asked));
        List<CompletableFuture<String>> many = new ArrayList<>();
        for (int i = 0; i < 2 * MAX_IN_FLIGHT; i++) {
            many.add(texts.async().get(asked));
        }
        many.forEach(call -> call.cancel(false));
    }

    private double connects() {
        return registry.get("memjay.node.connects")
                .tag("node", hasty.address())
                .functionCounter()
                .count();
    }

    private static boolean isAnswered(Runnable call) {
        try {
            call.run();
            return true;
        } catch (MemjayException failed) {
            return false;
        }
    }

    /** What Prometheus reads, of all that has happened up to now. */
    String scrape() {
        long now = System.nanoTime();
        Eventually.isTrue("a new reading", () -> metrics.reading().takenAt() - now > 0);
        registry.scrape(); // binds what is new
        return registry.scrape();
    }

    @Override
    public void close() {
        memjay.close();
        Stream.of(hasty, empty, dead, silent).forEach(MemcachedServer::close);
    }
}
