package dev.memjay.opentelemetry;

import dev.memjay.model.CallInfo;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Objects;

/**
 * Makes a span of each call, and records how long it took, by OpenTelemetry's stable conventions for databases:
 * {@code Memjay.builder().telemetry(MemjayOpenTelemetry.create(openTelemetry))}.
 *
 * <p>A call that asks servers is a span of kind CLIENT with memcached's word for its name: {@code get}, {@code set}; a write
 * of several keys is {@code BATCH set}. Its time is recorded in the histogram {@code db.client.operation.duration}. A
 * {@code getOrCompute} is a span of kind INTERNAL, in which the loader runs and below which the calls to the servers are; its
 * time is not memcached's and is not in the histogram.
 *
 * <p>The parent is the span that is current where the call is made, for asynchronous calls and noreply writes too. The
 * callbacks of a future run in that same context. Thread-safe; one can serve several clients.
 */
public final class MemjayOpenTelemetry implements Telemetry {
    private static final String SCOPE = "dev.memjay.opentelemetry";
    /** The conventions that names and attributes are from. */
    private static final String SCHEMA = "https://opentelemetry.io/schemas/1.37.0";
    /** The conventions' advice, in seconds. */
    private static final List<Double> BUCKETS = List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);

    private final Tracer tracer;
    private final DoubleHistogram duration;
    private final boolean capturesKeys;

    private MemjayOpenTelemetry(Builder builder) {
        tracer = builder.openTelemetry.tracerBuilder(SCOPE).setSchemaUrl(SCHEMA).build();
        duration = builder.openTelemetry
                .meterBuilder(SCOPE)
                .setSchemaUrl(SCHEMA)
                .build()
                .histogramBuilder("db.client.operation.duration")
                .setDescription("Duration of database client operations.")
                .setUnit("s")
                .setExplicitBucketBoundariesAdvice(BUCKETS)
                .build();
        capturesKeys = builder.capturesKeys;
    }

    /** Spans without keys, and the histogram, made by what is given. */
    public static MemjayOpenTelemetry create(OpenTelemetry openTelemetry) {
        return builder(openTelemetry).build();
    }

    /** The same with settings. */
    public static Builder builder(OpenTelemetry openTelemetry) {
        return new Builder(openTelemetry);
    }

    @Override
    public Started start(CallInfo call) {
        Context caller = Context.current();
        boolean isClient = call.kind() == CallInfo.Kind.CLIENT;
        String operation = operation(call);
        SpanBuilder builder = tracer.spanBuilder(operation)
                .setParent(caller)
                .setSpanKind(isClient ? SpanKind.CLIENT : SpanKind.INTERNAL)
                .setAttribute(CallAttributes.KEYSPACE, call.keyspace())
                .setAttribute(CallAttributes.KEYS, (long) call.keyCount());
        if (isClient) {
            // What a sampler may go by has to be there at the start.
            builder.setAttribute(CallAttributes.SYSTEM, CallAttributes.MEMCACHED)
                    .setAttribute(CallAttributes.OPERATION, operation);
            Node node = call.node();
            if (node != null) {
                builder.setAllAttributes(CallAttributes.server(node));
            }
            if (isBatch(call)) {
                builder.setAttribute(CallAttributes.BATCH_SIZE, (long) call.keyCount());
            }
        }
        Span span = builder.startSpan();
        if (isClient && capturesKeys && span.isRecording()) {
            span.setAttribute(
                    CallAttributes.QUERY,
                    CallAttributes.query(operation, call.keys().get()));
        }
        return new CallSpan(span, caller, isClient ? operation : null, duration, capturesKeys);
    }

    @Override
    public Runnable carry(Runnable work) {
        return Context.current().wrap(work);
    }

    private static String operation(CallInfo call) {
        return isBatch(call) ? "BATCH " + call.operation() : call.operation();
    }

    /** Whether it is several commands of the same kind: only those that read take several keys. */
    private static boolean isBatch(CallInfo call) {
        if (call.kind() != CallInfo.Kind.CLIENT || call.keyCount() < 2) {
            return false;
        }
        return switch (call.operation()) {
            case "get", "gets", "gat" -> false;
            default -> true;
        };
    }

    /** Settings of a {@link MemjayOpenTelemetry}. */
    public static final class Builder {
        private final OpenTelemetry openTelemetry;
        private boolean capturesKeys;

        private Builder(OpenTelemetry openTelemetry) {
            this.openTelemetry = Objects.requireNonNull(openTelemetry, "openTelemetry");
        }

        /**
         * Whether spans may hold keys: {@code db.query.text} has the operation and the keys as they go on the wire, the first
         * 2,000 characters of them, and the description of an error what the server or the loader said, which may name keys.
         * Off by default, since keys often hold what identifies a person.
         */
        public Builder captureKeys(boolean capture) {
            capturesKeys = capture;
            return this;
        }

        /** Makes it. */
        public MemjayOpenTelemetry build() {
            return new MemjayOpenTelemetry(this);
        }
    }
}
