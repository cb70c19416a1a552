package dev.memjay.micrometer;

import static dev.memjay.micrometer.Observed.high;
import static dev.memjay.micrometer.Observed.low;
import static dev.memjay.micrometer.Observed.names;
import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Generations;
import dev.memjay.Keyspace;
import dev.memjay.LargeValues;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.server.MemcachedServer;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What observations hold, and what users can change. */
class MemjayObservationsTest {
    private final MemcachedServer server = MemcachedServer.builder().start();
    private final Observed observed = new Observed();

    @AfterEach
    void close() {
        server.close();
    }

    private Map<String, String> lowOf(String operation) {
        return Map.of(
                "db.system.name",
                "memcached",
                "db.operation.name",
                operation,
                "server.address",
                server.host(),
                "server.port",
                Integer.toString(server.port()),
                "error.type",
                "none");
    }

    private static Map<String, String> highOf(int keys, String... more) {
        Map<String, String> all = new TreeMap<>();
        all.put("memjay.keyspace", "users");
        all.put("memjay.keys", Integer.toString(keys));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Test
    void aCallIsAnObservationOfAClient() {
        try (Memjay memjay = observed.open(server)) {
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
        List<String> operations =
                List.of("set", "get", "get", "gets", "incr", "get", "BATCH set", "set", "BATCH delete", "delete");
        assertThat(observed.registry).hasNumberOfObservationsWithNameEqualTo("memjay.operation", operations.size());
        assertThat(observed.registry)
                .hasObservationWithNameEqualTo("memjay.operation")
                .that()
                .hasBeenStarted()
                .hasBeenStopped()
                .doesNotHaveError()
                .doesNotHaveParentObservation();
        List<Observation.Context> contexts = observed.ended();
        assertThat(contexts)
                .allSatisfy(context -> assertThat(context).isInstanceOfSatisfying(CallContext.class, call -> {
                    assertThat(call.getKind()).isEqualTo(Kind.CLIENT);
                    assertThat(call.getRemoteServiceName()).isEqualTo("memcached");
                    assertThat(call.result()).isNotNull();
                }));
        assertThat(names(contexts)).isEqualTo(operations);
        assertThat(contexts.stream().map(Observed::low).toList())
                .isEqualTo(operations.stream().map(this::lowOf).toList());
        assertThat(contexts.stream().map(Observed::high).toList())
                .containsExactly(
                        highOf(1),
                        highOf(1, "memjay.hits", "1", "memjay.misses", "0"),
                        highOf(1, "memjay.hits", "0", "memjay.misses", "1"),
                        highOf(1, "memjay.hits", "1", "memjay.misses", "0"),
                        highOf(1),
                        highOf(2, "memjay.hits", "1", "memjay.misses", "1"),
                        highOf(2, "db.operation.batch.size", "2"),
                        highOf(1),
                        highOf(2, "db.operation.batch.size", "2"),
                        highOf(1));
    }

    @Test
    void aServerIsNamedOnlyWhereOneTookPart() {
        try (MemcachedServer second = MemcachedServer.builder().start();
                Memjay memjay = Observed.open(
                        MemjayObservations.create(observed.registry), server.address(), second.address())) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                keys.add("k" + i);
            }
            memjay.strings().getAll(keys);
            memjay.strings().get("k");
        }
        List<Observation.Context> contexts = observed.ended();
        assertThat(low(contexts.get(0))).containsEntry("server.address", "none").containsEntry("server.port", "none");
        assertThat(low(contexts.get(1)).get("server.port")).matches("\\d+");
    }

    @Test
    void keysAreInObservationsOnlyIfAskedFor() {
        MemjayObservations telemetry =
                MemjayObservations.builder(observed.registry).captureKeys(true).build();
        try (Memjay memjay = Observed.open(telemetry, server.address())) {
            Keyspace<String, String> texts = memjay.strings().withPrefix("u:");
            texts.get("alice");
            texts.setAll(Map.of("bob", "1", "carol", "2"));
            List<Observation.Context> contexts = observed.ended();
            assertThat(high(contexts.get(0))).containsEntry("db.query.text", "get u:alice");
            assertThat(high(contexts.get(1)).get("db.query.text"))
                    .startsWith("BATCH set u:")
                    .contains(" u:bob")
                    .contains(" u:carol");

            List<String> many = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                many.add("key" + i);
            }
            texts.getAll(many);
            assertThat(high(observed.ended().get(0)).get("db.query.text"))
                    .hasSizeBetween(1_900, 2_020)
                    .startsWith("get u:key0 u:key1 ")
                    .matches(".* u:key\\d+ and \\d+ more");
        }
        try (Memjay memjay = observed.open(server)) {
            memjay.strings().get("alice");
            memjay.strings().getOrCompute("alice", key -> "1");
        }
        assertThat(observed.ended())
                .hasSize(4)
                .allSatisfy(context -> assertThat(context.toString()).doesNotContain("alice"));
    }

    @Test
    void aFailureIsAnError() throws Exception {
        String address;
        try (SocketChannel deaf =
                SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            address = "127.0.0.1:" + deaf.socket().getLocalPort(); // bound, and not listening: it refuses
            try (Memjay memjay = Observed.open(MemjayObservations.create(observed.registry), address)) {
                catchThrowable(() -> memjay.strings().get("a"));
                memjay.strings()
                        .withFailurePolicy(FailurePolicy.MISS)
                        .async()
                        .get("a")
                        .get();
            }
        }
        List<Observation.Context> contexts = observed.ended(2);
        assertThat(contexts).allSatisfy(context -> {
            assertThat(context.getError())
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining(address);
            assertThat(low(context)).containsEntry("error.type", ConnectionException.class.getName());
        });
        assertThat(high(contexts.get(0))).doesNotContainKey("memjay.swallowed");
        assertThat(high(contexts.get(1))).containsEntry("memjay.swallowed", "true");
    }

    /** Handlers put messages and stacks of errors into spans. */
    @Test
    void whatOthersSayIsInErrorsOnlyWithTheKeys() {
        ServerErrorException quoting =
                new ServerErrorException("the server said 'no route to alice'", MemjayException.Context.NONE, null);
        ConnectionException suppressing = new ConnectionException("lost", MemjayException.Context.NONE, null);
        suppressing.addSuppressed(quoting);
        List<RuntimeException> errors = List.of(
                quoting,
                new ConnectionException("lost", MemjayException.Context.NONE, quoting),
                suppressing,
                new IllegalStateException("alice"),
                new LoaderException("the loader failed", MemjayException.Context.NONE, new IOException("alice")));
        for (boolean captures : new boolean[] {true, false}) {
            MemjayObservations telemetry = MemjayObservations.builder(observed.registry)
                    .captureKeys(captures)
                    .build();
            try (Memjay memjay = Observed.open(telemetry, server.address())) {
                for (RuntimeException error : errors) {
                    Throwable thrown = catchThrowable(() -> memjay.strings().getOrCompute("k", key -> {
                        throw error;
                    }));
                    LoadContext load = observed.ended().stream()
                            .filter(LoadContext.class::isInstance)
                            .map(LoadContext.class::cast)
                            .findAny()
                            .orElseThrow();
                    assertThat(load.failure()).isSameAs(thrown);
                    assertThat(low(load))
                            .containsEntry("error.type", thrown.getClass().getName());
                    StringWriter stack = new StringWriter();
                    load.getError().printStackTrace(new PrintWriter(stack));
                    if (captures) {
                        assertThat(load.getError()).isSameAs(thrown);
                        assertThat(stack.toString()).contains("alice");
                    } else {
                        assertThat(load.getError())
                                .hasMessageContaining(thrown.getClass().getName());
                        assertThat(load.getError().getStackTrace()).isEqualTo(thrown.getStackTrace());
                        assertThat(stack.toString()).doesNotContain("alice");
                    }
                }
            }
        }
    }

    @Test
    void aConventionOfTheUsersNamesThem() {
        CallConvention own = new CallConvention() {
            @Override
            public String getName() {
                return "cache.call";
            }

            @Override
            public KeyValues getLowCardinalityKeyValues(CallContext context) {
                return CallConvention.super
                        .getLowCardinalityKeyValues(context)
                        .and("keyspace", context.info().keyspace());
            }
        };
        LoadConvention ownLoad = new LoadConvention() {
            @Override
            public String getContextualName(LoadContext context) {
                return "load of " + context.info().keyspace();
            }
        };
        MemjayObservations telemetry = MemjayObservations.builder(observed.registry)
                .callConvention(own)
                .loadConvention(ownLoad)
                .build();
        try (Memjay memjay = Observed.open(telemetry, server.address())) {
            memjay.strings().withName("users").getOrCompute("k", key -> "v");
        }
        List<Observation.Context> contexts = observed.ended();
        assertThat(contexts)
                .extracting(Observation.Context::getName)
                .containsExactly("cache.call", "cache.call", "memjay.load");
        assertThat(low(contexts.get(0))).containsEntry("keyspace", "users").containsEntry("db.operation.name", "get");
        assertThat(contexts.get(2).getContextualName()).isEqualTo("load of users");
    }

    @Test
    void aConventionOfTheRegistryNamesThem() {
        final class OfTheRegistry implements CallConvention, GlobalObservationConvention<CallContext> {
            @Override
            public String getName() {
                return "cache.call";
            }
        }
        observed.registry.observationConfig().observationConvention(new OfTheRegistry());
        try (Memjay memjay = observed.open(server)) {
            memjay.strings().get("k");
        }
        assertThat(observed.ended()).extracting(Observation.Context::getName).containsExactly("cache.call");
    }

    @Test
    void nothingIsMadeForARegistryThatDoesNothing() throws Exception {
        MemjayObservations noop = MemjayObservations.create(ObservationRegistry.NOOP);
        ObservationRegistry withoutHandlers = ObservationRegistry.create();
        MemjayObservations later = MemjayObservations.create(withoutHandlers);
        assertThat(noop.isEnabled()).isFalse();
        assertThat(later.isEnabled()).isFalse();
        try (Memjay memjay = Observed.open(noop, server.address());
                Memjay second = Observed.open(later, server.address())) {
            assertThat(memjay.strings().getOrCompute("k", key -> "v")).isEqualTo("v");
            assertThat(memjay.strings().async().get("k").get()).isEqualTo("v");
            second.strings().get("k");
            withoutHandlers.observationConfig().observationHandler(observed);
            second.strings().get("k");
        }
        assertThat(names(observed.ended())).containsExactly("get");
    }

    /** A large value and a generation hold other calls, as a load does, but are none. */
    @Test
    void theTimerOfLoadsTellsThemFromOtherCallsThatHoldCalls() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        observed.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        try (Memjay memjay = observed.open(server)) {
            LargeValues<byte[]> large = LargeValues.of(memjay.strings(), Codec.bytes());
            large.set("large", new byte[10], Duration.ofMinutes(1));
            large.get("large");
            Generations.of(memjay.strings(), "users").current();
            memjay.strings().getOrCompute("k", key -> "v");
        }
        assertThat(meters.get("memjay.load").timers())
                .extracting(timer -> timer.getId().getTag("db.operation.name") + " " + timer.count())
                .containsExactlyInAnyOrder("setLarge 1", "getLarge 1", "generation 1", "getOrCompute 1");
    }

    /** A handler of Micrometer makes timers of them, whose tags have to be the same each time. */
    @Test
    void timersAndTheirHistogramsComeFromTheRegistry() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        observed.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        try (Memjay memjay = observed.open(server)) {
            memjay.strings().getOrCompute("k", key -> "v");
            memjay.strings().getAll(List.of("k", "l"));
            catchThrowable(() -> memjay.strings().incr("k", 1));
        }
        assertThat(meters.get("memjay.operation").timers())
                .hasSize(3)
                .allSatisfy(timer -> assertThat(timer.getId().getTags())
                        .extracting("key")
                        .containsExactlyInAnyOrder(
                                "db.system.name",
                                "db.operation.name",
                                "server.address",
                                "server.port",
                                "error.type",
                                "error"));
        Timer gets =
                meters.get("memjay.operation").tag("db.operation.name", "get").timer();
        assertThat(gets.count()).isEqualTo(2);
        assertThat(meters.get("memjay.load")
                        .tags("db.operation.name", "getOrCompute", "memjay.keyspace", "default", "error", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
