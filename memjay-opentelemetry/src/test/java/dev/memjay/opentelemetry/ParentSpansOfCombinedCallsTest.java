package dev.memjay.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Generations;
import dev.memjay.Keyspace;
import dev.memjay.LargeValues;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.combine.Fallback;
import dev.memjay.combine.Retrying;
import dev.memjay.combine.Zones;
import dev.memjay.error.CodecException;
import dev.memjay.model.RetryPolicy;
import dev.memjay.model.WriteLatch;
import dev.memjay.server.MemcachedServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What asks several times for one call asks each time where that call was made, whatever thread it goes on. */
class ParentSpansOfCombinedCallsTest {
    private final MemcachedServer server = MemcachedServer.start();
    private final MemcachedServer second = MemcachedServer.start();
    private final Exported exported = new Exported();
    private final Memjay memjay = exported.open(server);
    private final Memjay other = exported.open(second);
    private final Keyspace<String, String> texts = memjay.strings();
    private final Span request = exported.program().spanBuilder("request").startSpan();
    private final Scope scope = request.makeCurrent();

    @AfterEach
    void close() {
        scope.close();
        memjay.close();
        other.close();
        exported.close();
        server.close();
        second.close();
    }

    private void assertAllInRequest(List<SpanData> spans, String... names) {
        assertThat(spans).extracting(SpanData::getName).containsExactlyInAnyOrder(names);
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.getParentSpanId())
                        .as(span.getName())
                        .isEqualTo(request.getSpanContext().getSpanId()));
    }

    private static <T> T end(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** Cannot decode a value so many times. */
    private Keyspace<String, String> failing(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return memjay.keyspace(Codec.strings()
                .map(
                        text -> {
                            if (left.getAndDecrement() > 0) {
                                throw new CodecException("of the test");
                            }
                            return text;
                        },
                        text -> text));
    }

    private Keyspace<String, String> retrying(int failures) {
        return Retrying.of(
                failing(failures),
                RetryPolicy.attempts(3).pause(Duration.ofMillis(5)).retryFor(List.of(CodecException.class)));
    }

    @Test
    void ofAttempts() throws Exception {
        texts.set("a", "1");
        exported.spans(1);
        assertThat(retrying(2).get("a")).isEqualTo("1");
        assertAllInRequest(exported.spans(3), "get", "get", "get");
        assertThat(end(retrying(2).async().get("a"))).isEqualTo("1");
        assertAllInRequest(exported.spans(3), "get", "get", "get");
        assertThat(end(Retrying.of(retrying(2), RetryPolicy.attempts(1)).async().getAll(List.of("a"))))
                .hasSize(1);
        assertAllInRequest(exported.spans(3), "get", "get", "get");

        CompletableFuture<String> current = new CompletableFuture<>();
        end(retrying(1)
                .async()
                .get("a")
                .thenAccept(value ->
                        current.complete(Span.current().getSpanContext().getSpanId())));
        assertThat(current).isCompletedWithValue(request.getSpanContext().getSpanId());
    }

    @Test
    void ofWhatIsAskedOfTheNextKeyspace() throws Exception {
        other.strings().set("a", "1");
        exported.spans(1);
        Keyspace<String, String> both = Fallback.of(texts, other.strings());
        assertThat(both.get("a")).isEqualTo("1");
        assertThat(end(both.async().get("a"))).isEqualTo("1");
        assertThat(end(both.async().getAll(List.of("a", "b")))).hasSize(1);
        assertAllInRequest(exported.spans(6), "get", "get", "get", "get", "get", "get");
    }

    @Test
    void ofCopiesInZones() throws Exception {
        Keyspace<String, String> zones =
                Zones.of("near", Map.of("near", texts, "far", other.strings()), WriteLatch.ALL);
        zones.set("a", "1");
        assertThat(end(zones.async().set("a", "2"))).isTrue();
        assertAllInRequest(exported.spans(4), "set", "set", "set", "set");
        assertThat(end(zones.async().add("b", "1"))).isTrue();
        assertAllInRequest(exported.spans(2), "add", "set");
        assertThat(end(zones.async().incr("n", 1, 1, Duration.ofMinutes(1)))).isPresent();
        assertAllInRequest(exported.spans(2), "incr", "delete");
        zones.noreply().delete("a");
        assertAllInRequest(exported.spans(2), "delete", "delete");
    }

    @Test
    void ofALoadInZones() throws Exception {
        Keyspace<String, String> zones =
                Zones.of("near", Map.of("near", texts, "far", other.strings()), WriteLatch.ALL);
        String[] loader = new String[1];
        assertThat(end(zones.async().getOrCompute("k", key -> {
                    loader[0] = Span.current().getSpanContext().getSpanId();
                    return CompletableFuture.completedFuture("v");
                })))
                .isEqualTo("v");
        List<SpanData> spans = exported.spans(5);
        SpanData load = spans.stream()
                .filter(span -> span.getKind() == SpanKind.INTERNAL)
                .findFirst()
                .orElseThrow();
        assertThat(loader[0]).isEqualTo(load.getSpanId());
        List<SpanData> others = spans.stream()
                .filter(span -> !span.getParentSpanId().equals(load.getSpanId()))
                .toList();
        assertAllInRequest(others, "getOrCompute", "get", "set");
    }

    /** Somebody is quicker in the first round, so that there is another after a pause. */
    @Test
    void ofTheRoundsOfAnUpdate() throws Exception {
        texts.set("a", "1");
        exported.spans(1);
        try (Memjay rival = Memjay.builder()
                .servers(server.address())
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .build()) {
            AtomicInteger rounds = new AtomicInteger();
            assertThat(end(texts.async().update("a", text -> {
                        if (rounds.incrementAndGet() == 1) {
                            rival.strings().set("a", "2");
                        }
                        return text + "!";
                    })))
                    .isEqualTo("2!");
        }
        assertAllInRequest(exported.spans(4), "gets", "cas", "gets", "cas");
    }

    @Test
    void ofGenerationsAndLargeValues() throws Exception {
        Generations<String, String> generations = Generations.of(texts, "part");
        LargeValues<String> large = LargeValues.of(texts, Codec.strings()).chunkLength(1024);
        String value = "v".repeat(3_000);
        generations.current();
        assertOneCall("generation", "get", "add");
        end(generations.async().current());
        assertOneCall("generation", "get");
        large.set("k", value);
        assertOneCall("setLarge", "BATCH set", "set");
        end(large.async().set("k", value));
        assertOneCall("setLarge", "BATCH set", "set");
        assertThat(large.get("k")).isEqualTo(value);
        assertOneCall("getLarge", "get", "get");
        assertThat(end(large.async().get("k"))).isEqualTo(value);
        assertOneCall("getLarge", "get", "get");
    }

    private void assertOneCall(String name, String... commands) {
        List<SpanData> spans = exported.spans(commands.length + 1);
        SpanData whole = spans.get(spans.size() - 1);
        assertThat(whole.getName()).isEqualTo(name);
        assertThat(whole.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(whole.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        List<SpanData> parts = spans.subList(0, commands.length);
        assertThat(parts).extracting(SpanData::getName).containsExactly(commands);
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(part.getParentSpanId()).isEqualTo(whole.getSpanId());
        });
    }
}
