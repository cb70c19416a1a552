package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.combine.Fallback;
import dev.memjay.combine.Retrying;
import dev.memjay.combine.Zones;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.MigrationStage;
import dev.memjay.model.RetryPolicy;
import dev.memjay.model.WriteLatch;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A codec that does not return holds up neither the event loop nor the deadline of its own calls. */
@Timeout(120)
class SlowDecodersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A timeout that is waited for, by which an answer has come though the machine does much else. */
    private static final Duration BRIEF = Duration.ofSeconds(2);

    private static final String SLOW = "slow";

    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch decoding = new CountDownLatch(1);
    private final AtomicReference<String> decodedOn = new AtomicReference<>("");
    private final MemcachedServer one = MemcachedServer.builder().start();
    private final MemcachedServer two = MemcachedServer.builder().start();
    private Memjay memjay;

    /** Text whose decoding waits for the test. */
    private final Codec<String> stuck = new Codec<>() {
        @Override
        public Encoded encode(String value) {
            return Codec.strings().encode(value);
        }

        @Override
        public String decode(Encoded encoded) {
            decodedOn.set(Thread.currentThread().getName());
            decoding.countDown();
            await(released);
            return Codec.strings().decode(encoded);
        }

        @Override
        public String toString() {
            return "a stuck codec";
        }
    };

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @BeforeEach
    void open() {
        memjay = builder(PATIENCE).build();
        memjay.strings().set(SLOW, "value");
    }

    private MemjayBuilder builder(Duration timeout) {
        return Memjay.builder()
                .servers("127.0.0.1:" + one.port(), "127.0.0.1:" + two.port())
                .timeout(timeout);
    }

    @AfterEach
    void close() {
        released.countDown();
        memjay.close();
        one.close();
        two.close();
    }

    /** A read that ends in the value of {@link #SLOW}. */
    record Kind(String name, Function<AsyncKeyspace<String, String>, CompletableFuture<String>> read) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("get", view -> view.get(SLOW)),
                new Kind("getOrDefault", view -> view.getOrDefault(SLOW, "default")),
                new Kind("gets", view -> view.gets(SLOW).thenApply(found -> found.value())),
                new Kind("gat", view -> view.gat(SLOW, Duration.ofHours(1))),
                new Kind("gats", view -> view.gats(SLOW, Duration.ofHours(1)).thenApply(found -> found.value())),
                new Kind("lookup", view -> view.lookup(SLOW).thenApply(SlowDecodersTest::found)),
                new Kind("getAll", view -> view.getAll(List.of(SLOW, "b", "c")).thenApply(all -> all.get(SLOW))),
                new Kind(
                        "getsAll",
                        view -> view.getsAll(List.of(SLOW, "b", "c"))
                                .thenApply(all -> all.get(SLOW).value())),
                new Kind(
                        "lookupAll",
                        view -> view.lookupAll(List.of(SLOW, "b", "c")).thenApply(all -> found(all.get(SLOW)))),
                new Kind("update", view -> view.update(SLOW, value -> value)),
                new Kind(
                        "getOrCompute",
                        view -> view.getOrCompute(SLOW, key -> CompletableFuture.completedFuture("loaded"))),
                new Kind(
                        "getAllOrCompute",
                        view -> view.getAllOrCompute(List.of(SLOW), keys -> CompletableFuture.completedFuture(Map.of()))
                                .thenApply(all -> all.get(SLOW))),
                new Kind("lease", view -> view.leases().lease(SLOW).thenApply(lease -> lease.value())));
    }

    private static String found(Lookup<String> answer) {
        if (answer instanceof Lookup.Failed<String> failed) {
            throw failed.error();
        }
        return answer.value();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void othersAreServedWhileACodecDecodes(Kind kind) {
        othersAreServed(kind.read().apply(memjay.strings().withCodec(stuck).async()));
    }

    /** All at once, each by a client of its own with its own decoding thread, so that there can be time to begin decoding. */
    @Test
    void theDeadlineHoldsWhileACodecDecodes() {
        Map<Kind, CompletableFuture<String>> all = new LinkedHashMap<>();
        List<Memjay> clients = new ArrayList<>();
        try {
            kinds().forEach(kind -> {
                Memjay client = builder(PATIENCE).build();
                clients.add(client);
                assertThat(client.awaitReady(PATIENCE)).isTrue();
                Keyspace<String, String> brief =
                        client.strings().withCodec(stuck).withTimeout(BRIEF);
                all.put(kind, kind.read().apply(brief.async()));
            });
            all.forEach(SlowDecodersTest::isLate);
        } finally {
            released.countDown();
            clients.forEach(Memjay::close);
        }
    }

    private static void isLate(Kind kind, CompletableFuture<String> late) {
        Throwable thrown = late.handle((value, error) -> error)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        if (kind.name().contains("Compute")) { // what cannot be read is loaded
            assertThat(late.isDone()).isTrue();
            return;
        }
        Throwable error = thrown.getCause() instanceof OperationTimeoutException cause ? cause : thrown;
        assertThat(error)
                .as(kind.name())
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("not decoded in time: its codec has not returned");
        assertThat(((OperationTimeoutException) error).phase()).isEqualTo(Phase.DECODING);
    }

    @Test
    void othersAreServedWhileALargeValueIsDecoded() {
        String large = "x".repeat(1 << 21);
        LargeValues.of(memjay.strings(), Codec.strings()).set("large", large);
        CompletableFuture<String> whole =
                LargeValues.of(memjay.strings(), stuck).async().get("large");
        othersAreServed(whole.thenApply(value -> value.equals(large) ? "value" : "another"));
        CompletableFuture<String> item =
                LargeValues.of(memjay.strings(), stuck).async().get(SLOW);
        assertThat(item).succeedsWithin(PATIENCE).isEqualTo("value");
    }

    @Test
    void othersAreServedWhileBuiltInTextIsExpanded() {
        Compression waiting = new Compression() {
            @Override
            public Encoded compress(Encoded encoded) {
                return Encoded.of(encoded.data(), encoded.flags() | 1 << 27);
            }

            @Override
            public boolean isMarked(int flags) {
                return (flags & 1 << 27) != 0;
            }

            @Override
            public Encoded expand(Encoded encoded) {
                decodedOn.set(Thread.currentThread().getName());
                decoding.countDown();
                await(released);
                return Encoded.of(encoded.data(), encoded.flags() & ~(1 << 27));
            }
        };
        Keyspace<String, String> texts = memjay.strings().withCompression(waiting);
        texts.set(SLOW, "value");
        othersAreServed(texts.async().get(SLOW));
        assertThat(texts.async().getAll(List.of(SLOW)).thenApply(all -> all.get(SLOW)))
                .succeedsWithin(PATIENCE)
                .isEqualTo("value");
    }

    @Test
    void othersAreServedWhileACopyIsDecoded() {
        for (DownNodePolicy policy : List.of(DownNodePolicy.rehash(Duration.ofHours(1)), DownNodePolicy.replica(1))) {
            try (Memjay detoured = builder(PATIENCE).downNodePolicy(policy).build()) {
                detoured.strings().set(SLOW, "value");
                CompletableFuture<String> slow =
                        detoured.strings().withCodec(stuck).async().get(SLOW);
                await(decoding);
                assertThat(detoured.strings().async().get("quick")).succeedsWithin(PATIENCE);
                released.countDown();
                assertThat(slow).succeedsWithin(PATIENCE).isEqualTo("value");
            }
        }
    }

    @Test
    void othersAreServedWhileAMigrationDecodes() {
        Memjay oldPool = Memjay.builder()
                .servers("127.0.0.1:" + one.port())
                .timeout(PATIENCE)
                .build();
        Memjay newPool = Memjay.builder()
                .servers("127.0.0.1:" + two.port())
                .timeout(PATIENCE)
                .build();
        try (Migration migration = Migration.between(oldPool, newPool)) {
            migration.stage(MigrationStage.WRITE_BOTH);
            migration.stage(MigrationStage.READ_NEW);
            oldPool.strings().set("moved", "value");
            Keyspace<String, String> texts = migration.client().strings();
            CompletableFuture<String> slow = texts.withCodec(stuck).async().get("moved");
            CompletableFuture<Map<String, String>> slowToo =
                    texts.withCodec(stuck).async().getAll(List.of("moved"));
            await(decoding);
            assertThat(texts.async().get("quick")).succeedsWithin(PATIENCE);
            CompletableFuture<String> late = texts.withCodec(stuck)
                    .withTimeout(Duration.ofMillis(100))
                    .async()
                    .get("moved");
            assertThat(late)
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(OperationTimeoutException.class);
            assertThat(decodedOn.get()).isEqualTo("memjay-decode");
            released.countDown();
            assertThat(slow).succeedsWithin(PATIENCE).isEqualTo("value");
            assertThat(slowToo).succeedsWithin(PATIENCE).isEqualTo(Map.of("moved", "value"));
        }
    }

    @Test
    void othersAreServedWhileRelaysDecode() {
        Keyspace<String, String> slow = memjay.strings().withCodec(stuck);
        Keyspace<String, String> relayed = Zones.of(
                "here",
                Map.of("here", Fallback.of(Retrying.of(slow, RetryPolicy.attempts(2)), slow), "there", slow),
                WriteLatch.ALL);
        othersAreServed(relayed.async().get(SLOW));
        assertThat(relayed.async().getAll(List.of(SLOW)).thenApply(all -> all.get(SLOW)))
                .succeedsWithin(PATIENCE)
                .isEqualTo("value");
    }

    /** A codec is being run by this future, which ends with "value". */
    private void othersAreServed(CompletableFuture<String> slow) {
        await(decoding);
        for (int i = 0; i < 20; i++) { // of both nodes
            assertThat(memjay.strings().async().get("quick" + i))
                    .succeedsWithin(PATIENCE)
                    .isNull();
        }
        assertThat(memjay.strings().async().set("quick", "1"))
                .succeedsWithin(PATIENCE)
                .isEqualTo(true);
        assertThat(memjay.strings().counters().async().get("quick"))
                .succeedsWithin(PATIENCE)
                .isEqualTo(1L);
        assertThat(slow).isNotDone();
        assertThat(decodedOn.get()).isEqualTo("memjay-decode");
        released.countDown();
        assertThat(slow).succeedsWithin(PATIENCE).isEqualTo("value");
    }

    @Test
    void aBlockingCallDecodesOnItsOwnThread() throws Exception {
        CompletableFuture<String> slow =
                memjay.strings().withCodec(stuck).async().get(SLOW);
        await(decoding);
        Codec<String> named = Codec.strings().map(text -> Thread.currentThread().getName(), text -> text);
        assertThat(memjay.strings().withCodec(named).get(SLOW))
                .isEqualTo(Thread.currentThread().getName());
        assertThat(slow).isNotDone();
    }

    @Test
    void anExecutorThatComesToNothingDoesNotHoldDeadlinesUp() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try (Memjay client = builder(PATIENCE).callbackExecutor(single).build()) {
            client.strings().set(SLOW, "value");
            CompletableFuture<String> slow =
                    client.strings().withCodec(stuck).async().get(SLOW);
            await(decoding);
            assertThat(decodedOn.get()).startsWith("pool-");
            AsyncKeyspace<String, String> brief =
                    client.strings().withTimeout(BRIEF).async();
            CompletableFuture<String> late = brief.get(SLOW);
            CompletableFuture<String> toldOn =
                    late.handle((value, error) -> Thread.currentThread().getName());
            assertThat(late)
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(OperationTimeoutException.class)
                    .withMessageContaining("others were ahead of it");
            // Unless it was late before this thread asked; on the event loop a callback might wait.
            assertThat(toldOn)
                    .succeedsWithin(PATIENCE)
                    .isIn("memjay-decode", Thread.currentThread().getName());
            // An error waits for the executor as well, and for no longer.
            assertThat(brief.incr(SLOW)).failsWithin(PATIENCE);
            released.countDown();
            assertThat(slow).succeedsWithin(PATIENCE).isEqualTo("value");
        } finally {
            single.shutdown();
        }
    }

    @Test
    void anExecutorThatRejectsLeavesDecodingToTheThread() {
        Executor rejecting = task -> {
            throw new IllegalArgumentException("of a test");
        };
        try (Memjay client = builder(PATIENCE).callbackExecutor(rejecting).build()) {
            client.strings().set(SLOW, "value");
            CompletableFuture<String> slow =
                    client.strings().withCodec(stuck).async().get(SLOW);
            othersAreServed(slow);
        }
    }

    @Test
    void callbacksOnTheDecodingThreadMayNotWait() {
        released.countDown();
        AsyncKeyspace<String, String> slow = memjay.strings().withCodec(stuck).async();
        CompletableFuture<Object> waited = new CompletableFuture<>();
        CompletableFuture<Object> blocked = new CompletableFuture<>();
        CompletableFuture<String> read = slow.get(SLOW);
        CountDownLatch attached = new CountDownLatch(1);
        // The latch keeps the decoder from being done before the callback hangs on it.
        Codec<String> held = stuck.map(
                value -> {
                    await(attached);
                    return value;
                },
                value -> value);
        CompletableFuture<String> late =
                memjay.strings().withCodec(held).async().get(SLOW);
        late.whenComplete((value, error) -> {
            try {
                slow.get(SLOW).join();
            } catch (Throwable e) {
                waited.complete(e);
            }
            try {
                memjay.strings().get(SLOW);
            } catch (Throwable e) {
                blocked.complete(e);
            }
        });
        attached.countDown();
        assertThat(read).succeedsWithin(PATIENCE);
        assertThat(waited).succeedsWithin(PATIENCE).isInstanceOf(IllegalStateException.class);
        assertThat(waited.join()).asString().contains("decoding thread", "callbackExecutor");
        assertThat(blocked).succeedsWithin(PATIENCE).isInstanceOf(IllegalStateException.class);
        assertThat(blocked.join()).asString().contains("decoding thread", "callbackExecutor");
    }

    @Test
    void closingEndsTheThreadAndFailsWhatIsNotDecoded() throws Exception {
        Memjay client = builder(PATIENCE).build();
        CompletableFuture<String> running =
                client.strings().withCodec(stuck).async().get(SLOW);
        await(decoding);
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("memjay-decode"))
                .findFirst()
                .orElseThrow();
        CompletableFuture<String> waiting =
                client.strings().withCodec(stuck).async().get(SLOW);
        client.close(Duration.ofMillis(50));
        assertThat(running)
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("closed");
        assertThat(waiting)
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("closed");
        released.countDown();
        thread.join(PATIENCE.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }
}
