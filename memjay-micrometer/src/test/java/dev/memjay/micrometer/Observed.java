package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A registry that throws where observations are misused, and the contexts of those that stopped. */
final class Observed implements ObservationHandler<Observation.Context> {
    final TestObservationRegistry registry = TestObservationRegistry.create();
    private final LinkedBlockingQueue<Observation.Context> stopped = new LinkedBlockingQueue<>();

    Observed() {
        registry.observationConfig().observationHandler(this);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }

    @Override
    public void onStop(Observation.Context context) {
        stopped.add(context);
    }

    /** A client whose calls are observed here. */
    Memjay open(MemcachedServer server) {
        return open(MemjayObservations.create(registry), server.address());
    }

    static Memjay open(MemjayObservations telemetry, String... servers) {
        return Memjay.builder()
                .servers(servers)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .telemetry(telemetry)
                .build();
    }

    /** What stopped since the last time, the first first. */
    List<Observation.Context> ended() {
        List<Observation.Context> all = new ArrayList<>();
        stopped.drainTo(all);
        return all;
    }

    /** Waits for so many ends, which on other threads may come after the call's own. */
    List<Observation.Context> ended(int count) throws InterruptedException {
        List<Observation.Context> all = new ArrayList<>();
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (all.size() < count) {
            Observation.Context next = stopped.poll(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(next).as("observation %d of %d", all.size() + 1, count).isNotNull();
            all.add(next);
        }
        assertThat(stopped).isEmpty();
        return all;
    }

    /** Names of spans. */
    static List<String> names(List<Observation.Context> contexts) {
        return contexts.stream().map(Observation.Context::getContextualName).toList();
    }

    static Map<String, String> low(Observation.Context context) {
        return byKey(context.getLowCardinalityKeyValues());
    }

    static Map<String, String> high(Observation.Context context) {
        return byKey(context.getHighCardinalityKeyValues());
    }

    private static Map<String, String> byKey(Iterable<KeyValue> values) {
        Map<String, String> all = new TreeMap<>();
        values.forEach(value -> all.put(value.getKey(), value.getValue()));
        return all;
    }

    /** What is current on this thread. */
    static Observation.ContextView current(ObservationRegistry registry) {
        Observation current = registry.getCurrentObservation();
        return current == null ? null : current.getContextView();
    }
}
