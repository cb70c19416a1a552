package dev.memjay.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.model.LoadPolicy;
import dev.memjay.server.MemcachedServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The span that is current where a call is made is its parent, whatever thread it is made on and ends on. */
class ParentSpansTest {
    private final MemcachedServer server = MemcachedServer.builder().start();
    private final Exported exported = new Exported();
    private final Memjay memjay = exported.open(server);
    private final Keyspace<String, String> texts = memjay.strings();
    private final Span request = exported.program().spanBuilder("request").startSpan();
    private Scope scope;

    @BeforeEach
    void enter() {
        scope = request.makeCurrent();
    }

    @AfterEach
    void close() {
        scope.close();
        memjay.close();
        exported.close();
        server.close();
    }

    private static String id(Span span) {
        return span.getSpanContext().getSpanId();
    }

    private void assertInRequest(SpanData span) {
        assertThat(span.getParentSpanId()).isEqualTo(id(request));
        assertThat(span.getTraceId()).isEqualTo(request.getSpanContext().getTraceId());
    }

    @Test
    void ofBlockingCalls() {
        texts.set("a", "1");
        texts.getAll(List.of("a", "b"));
        assertThat(exported.spans(2)).allSatisfy(this::assertInRequest);
        assertThat(id(Span.current())).isEqualTo(id(request));

        scope.close();
        texts.get("a");
        assertThat(exported.spans(1).get(0).getParentSpanContext().isValid()).isFalse();
        scope = request.makeCurrent();
    }

    @Test
    void ofAsynchronousCallsAndWhatFollowsThem() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        server.faults().delay(Duration.ofMillis(300)); // so that the call ends on another thread
        CompletableFuture<Boolean> following = texts.async().get("none").thenCompose(value -> {
            seen.complete(id(Span.current()));
            return texts.async().set("a", "1");
        });
        assertThat(following.get(20, TimeUnit.SECONDS)).isTrue();
        server.faults().clear();
        assertThat(seen.get()).isEqualTo(id(request));
        texts.async().getAll(List.of("a", "b")).get(20, TimeUnit.SECONDS);
        List<SpanData> spans = exported.spans(3);
        assertThat(spans).extracting(SpanData::getName).containsExactly("get", "set", "get");
        assertThat(spans).allSatisfy(this::assertInRequest);
    }

    @Test
    void ofNoreplyWrites() {
        texts.noreply().set("a", "1");
        texts.noreply().setAll(Map.of("b", "2", "c", "3"));
        List<SpanData> spans = exported.spans(2);
        assertThat(spans).extracting(SpanData::getName).containsExactlyInAnyOrder("set", "BATCH set");
        assertThat(spans).allSatisfy(this::assertInRequest);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void ofCallsOnVirtualThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Runnable body = Context.current().wrap(() -> {
                texts.set("a", "1");
                texts.get("a");
            });
            threads.add((Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(exported.spans(40)).allSatisfy(this::assertInRequest);
    }

    @Test
    void ofALoadItsLoaderAndItsCommands() {
        List<String> loaders = new ArrayList<>();
        texts.getOrCompute("k", key -> {
            loaders.add(id(Span.current()));
            exported.program().spanBuilder("query").startSpan().end();
            return texts.get("inner") == null ? "v" : "w";
        });
        List<SpanData> spans = exported.spans(5);
        assertThat(spans).extracting(SpanData::getName).containsExactly("get", "query", "get", "set", "getOrCompute");
        assertLoad(spans, loaders);

        loaders.clear();
        Throwable failure = catchThrowable(() -> texts.getOrCompute("bad", key -> {
            loaders.add(id(Span.current()));
            throw new IOException("of the test");
        }));
        spans = exported.spans();
        assertLoad(spans, loaders);
        assertThat(Exported.attributes(spans.get(spans.size() - 1)))
                .containsEntry("error.type", failure.getClass().getName());
    }

    @Test
    void ofAnAsynchronousLoadItsLoaderAndItsCommands() throws Exception {
        List<String> loaders = new ArrayList<>();
        texts.async()
                .getOrCompute("k", key -> {
                    loaders.add(id(Span.current()));
                    return texts.async().get("inner").thenApply(value -> {
                        loaders.add(id(Span.current()));
                        return "v";
                    });
                })
                .get(20, TimeUnit.SECONDS);
        List<SpanData> spans = exported.spans(4);
        assertThat(spans).extracting(SpanData::getName).containsExactly("get", "get", "set", "getOrCompute");
        assertThat(loaders).hasSize(2);
        assertLoad(spans, loaders);
    }

    @Test
    void ofALoadOfManyKeys() {
        List<String> loaders = new ArrayList<>();
        texts.getAllOrCompute(List.of("k", "l"), keys -> {
            loaders.add(id(Span.current()));
            return Map.of("k", "1", "l", "2");
        });
        List<SpanData> spans = exported.spans(3);
        assertThat(spans).extracting(SpanData::getName).containsExactly("get", "BATCH set", "getOrCompute");
        assertThat(Exported.attributes(spans.get(2))).containsEntry("memjay.keys", 2L);
        assertLoad(spans, loaders);
    }

    @Test
    void ofAnAsynchronousLoadOfManyKeys() throws Exception {
        List<String> loaders = new ArrayList<>();
        texts.async()
                .getAllOrCompute(List.of("k", "l"), keys -> {
                    loaders.add(id(Span.current()));
                    return CompletableFuture.completedFuture(Map.of("k", "1", "l", "2"));
                })
                .get(20, TimeUnit.SECONDS);
        List<SpanData> spans = exported.spans(3);
        assertThat(spans).extracting(SpanData::getName).containsExactly("get", "BATCH set", "getOrCompute");
        assertLoad(spans, loaders);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void ofALoadOnAVirtualThread() throws Exception {
        List<String> loaders = new ArrayList<>();
        Runnable body = Context.current().wrap(() -> {
            texts.getOrCompute("k", key -> {
                loaders.add(id(Span.current()));
                return "v";
            });
        });
        Thread thread = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
        thread.join();
        List<SpanData> spans = exported.spans(3);
        assertThat(spans).extracting(SpanData::getName).containsExactly("get", "set", "getOrCompute");
        assertLoad(spans, loaders);
    }

    /** The old value is served at once, and loaded anew afterwards, on another thread. */
    @Test
    void ofARefreshInTheBackground() throws Exception {
        LoadPolicy policy = LoadPolicy.standard().staleWhileRevalidate(Duration.ofMinutes(1));
        texts.set("k", "old");
        texts.invalidate("k", Duration.ofMinutes(1));
        exported.spans(2);
        CompletableFuture<String> loader = new CompletableFuture<>();
        assertThat(texts.getOrCompute(
                        "k",
                        key -> {
                            loader.complete(id(Span.current()));
                            return "new";
                        },
                        policy))
                .isEqualTo("old");
        List<SpanData> spans = new ArrayList<>(exported.spans(3));
        assertThat(spans).extracting(SpanData::getName).containsExactlyInAnyOrder("get", "getOrCompute", "set");
        spans.sort(Comparator.comparing(span -> span.getKind() == SpanKind.INTERNAL));
        assertLoad(spans, List.of(loader.get(20, TimeUnit.SECONDS)));
    }

    /** Each has its own call, and the loader is in that of the one who loads. */
    @Test
    void ofTwoCallersOfOneLoad() throws Exception {
        CompletableFuture<String> value = new CompletableFuture<>();
        CompletableFuture<String> loader = new CompletableFuture<>();
        CompletableFuture<String> loading = texts.async().getOrCompute("k", key -> {
            loader.complete(id(Span.current()));
            return value;
        });
        loader.get(20, TimeUnit.SECONDS);
        CompletableFuture<String> current = new CompletableFuture<>();
        CompletableFuture<Void> waiting = texts.async()
                .getOrCompute("k", key -> CompletableFuture.completedFuture("not loaded"))
                .thenAccept(found -> current.complete(id(Span.current())));
        value.complete("v");
        assertThat(loading.get(20, TimeUnit.SECONDS)).isEqualTo("v");
        waiting.get(20, TimeUnit.SECONDS);
        assertThat(current).isCompletedWithValue(id(request));
        List<SpanData> loads = new ArrayList<>();
        List<SpanData> commands = new ArrayList<>();
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (loads.size() < 2 && System.nanoTime() < giveUp) {
            for (SpanData span : exported.spans()) {
                (span.getKind() == SpanKind.INTERNAL ? loads : commands).add(span);
            }
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(loads).hasSize(2).allSatisfy(this::assertInRequest);
        List<String> ids = loads.stream().map(SpanData::getSpanId).toList();
        assertThat(commands)
                .isNotEmpty()
                .allSatisfy(command -> assertThat(command.getParentSpanId()).isIn(ids));
        assertThat(loader.get()).isIn(ids);
    }

    @Test
    void ofWhatFollowsOnAnExecutor() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Memjay other = Memjay.builder()
                .servers(server.address())
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .callbackExecutor(executor)
                .telemetry(MemjayOpenTelemetry.create(exported.sdk))
                .build()) {
            server.faults().delay(Duration.ofMillis(100)); // so that the callback hangs on the future before its end
            CompletableFuture<Boolean> following = other.strings()
                    .async()
                    .get("none")
                    .thenCompose(value -> other.strings().async().set("a", "1"));
            assertThat(following.get(20, TimeUnit.SECONDS)).isTrue();
            List<SpanData> spans = exported.spans(2);
            assertThat(spans).extracting(SpanData::getName).containsExactly("get", "set");
            assertThat(spans).allSatisfy(this::assertInRequest);
        } finally {
            server.faults().clear();
            executor.shutdown();
        }
    }

    /** The load is in the request, and all else in the load. */
    private void assertLoad(List<SpanData> spans, List<String> loaders) {
        SpanData load = spans.get(spans.size() - 1);
        assertThat(load.getName()).isEqualTo("getOrCompute");
        assertThat(load.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(Exported.attributes(load)).doesNotContainKeys("db.system.name", "db.operation.name");
        assertInRequest(load);
        assertThat(spans.subList(0, spans.size() - 1))
                .isNotEmpty()
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(load.getSpanId()));
        assertThat(loaders).isNotEmpty().containsOnly(load.getSpanId());
        assertThat(id(Span.current())).isEqualTo(id(request));
    }
}
