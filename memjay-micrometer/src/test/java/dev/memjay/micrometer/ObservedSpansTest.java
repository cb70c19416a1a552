package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import brave.Span;
import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BravePropagator;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The spans that the handlers of Micrometer Tracing make of observations. */
class ObservedSpansTest {
    private final List<MutableSpan> spans = new ArrayList<>();

    private final class Finished extends SpanHandler {
        @Override
        public boolean end(TraceContext context, MutableSpan span, Cause cause) {
            return spans.add(span);
        }
    }

    @Test
    void callsAreSpansOfAClientAndALoadIsNot() throws Exception {
        try (MemcachedServer server = MemcachedServer.builder().start();
                Tracing tracing =
                        Tracing.newBuilder().addSpanHandler(new Finished()).build()) {
            BraveTracer tracer =
                    new BraveTracer(tracing.tracer(), new BraveCurrentTraceContext(tracing.currentTraceContext()));
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig()
                    .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                            new PropagatingSenderTracingObservationHandler<>(tracer, new BravePropagator(tracing)),
                            new DefaultTracingObservationHandler(tracer)));
            try (Memjay memjay = Observed.open(MemjayObservations.create(registry), server.address())) {
                Observation request = Observation.start("request", registry);
                try (Observation.Scope scope = request.openScope()) {
                    assertThat(registry.getCurrentObservationScope()).isSameAs(scope);
                    memjay.strings().withName("users").getOrCompute("k", key -> "v");
                }
                request.stop();
            }
        }
        assertThat(spans).extracting(MutableSpan::name).containsExactly("get", "set", "getOrCompute", "request");
        MutableSpan request = spans.get(3);
        MutableSpan load = spans.get(2);
        assertThat(load.parentId()).isEqualTo(request.id());
        assertThat(load.kind()).isNull();
        List<MutableSpan> calls = spans.subList(0, 2);
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.parentId()).isEqualTo(load.id());
            assertThat(call.traceId()).isEqualTo(request.id());
            assertThat(call.kind()).isEqualTo(Span.Kind.CLIENT);
            assertThat(call.remoteServiceName()).isEqualTo("memcached");
            assertThat(call.tags())
                    .containsEntry("db.system.name", "memcached")
                    .containsEntry("db.operation.name", call.name())
                    .containsEntry("memjay.keyspace", "users");
        });
    }
}
