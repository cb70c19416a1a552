package dev.memjay.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The meters of a node, or of what is bound once for all, in one registry. */
final class BoundMeters {
    private final MeterRegistry registry;
    private final MemjayMetrics source;
    private final Set<Object> known = new HashSet<>();
    private final List<Meter> meters = new ArrayList<>();

    /** @param source kept by the registry's gauges, so that counters, which refer to it weakly, have it as long */
    BoundMeters(MeterRegistry registry, MemjayMetrics source) {
        this.registry = registry;
        this.source = source;
    }

    /** Whether this is new here, such as a verb: its meters are to be bound. */
    boolean isNew(Object subject) {
        return known.add(subject);
    }

    void gauge(String name, String description, Tags tags, ToDoubleFunction<Reading> value) {
        meters.add(Gauge.builder(name, source, self -> value.applyAsDouble(self.reading()))
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    void timeGauge(String name, String description, Tags tags, ToDoubleFunction<Reading> nanos) {
        meters.add(TimeGauge.builder(name, source, TimeUnit.NANOSECONDS, self -> nanos.applyAsDouble(self.reading()))
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    void counter(String name, String description, Tags tags, ToDoubleFunction<Reading> count) {
        meters.add(FunctionCounter.builder(name, source, self -> count.applyAsDouble(self.reading()))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    void timer(
            String name,
            String description,
            Tags tags,
            ToLongFunction<Reading> count,
            ToDoubleFunction<Reading> nanos) {
        meters.add(FunctionTimer.builder(
                        name,
                        source,
                        self -> count.applyAsLong(self.reading()),
                        self -> nanos.applyAsDouble(self.reading()),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    void removeAll() {
        meters.forEach(registry::remove);
    }
}
