package dev.memjay.opentelemetry;

import static dev.memjay.opentelemetry.Exported.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import dev.memjay.server.MemcachedServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What spans and the histogram hold, by the conventions for databases and of Memjay's own. */
class MemjayOpenTelemetryTest {
    private static final Node NODE = Node.of("10.0.0.5", 11211);

    private final MemcachedServer server = MemcachedServer.builder().start();
    private final Exported exported = new Exported();

    @AfterEach
    void close() {
        exported.close();
        server.close();
    }

    /** The attributes of a call to the one server. */
    private Map<String, Object> call(String operation, long keys, Object... more) {
        Map<String, Object> all = new TreeMap<>(Map.of(
                "db.system.name",
                "memcached",
                "db.operation.name",
                operation,
                "server.address",
                server.host(),
                "server.port",
                (long) server.port(),
                "memjay.keyspace",
                "users",
                "memjay.keys",
                keys));
        for (int i = 0; i < more.length; i += 2) {
            all.put((String) more[i], more[i + 1]);
        }
        return all;
    }

    @Test
    void aCallIsAClientSpanNamedByTheProtocolsWord() {
        try (Memjay memjay = exported.open(server)) {
            Keyspace<String, String> users = memjay.strings().withName("users");
            users.set("a", "1");
            users.get("a");
            users.lookup("none");
            users.gets("a");
            users.incr("a", 1);
            users.getAll(List.of("a", "b"));
            users.setAll(Map.of("c", "3", "d", "4"));
            users.setAll(Map.of("c", "3"));
            users.deleteAll(List.of("c", "d"));
            users.delete("a");
        }
        List<SpanData> spans = exported.spans();
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT))
                .allSatisfy(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET))
                .allSatisfy(span ->
                        assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("dev.memjay.opentelemetry"))
                .extracting(SpanData::getName)
                .containsExactly(
                        "set", "get", "get", "gets", "incr", "get", "BATCH set", "set", "BATCH delete", "delete");
        assertThat(spans.stream().map(Exported::attributes).toList())
                .containsExactly(
                        call("set", 1),
                        call("get", 1, "memjay.hits", 1L, "memjay.misses", 0L),
                        call("get", 1, "memjay.hits", 0L, "memjay.misses", 1L),
                        call("gets", 1, "memjay.hits", 1L, "memjay.misses", 0L),
                        call("incr", 1),
                        call("get", 2, "memjay.hits", 1L, "memjay.misses", 1L),
                        call("BATCH set", 2, "db.operation.batch.size", 2L),
                        call("set", 1),
                        call("BATCH delete", 2, "db.operation.batch.size", 2L),
                        call("delete", 1));
    }

    @Test
    void aServerIsNamedOnlyWhereOneTookPart() {
        try (MemcachedServer second = MemcachedServer.builder().start();
                Memjay memjay =
                        Exported.open(MemjayOpenTelemetry.create(exported.sdk), server.address(), second.address())) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                keys.add("k" + i);
            }
            memjay.strings().getAll(keys);
            memjay.strings().get("k");
        }
        List<SpanData> spans = exported.spans();
        assertThat(attributes(spans.get(0)))
                .containsEntry("memjay.keys", 50L)
                .containsEntry("memjay.keyspace", "default")
                .doesNotContainKeys("server.address", "server.port", "db.operation.batch.size");
        assertThat(attributes(spans.get(1))).containsKeys("server.address", "server.port");

        MemjayOpenTelemetry telemetry = MemjayOpenTelemetry.create(exported.sdk);
        Node unix = Node.unix("/run/memcached.sock");
        telemetry.start(info(Verb.GET, unix)).end(result(unix, null, false));
        assertThat(attributes(exported.spans().get(0)))
                .containsEntry("server.address", "/run/memcached.sock")
                .doesNotContainKey("server.port");
    }

    @Test
    void keysAreInSpansOnlyIfAskedFor() {
        MemjayOpenTelemetry telemetry =
                MemjayOpenTelemetry.builder(exported.sdk).captureKeys(true).build();
        try (Memjay memjay = Exported.open(telemetry, server.address())) {
            Keyspace<String, String> texts = memjay.strings().withPrefix("u:");
            texts.get("alice");
            texts.setAll(Map.of("bob", "1", "carol", "2"));
            List<SpanData> spans = exported.spans();
            assertThat(attributes(spans.get(0))).containsEntry("db.query.text", "get u:alice");
            assertThat((String) attributes(spans.get(1)).get("db.query.text"))
                    .startsWith("BATCH set u:")
                    .contains(" u:bob")
                    .contains(" u:carol");

            List<String> many = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                many.add("key" + i);
            }
            texts.getAll(many);
            assertThat((String) attributes(exported.spans().get(0)).get("db.query.text"))
                    .hasSizeBetween(1_900, 2_020)
                    .startsWith("get u:key0 u:key1 ")
                    .matches(".* u:key\\d+ and \\d+ more");
        }
        try (Memjay memjay = exported.open(server)) {
            memjay.strings().get("alice");
            memjay.strings().getOrCompute("alice", key -> "1");
        }
        assertThat(exported.spans())
                .hasSize(4)
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain("alice"));
    }

    @Test
    void aFailureHasItsTypeAndTellsWhatHappened() throws Exception {
        String address;
        try (SocketChannel deaf =
                SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            address = "127.0.0.1:" + deaf.socket().getLocalPort(); // bound, and not listening: it refuses
            try (Memjay memjay = Exported.open(MemjayOpenTelemetry.create(exported.sdk), address)) {
                catchThrowable(() -> memjay.strings().get("a"));
                memjay.strings()
                        .withFailurePolicy(FailurePolicy.MISS)
                        .async()
                        .get("a")
                        .get();
            }
        }
        List<SpanData> spans = exported.spans();
        assertThat(spans).hasSize(2).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).contains(address);
            assertThat(attributes(span)).containsEntry("error.type", ConnectionException.class.getName());
        });
        assertThat(attributes(spans.get(0))).doesNotContainKey("memjay.swallowed");
        assertThat(attributes(spans.get(1))).containsEntry("memjay.swallowed", true);
        HistogramPointData point =
                exported.duration().getHistogramData().getPoints().iterator().next();
        assertThat(point.getCount()).isEqualTo(2);
        assertThat(point.getAttributes().toString()).contains(ConnectionException.class.getName());
    }

    @Test
    void whatOthersSayIsInSpansOnlyWithTheKeys() {
        MemjayException quoting =
                new ServerErrorException("the server said 'no route to alice'", MemjayException.Context.NONE, null);
        List<Throwable> errors = List.of(
                quoting,
                new ConnectionException("lost", MemjayException.Context.NONE, quoting),
                new IllegalStateException("alice"),
                new LoaderException("the loader failed", MemjayException.Context.NONE, new IOException("alice")));
        for (boolean captures : new boolean[] {true, false}) {
            MemjayOpenTelemetry telemetry = MemjayOpenTelemetry.builder(exported.sdk)
                    .captureKeys(captures)
                    .build();
            errors.forEach(error -> telemetry.start(info(Verb.GET, NODE)).end(result(NODE, error, false)));
            List<SpanData> spans = exported.spans();
            assertThat(spans)
                    .extracting(span -> span.getStatus().getStatusCode())
                    .containsOnly(StatusCode.ERROR);
            if (captures) {
                assertThat(spans)
                        .extracting(span -> span.getStatus().getDescription())
                        .containsExactly("the server said 'no route to alice'", "lost", "alice", "the loader failed");
            } else {
                assertThat(spans)
                        .extracting(span -> span.getStatus().getDescription())
                        .containsExactly("", "", "", "the loader failed");
            }
        }
    }

    @Test
    void repliesThatAServerMixesUpNameNoKeys() {
        server.faults().garbage("VALUE alice 0 1\r\nx\r\n".getBytes(StandardCharsets.UTF_8));
        try (Memjay memjay = exported.open(server)) {
            for (int i = 0; i < 20; i++) { // until its node is down, whose error has the last cause
                catchThrowable(() -> memjay.strings().get("k"));
            }
            catchThrowable(() -> memjay.strings().getAll(List.of("k", "l")));
        }
        assertThat(exported.spans()).hasSize(21).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.toString()).doesNotContain("alice");
        });
    }

    @Test
    void theHistogramHasTheTimeOfCallsToServersAlone() {
        try (Memjay memjay = exported.open(server)) {
            Keyspace<String, String> texts = memjay.strings();
            texts.getOrCompute("k", key -> "v"); // get and set
            texts.get("k");
            texts.getAll(List.of("k", "l"));
        }
        List<String> clients = exported.spans().stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT)
                .map(SpanData::getSpanId)
                .toList();
        MetricData duration = exported.duration();
        assertThat(duration.getUnit()).isEqualTo("s");
        Map<String, Long> counts = new TreeMap<>();
        for (HistogramPointData point : duration.getHistogramData().getPoints()) {
            assertThat(point.getBoundaries()).containsExactly(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);
            assertThat(point.getSum())
                    .isPositive()
                    .isLessThan(Duration.ofMinutes(2).toSeconds());
            Map<String, Object> attributes = new TreeMap<>();
            point.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
            Object operation = attributes.remove("db.operation.name");
            assertThat(attributes)
                    .isEqualTo(
                            Map.of("db.system.name", "memcached", "server.address", server.host(), "server.port", (long)
                                    server.port()));
            assertThat(point.getExemplars())
                    .isNotEmpty()
                    .allSatisfy(example -> assertThat(clients)
                            .contains(example.getSpanContext().getSpanId()));
            counts.put(String.valueOf(operation), point.getCount());
        }
        assertThat(counts).isEqualTo(Map.of("get", 3L, "set", 1L));
    }

    @Test
    void callsPassWithAnOpenTelemetryThatDoesNothing() throws Exception {
        try (Memjay memjay = Exported.open(MemjayOpenTelemetry.create(OpenTelemetry.noop()), server.address())) {
            Keyspace<String, String> texts = memjay.strings();
            assertThat(texts.getOrCompute("k", key -> "v")).isEqualTo("v");
            assertThat(texts.async().get("k").get()).isEqualTo("v");
        }
        assertThat(exported.spans()).isEmpty();
    }

    @Test
    void aCallThatWasSentAgainTellsHowOften() {
        MemjayOpenTelemetry telemetry = MemjayOpenTelemetry.create(exported.sdk);
        telemetry
                .start(info(Verb.GET, NODE))
                .end(new CallResult(1_000, 1, 0, 0, List.of(NODE), null, false, 2, 5, 0, Map.of()));
        telemetry.start(info(Verb.GET, NODE)).end(result(NODE, null, false));
        List<SpanData> spans = exported.spans(2);
        assertThat(attributes(spans.get(0))).containsEntry("memjay.retries", 2L);
        assertThat(attributes(spans.get(1))).doesNotContainKey("memjay.retries");
    }

    private static CallInfo info(Verb verb, Node node) {
        return new CallInfo("users", verb, CallInfo.Kind.CLIENT, 1, node, () -> List.of("alice"));
    }

    private static CallResult result(Node node, Throwable error, boolean swallowed) {
        return new CallResult(1_000, 0, 0, 0, List.of(node), error, swallowed);
    }
}
