package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Generations;
import dev.memjay.Keyspace;
import dev.memjay.LargeValues;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.combine.Fallback;
import dev.memjay.combine.Retrying;
import dev.memjay.combine.Zones;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.RetryPolicy;
import dev.memjay.model.WriteLatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Callbacks that block, call back, or throw hold nobody else up, and never run on another caller's thread. */
class CallbackTest {
    private TestServer server;
    private Memjay memjay;
    private Keyspace<String, String> texts;

    @BeforeEach
    void open() {
        server = TestServer.real();
        memjay = Patient.create("memcached://" + server.address());
        texts = memjay.strings();
        texts.set("key", "value");
    }

    @AfterEach
    void close() {
        assertThat(memjay.metrics().rescues()).isZero();
        memjay.close();
        server.close();
    }

    @Test
    void aCallbackThatBlocksHoldsNoBlockingCallerUp() {
        AtomicBoolean blocks = new AtomicBoolean();
        AtomicLong meanwhile = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        try (Crowd crowd = new Crowd().add(8, number -> {
            while (!over.get()) {
                boolean before = blocks.get();
                assertThat(texts.get("key")).isEqualTo("value");
                if (before && blocks.get()) {
                    meanwhile.incrementAndGet();
                }
            }
        })) {
            CompletableFuture<Void> callback = texts.async().get("key").thenAccept(value -> {
                blocks.set(true);
                Soon.until(() -> meanwhile.get() > 100 || crowd.hasFailed());
                blocks.set(false);
            });
            callback.join();
            over.set(true);
            crowd.join();
        }
    }

    @Test
    void aCallbackMayCallBackAsynchronously() {
        AtomicBoolean over = new AtomicBoolean();
        try (Crowd crowd = new Crowd().add(8, number -> {
            while (!over.get()) {
                assertThat(texts.get("key")).isEqualTo("value");
            }
        })) {
            CompletableFuture<String> chain = CompletableFuture.completedFuture("0");
            for (int i = 0; i < 500; i++) {
                int number = i;
                chain = chain.thenCompose(before -> texts.async()
                        .set("chain", Integer.toString(number))
                        .thenCompose(stored -> texts.async().get("chain")));
            }
            assertThat(chain.join()).isEqualTo("499");
            over.set(true);
            crowd.join();
        }
    }

    @Test
    void aBlockingCallInACallbackOfTheLoopFailsAtOnceAndNamesTheSetting() {
        try (FaultRelay relay = FaultRelay.to(server.port());
                Memjay client = memjay.toBuilder().servers(relay.address()).build()) {
            client.strings().get("key");
            relay.holdReplies(); // so that the callback is there before the reply
            CompletableFuture<String> inCallback = client.strings()
                    .async()
                    .get("key")
                    .thenApply(value -> client.strings().get("key"));
            relay.heal();

            assertThatThrownBy(inCallback::join)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callbackExecutor");
            assertThat(client.strings().async().get("key").join()).isEqualTo("value");
        }
    }

    /** Whatever a verb's future is made of: one call, one whose failures a policy hides, or several. */
    static Stream<Named<Function<Keyspace<String, String>, CompletableFuture<?>>>> asynchronousCalls() {
        return Stream.of(
                Named.of("get", texts -> texts.async().get("key")),
                Named.of(
                        "get under MISS",
                        texts -> texts.withFailurePolicy(FailurePolicy.MISS)
                                .async()
                                .get("key")),
                Named.of("getOrDefault", texts -> texts.async().getOrDefault("key", "none")),
                Named.of("getAll", texts -> texts.async().getAll(List.of("key", "none"))),
                Named.of("setAll", texts -> texts.async().setAll(Map.of("key", "1", "none", "2"))),
                Named.of("update", texts -> texts.async().update("key", old -> old)),
                Named.of("appendOrCreate", texts -> texts.async().appendOrCreate("key", "", Memjay.NEVER)),
                Named.of(
                        "getOrCompute", texts -> texts.async().getOrCompute("key", CompletableFuture::completedFuture)),
                Named.of(
                        "getAllOrCompute",
                        texts -> texts.async()
                                .getAllOrCompute(List.of("key"), keys -> CompletableFuture.completedFuture(Map.of()))),
                Named.of("lease", texts -> texts.async().leases().lease("key", Duration.ofSeconds(1))),
                Named.of(
                        "generation",
                        texts -> Generations.of(texts, "g").async().current()),
                Named.of(
                        "large value",
                        texts -> LargeValues.of(texts, Codec.strings()).async().get("key")),
                Named.of(
                        "retrying",
                        texts -> Retrying.of(texts, RetryPolicy.attempts(2))
                                .async()
                                .get("key")),
                Named.of(
                        "zones",
                        texts -> Zones.of("near", Map.of("near", texts), WriteLatch.ALL)
                                .async()
                                .set("key", "1")),
                Named.of("fallback", texts -> Fallback.of(texts, texts).async().get("key")));
    }

    @ParameterizedTest
    @MethodSource("asynchronousCalls")
    void waitingForAFutureInACallbackOfTheLoopFailsAtOnce(
            Function<Keyspace<String, String>, CompletableFuture<?>> call) {
        try (FaultRelay relay = FaultRelay.to(server.port());
                Memjay client = memjay.toBuilder()
                        .servers(relay.address())
                        .timeout(Duration.ofSeconds(20))
                        .build()) {
            client.strings().get("key");
            relay.holdReplies(); // so that the callback is there before the reply
            CompletableFuture<Object> inCallback = client.strings()
                    .async()
                    .get("key")
                    .thenApply(value -> call.apply(client.strings()).join());
            relay.heal();

            assertThat(inCallback)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContaining("callbackExecutor");
        }
    }

    @Test
    void blockingCallsAreAllowedOnTheCallbackExecutor() {
        ExecutorService executor = Executors.newFixedThreadPool(2, task -> new Thread(task, "callbacks"));
        try (Memjay client = memjay.toBuilder().callbackExecutor(executor).build()) {
            for (int i = 0; i < 50; i++) {
                String[] thread = new String[1];
                CompletableFuture<String> inCallback = client.strings()
                        .async()
                        .get("key")
                        .thenApplyAsync(
                                value -> {
                                    thread[0] = Thread.currentThread().getName();
                                    return client.strings().get("key");
                                },
                                executor);
                assertThat(inCallback.join()).isEqualTo("value");
                assertThat(thread[0]).isEqualTo("callbacks");
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void callbacksNeverRunOnAnotherCallersThread() {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        try (Crowd crowd = new Crowd().add(4, number -> {
            while (!over.get()) {
                texts.get("key");
            }
        })) {
            for (int i = 0; i < 2_000; i++) {
                texts.async()
                        .get("key")
                        .whenComplete((value, error) ->
                                threads.add(Thread.currentThread().getName()))
                        .join();
            }
            over.set(true);
            crowd.join();
        }
        assertThat(threads).noneMatch(name -> name.startsWith("crowd"));
    }

    @Test
    void callbacksAndCodecsThatThrowEvenErrorsLeaveEverythingInOrder() {
        Keyspace<String, String> bad = texts.withCodec(new Codec<String>() {
            @Override
            public Encoded encode(String value) {
                throw new StackOverflowError("a codec's");
            }

            @Override
            public String decode(Encoded encoded) {
                throw new OutOfMemoryError("a codec's");
            }
        });
        for (int i = 0; i < 10; i++) {
            texts.async().get("key").thenRun(() -> {
                throw new OutOfMemoryError("a callback's");
            });
            assertThatThrownBy(() -> bad.async().get("key").get(20, TimeUnit.SECONDS))
                    .rootCause()
                    .hasMessage("a codec's");
            assertThatThrownBy(() -> bad.get("key")).hasStackTraceContaining("a codec's");
            assertThatThrownBy(() -> bad.set("key", "x")).hasStackTraceContaining("a codec's");
            assertThat(texts.async().get("key").join()).isEqualTo("value");
            assertThat(texts.get("key")).isEqualTo("value");
        }
        assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
    }

    @Test
    void orTimeoutReleasesTheCallerAtOnce() {
        try (FaultRelay relay = FaultRelay.to(server.port());
                Memjay client = memjay.toBuilder().servers(relay.address()).build()) {
            client.strings().get("key");
            relay.holdReplies();
            CompletableFuture<String> future = client.strings().async().get("key");
            assertThatThrownBy(() -> future.orTimeout(50, TimeUnit.MILLISECONDS).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
            relay.heal();
            assertThat(client.strings().get("key")).isEqualTo("value");
            assertThat(client.metrics().nodes().get(0).disconnects()).isZero();
        }
    }
}
