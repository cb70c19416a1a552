package dev.memjay.micrometer;

import static dev.memjay.micrometer.Observed.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import dev.memjay.model.Verb;
import dev.memjay.server.MemcachedServer;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a registry has of calls that are recorded one by one. */
class CallTimersTest {
    private final MemcachedServer server = MemcachedServer.builder().start();
    private final CallTimers timers = new CallTimers();

    @AfterEach
    void close() {
        server.close();
    }

    private static Memjay open(Telemetry telemetry, String... servers) {
        MemjayBuilder builder = Memjay.builder()
                .servers(servers)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20));
        return builder.telemetry(telemetry).build();
    }

    @Test
    void aFilterOfTheRegistryMakesHistograms() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals("memjay.calls")
                        ? DistributionStatisticConfig.builder()
                                .percentilesHistogram(true)
                                .build()
                                .merge(config)
                        : config;
            }
        });
        try (Memjay memjay = open(timers, server.address())) {
            new MemjayMetrics(memjay, "users").withTimers(timers).bindTo(registry);
            String labels = "client=\"users\",node=\"" + server.address() + "\",outcome=\"ok\",verb=\"get\"";
            assertThat(registry.scrape())
                    .contains("# TYPE memjay_calls_seconds histogram")
                    .contains("memjay_calls_seconds_bucket{" + labels + ",le=\"+Inf\"} 0");
            memjay.strings().get("k");
            memjay.strings().get("k");
            assertThat(registry.scrape())
                    .contains("memjay_calls_seconds_bucket{" + labels + ",le=\"+Inf\"} 2")
                    .contains("memjay_calls_seconds_bucket{" + labels + ",le=\"0.001\"} ")
                    .contains("memjay_calls_seconds_count{" + labels + "} 2");
        }
    }

    /** One name and one unit, however they are made. */
    @Test
    void theyCountWhatTheClientCounts() throws Exception {
        try (MemcachedServer second = MemcachedServer.builder().start();
                Memjay memjay = open(timers, server.address(), second.address())) {
            SimpleMeterRegistry functions = new SimpleMeterRegistry();
            SimpleMeterRegistry recorded = new SimpleMeterRegistry();
            new MemjayMetrics(memjay, "users").bindTo(functions);
            new MemjayMetrics(memjay, "users").withTimers(timers).bindTo(recorded);
            Keyspace<String, String> texts = memjay.strings();
            Map<String, String> values = new TreeMap<>();
            for (int i = 0; i < 40; i++) {
                values.put("k" + i, "v");
                texts.get("k" + i);
            }
            texts.setAll(values);
            texts.getAll(values.keySet());
            texts.async().get("k1").get(20, TimeUnit.SECONDS);
            texts.getOrCompute("loaded", key -> "v");
            texts.incr("none", 1);
            texts.noreply().set("n", "v");
            texts.get("n");
            second.faults().refuseConnections().closeConnections();
            for (int i = 0; i < 40; i++) {
                texts.withFailurePolicy(FailurePolicy.MISS).get("k" + i);
            }
            Function<MeterRegistry, Map<String, Double>> counts = registry -> {
                Map<String, Double> all = new TreeMap<>();
                registry.get("memjay.calls").meters().forEach(meter -> {
                    double count = meter instanceof Timer timer ? timer.count() : ((FunctionTimer) meter).count();
                    if (count > 0) {
                        all.put(meter.getId().getTags().toString(), count);
                    }
                });
                return all;
            };
            Eventually.isTrue("the same counts", () -> {
                functions.get("memjay.nodes").gauge().value();
                return counts.apply(functions).equals(counts.apply(recorded));
            });
            assertThat(counts.apply(recorded).keySet())
                    .anyMatch(tags -> tags.contains("outcome=error"))
                    .anyMatch(tags -> tags.contains("complete"));
            Timer gets = recorded.get("memjay.calls")
                    .tags("verb", "get", "outcome", "ok", "node", server.address())
                    .timer();
            assertThat(gets.totalTime(TimeUnit.NANOSECONDS)).isPositive();
        }
    }

    @Test
    void theyComeAndGoWithTheirNodes() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (MemcachedServer second = MemcachedServer.builder().start();
                Memjay memjay = open(timers, server.address())) {
            new MemjayMetrics(memjay, "users").withTimers(timers).bindTo(registry);
            Node other = Node.of(second.host(), second.port());
            memjay.addNode(other);
            for (int i = 0; i < 40; i++) { // recorded before any reading knows the node
                memjay.strings().get("k" + i);
            }
            Eventually.isTrue(
                    "two nodes", () -> registry.get("memjay.nodes").gauge().value() == 2);
            assertThat(registry.get("memjay.calls").tags("verb", "get").timers().stream()
                            .mapToLong(Timer::count)
                            .sum())
                    .isEqualTo(40);
            memjay.removeNode(other);
            Eventually.isTrue(
                    "one node", () -> registry.get("memjay.nodes").gauge().value() == 1);
            assertThat(registry.get("memjay.calls").timers())
                    .isNotEmpty()
                    .allMatch(timer -> server.address().equals(timer.getId().getTag("node")));
        }
    }

    /** The reading that no longer has the node comes while a call's timer is registered. */
    @Test
    void aTimerThatIsRegisteredWhileItsNodeLeavesIsRemovedToo() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        CallTimers.OfRegistry bound = timers.bind(registry, Tags.empty(), true);
        AtomicInteger registered = new AtomicInteger();
        registry.config().onMeterAdded(meter -> {
            registered.incrementAndGet();
            bound.keep(new Reading(new Metrics(List.of(), 0), System.nanoTime() + 1, null));
        });
        bound.prepare(Node.of("10.0.0.5", 11211), Verb.GET);
        assertThat(registered).hasPositiveValue();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void inALargeFleetTheyHaveNoNodes() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Memjay memjay = open(timers, server.address())) {
            new MemjayMetrics(memjay, "users")
                    .withTimers(timers)
                    .withoutNodesOfCalls()
                    .bindTo(registry);
            memjay.strings().get("k");
            Timer gets = registry.get("memjay.calls")
                    .tags("verb", "get", "outcome", "ok")
                    .timer();
            assertThat(gets.count()).isEqualTo(1);
            assertThat(gets.getId().getTag("node")).isNull();
        }
    }

    @Test
    void theyStandBesideAnotherTelemetry() throws Exception {
        Observed observed = new Observed();
        CallTimers both = new CallTimers(MemjayObservations.create(observed.registry));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Memjay memjay = open(both, server.address())) {
            Observation request = Observation.start("request", observed.registry);
            Observation.Scope scope = request.openScope();
            memjay.strings().get("k");
            new MemjayMetrics(memjay, "users").withTimers(both).bindTo(registry);
            memjay.strings().getOrCompute("k", key -> {
                assertThat(Observed.current(observed.registry)).isInstanceOf(LoadContext.class);
                return "v";
            });
            server.faults().delay(Duration.ofMillis(300)); // so that the call ends on another thread
            assertThat(memjay.strings()
                            .async()
                            .get("k")
                            .thenApply(value -> Observed.current(observed.registry))
                            .get(20, TimeUnit.SECONDS))
                    .isSameAs(request.getContextView());
            scope.close();
        }
        List<Observation.Context> contexts = observed.ended(5);
        assertThat(names(contexts)).containsExactly("get", "get", "set", "getOrCompute", "get");
        assertThat(registry.get("memjay.calls").timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void theyAreThoseOfOneClient() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        assertThat(timers.isEnabled()).isFalse();
        try (Memjay memjay = open(timers, server.address())) {
            new MemjayMetrics(memjay, "users").withTimers(timers).bindTo(registry);
            new MemjayMetrics(memjay, "users").withTimers(timers).bindTo(registry);
            assertThat(timers.isEnabled()).isTrue();
            memjay.strings().get("k");
            assertThat(registry.get("memjay.calls")
                            .tags("verb", "get", "outcome", "ok")
                            .timer()
                            .count())
                    .isEqualTo(1);
            MemjayMetrics others = new MemjayMetrics(memjay, "carts").withTimers(timers);
            assertThatThrownBy(() -> others.bindTo(registry))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("users")
                    .hasMessageContaining("carts");
        }
    }
}
