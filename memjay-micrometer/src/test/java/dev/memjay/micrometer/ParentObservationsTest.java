package dev.memjay.micrometer;

import static dev.memjay.micrometer.Observed.current;
import static dev.memjay.micrometer.Observed.low;
import static dev.memjay.micrometer.Observed.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.combine.Retrying;
import dev.memjay.error.CodecException;
import dev.memjay.model.RetryPolicy;
import dev.memjay.server.MemcachedServer;
import io.micrometer.observation.Observation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The observation that is current where a call is made is its parent, whatever thread it is made on and ends on. */
class ParentObservationsTest {
    private final MemcachedServer server = MemcachedServer.builder().start();
    private final Observed observed = new Observed();
    private final Memjay memjay = observed.open(server);
    private final Keyspace<String, String> texts = memjay.strings();
    private Observation request;
    private Observation.Scope scope;

    @BeforeEach
    void enter() {
        request = Observation.start("request", observed.registry);
        scope = request.openScope();
    }

    @AfterEach
    void close() {
        assertThat(current(observed.registry)).isSameAs(request.getContextView());
        scope.close();
        request.stop();
        memjay.close();
        server.close();
    }

    private static Observation.ContextView parent(Observation.Context context) {
        return context.getParentObservation() == null
                ? null
                : context.getParentObservation().getContextView();
    }

    private void assertInRequest(Observation.Context context) {
        assertThat(parent(context)).isSameAs(request.getContextView());
    }

    @Test
    void ofBlockingCalls() throws Exception {
        texts.set("a", "1");
        texts.getAll(List.of("a", "b"));
        assertThat(observed.ended(2)).allSatisfy(this::assertInRequest);

        scope.close();
        texts.get("a");
        assertThat(parent(observed.ended(1).get(0))).isNull();
        scope = request.openScope();
    }

    /** Its second attempt is begun by another thread. */
    @Test
    void ofAttemptsAfterAPause() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        Codec<String> failing = Codec.strings()
                .map(
                        text -> {
                            if (failures.getAndDecrement() > 0) {
                                throw new CodecException("of the test");
                            }
                            return text;
                        },
                        text -> text);
        texts.set("a", "1");
        RetryPolicy policy =
                RetryPolicy.attempts(2).pause(Duration.ofMillis(5)).retryFor(List.of(CodecException.class));
        assertThat(Retrying.of(memjay.keyspace(failing), policy)
                        .async()
                        .get("a")
                        .get(20, TimeUnit.SECONDS))
                .isEqualTo("1");
        assertThat(observed.ended(3)).allSatisfy(this::assertInRequest);
    }

    @Test
    void ofAsynchronousCallsAndWhatFollowsThem() throws Exception {
        CompletableFuture<Observation.ContextView> seen = new CompletableFuture<>();
        server.faults().delay(Duration.ofMillis(300)); // so that the call ends on another thread
        CompletableFuture<Boolean> following = texts.async().get("none").thenCompose(value -> {
            seen.complete(current(observed.registry));
            return texts.async().set("a", "1");
        });
        assertThat(following.get(20, TimeUnit.SECONDS)).isTrue();
        server.faults().clear();
        assertThat(seen.get()).isSameAs(request.getContextView());
        texts.async().getAll(List.of("a", "b")).get(20, TimeUnit.SECONDS);
        List<Observation.Context> contexts = observed.ended(3);
        assertThat(names(contexts)).containsExactly("get", "set", "get");
        assertThat(contexts).allSatisfy(this::assertInRequest);
    }

    @Test
    void ofNoreplyWrites() throws Exception {
        texts.noreply().set("a", "1");
        texts.noreply().setAll(Map.of("b", "2", "c", "3"));
        List<Observation.Context> contexts = observed.ended(2);
        assertThat(names(contexts)).containsExactlyInAnyOrder("set", "BATCH set");
        assertThat(contexts).allSatisfy(this::assertInRequest);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void ofCallsOnVirtualThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Runnable body = () -> {
                Observation.Scope own = request.openScope();
                texts.set("a", "1");
                texts.get("a");
                own.close();
            };
            threads.add((Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(observed.ended(40)).allSatisfy(this::assertInRequest);
    }

    @Test
    void ofALoadItsLoaderAndItsCommands() throws Exception {
        List<Observation.ContextView> loaders = new ArrayList<>();
        texts.getOrCompute("k", key -> {
            loaders.add(current(observed.registry));
            Observation.start("query", observed.registry)
                    .contextualName("query")
                    .stop();
            return texts.get("inner") == null ? "v" : "w";
        });
        List<Observation.Context> contexts = observed.ended(5);
        assertThat(names(contexts)).containsExactly("get", "query", "get", "set", "getOrCompute");
        assertLoad(contexts, loaders);

        loaders.clear();
        Throwable failure = catchThrowable(() -> texts.getOrCompute("bad", key -> {
            loaders.add(current(observed.registry));
            throw new IOException("of the test");
        }));
        contexts = observed.ended();
        assertLoad(contexts, loaders);
        assertThat(low(contexts.get(contexts.size() - 1)))
                .containsEntry("error.type", failure.getClass().getName());
    }

    @Test
    void ofAnAsynchronousLoadItsLoaderAndItsCommands() throws Exception {
        List<Observation.ContextView> loaders = new ArrayList<>();
        texts.async()
                .getOrCompute("k", key -> {
                    loaders.add(current(observed.registry));
                    return texts.async().get("inner").thenApply(value -> {
                        loaders.add(current(observed.registry));
                        return "v";
                    });
                })
                .get(20, TimeUnit.SECONDS);
        List<Observation.Context> contexts = observed.ended(4);
        assertThat(names(contexts)).containsExactly("get", "get", "set", "getOrCompute");
        assertThat(loaders).hasSize(2);
        assertLoad(contexts, loaders);
    }

    @Test
    void ofALoadOfManyKeys() throws Exception {
        List<Observation.ContextView> loaders = new ArrayList<>();
        texts.getAllOrCompute(List.of("k", "l"), keys -> {
            loaders.add(current(observed.registry));
            return Map.of("k", "1", "l", "2");
        });
        List<Observation.Context> contexts = observed.ended(3);
        assertThat(names(contexts)).containsExactly("get", "BATCH set", "getOrCompute");
        assertThat(Observed.high(contexts.get(2))).containsEntry("memjay.keys", "2");
        assertLoad(contexts, loaders);
    }

    /** The load is in the request, and all else in the load. */
    private void assertLoad(List<Observation.Context> contexts, List<Observation.ContextView> loaders) {
        Observation.Context load = contexts.get(contexts.size() - 1);
        assertThat(load).isInstanceOf(LoadContext.class);
        assertThat(load.getName()).isEqualTo("memjay.load");
        assertInRequest(load);
        assertThat(contexts.subList(0, contexts.size() - 1))
                .isNotEmpty()
                .allSatisfy(context -> assertThat(parent(context)).isSameAs(load));
        assertThat(loaders).isNotEmpty().allSatisfy(loader -> assertThat(loader).isSameAs(load));
    }

    /** What a predicate keeps out is not between a call and its caller. */
    @Test
    void ofCallsInALoadThatNobodyWants() throws Exception {
        observed.registry.observationConfig().observationPredicate((name, context) -> !name.equals("memjay.load"));
        List<Observation.ContextView> loaders = new ArrayList<>();
        server.faults().delay(Duration.ofMillis(300)); // so that the loader runs on another thread
        texts.async()
                .getOrCompute("k", key -> {
                    loaders.add(current(observed.registry));
                    return CompletableFuture.completedFuture("v");
                })
                .get(20, TimeUnit.SECONDS);
        server.faults().clear();
        List<Observation.Context> contexts = observed.ended(2);
        assertThat(names(contexts)).containsExactly("get", "set");
        assertThat(contexts).allSatisfy(this::assertInRequest);
        assertThat(loaders).hasSize(1);
        assertThat(loaders.get(0)).isSameAs(request.getContextView());
    }
}
