package dev.memjay.benchmarks.contenders;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.benchmarks.contenders.MemjayContender.Watcher;
import dev.memjay.micrometer.CallTimers;
import dev.memjay.micrometer.MemjayMetrics;
import dev.memjay.micrometer.MemjayObservations;
import dev.memjay.opentelemetry.MemjayOpenTelemetry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Memjay while nobody follows its calls, and with each of those that do. What they make is thrown away. */
public final class Watched {
    /** What all is compared with. */
    public static final String STANDARD = "nobody";

    private static final Duration READ_EVERY = Duration.ofSeconds(1);

    private Watched() {}

    private interface Opener {
        Contender open(MemjayBuilder builder) throws IOException;
    }

    /** All of them, the standard first. */
    public static List<Entrant> entrants() {
        return List.of(
                entrant(STANDARD, MemjayContender::new),
                entrant("nobody, metrics off", builder -> new MemjayContender(builder.metrics(false))),
                entrant(
                        "a Telemetry that does nothing",
                        builder -> new MemjayContender(builder.telemetry(call -> end -> {}))),
                entrant("MemjayMetrics, read each second", builder -> new MemjayContender(builder, Watched::read)),
                entrant("CallTimers with histograms", Watched::timed),
                entrant("OpenTelemetry, no span sampled", builder -> traced(builder, Sampler.alwaysOff())),
                entrant("OpenTelemetry, 1 span in 100", builder -> traced(builder, Sampler.traceIdRatioBased(0.01))),
                entrant("OpenTelemetry, each span", builder -> traced(builder, Sampler.alwaysOn())),
                entrant("Observations, timers", Watched::observed));
    }

    private static Entrant entrant(String name, Opener opener) {
        return new Entrant(
                name,
                Role.MEMJAY,
                EnumSet.allOf(Operation.class),
                List.of(new Variant(
                        "defaults", port -> opener.open(Memjay.builder().servers("127.0.0.1:" + port)))));
    }

    // ---- Micrometer

    private static Closeable read(Memjay memjay) {
        MeterRegistry registry = new SimpleMeterRegistry();
        new MemjayMetrics(memjay, "bench").bindTo(registry);
        return reading(registry);
    }

    /** Reads all meters, as a scrape does, until it is closed. */
    private static Closeable reading(MeterRegistry registry) {
        ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "reader");
            thread.setDaemon(true);
            return thread;
        });
        reader.scheduleAtFixedRate(
                () -> registry.getMeters().forEach(meter -> meter.measure().forEach(figure -> figure.getValue())),
                READ_EVERY.toMillis(),
                READ_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
        return () -> {
            reader.shutdownNow();
            registry.close();
        };
    }

    private static Contender timed(MemjayBuilder builder) throws IOException {
        CallTimers timers = new CallTimers();
        Watcher watcher = memjay -> {
            MeterRegistry registry = new SimpleMeterRegistry();
            registry.config().meterFilter(histograms());
            new MemjayMetrics(memjay, "bench").withTimers(timers).bindTo(registry);
            return reading(registry);
        };
        return new MemjayContender(builder.telemetry(timers), watcher);
    }

    private static MeterFilter histograms() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return DistributionStatisticConfig.builder()
                        .percentilesHistogram(true)
                        .build()
                        .merge(config);
            }
        };
    }

    private static Contender observed(MemjayBuilder builder) throws IOException {
        MeterRegistry registry = new SimpleMeterRegistry();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
        return new MemjayContender(
                builder.telemetry(MemjayObservations.create(observations)), memjay -> reading(registry));
    }

    // ---- OpenTelemetry

    private static Contender traced(MemjayBuilder builder, Sampler sampler) throws IOException {
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(new NoSpans()).build())
                        .build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .registerMetricReader(PeriodicMetricReader.builder(new NoMetrics())
                                .setInterval(READ_EVERY)
                                .build())
                        .build())
                .build();
        return new MemjayContender(builder.telemetry(MemjayOpenTelemetry.create(sdk)), memjay -> sdk::close);
    }

    private static final class NoSpans implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private static final class NoMetrics implements MetricExporter {
        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
