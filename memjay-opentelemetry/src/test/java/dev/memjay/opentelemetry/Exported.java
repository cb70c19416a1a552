package dev.memjay.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** OpenTelemetry's SDK, whose spans and metrics stay in memory. */
final class Exported implements AutoCloseable {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();

    /** A client whose calls are exported here. */
    Memjay open(MemcachedServer server) {
        return open(MemjayOpenTelemetry.create(sdk), server.address());
    }

    static Memjay open(MemjayOpenTelemetry telemetry, String... servers) {
        return Memjay.builder()
                .servers(servers)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .telemetry(telemetry)
                .build();
    }

    /** Makes the spans of a program. */
    Tracer program() {
        return sdk.getTracer("program");
    }

    /** What ended since the last time, the first end first. */
    List<SpanData> spans() {
        List<SpanData> ended = new ArrayList<>(spans.getFinishedSpanItems());
        spans.reset();
        return ended;
    }

    /** Waits for so many ends, which on other threads may come after the call's own. */
    List<SpanData> spans(int count) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (spans.getFinishedSpanItems().size() < count && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(1_000_000);
        }
        List<SpanData> ended = spans();
        assertThat(ended).hasSize(count);
        return ended;
    }

    /** Attributes by name. */
    static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> all = new TreeMap<>();
        span.getAttributes().forEach((AttributeKey<?> key, Object value) -> all.put(key.getKey(), value));
        return all;
    }

    /** The only metric. */
    MetricData duration() {
        List<MetricData> all = metrics.collectAllMetrics().stream()
                .sorted(Comparator.comparing(MetricData::getName))
                .toList();
        assertThat(all).extracting(MetricData::getName).containsExactly("db.client.operation.duration");
        return all.get(0);
    }

    @Override
    public void close() {
        sdk.close();
    }
}
