package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.discovery.Fleet;
import dev.memjay.error.BulkException;
import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import dev.memjay.placement.Placement;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that wait for a discovery's first fleet, and what becomes of them. */
@Timeout(120)
class FirstFleetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FleetRecorder listener = new FleetRecorder();

    @Test
    void writesThatWaitInVainForTheFirstFleetAreTold() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        MemjayListener losses = new MemjayListener() {
            @Override
            public void postFailed(@Nullable Node node, Verb verb, MemjayException error) {
                told.add("post " + verb + " " + node + " " + error.getClass().getSimpleName());
            }

            @Override
            public void writeFailed(@Nullable Node node, Verb verb, String key, MemjayException error) {
                told.add(key + " " + node);
            }
        };
        Memjay memjay = Memjay.builder()
                .discovery(network -> {
                    throw new IOException("of a test");
                })
                .timeout(Duration.ofMillis(30))
                .listener(losses)
                .build();
        try (memjay) {
            Keyspace<String, String> texts = memjay.strings();
            texts.noreply().set("posted", "v");
            assertThat(List.of(take(told), take(told)))
                    .containsExactly("posted null", "post set null OperationTimeoutException");
            texts.noreply().setAll(Map.of("all", "v"));
            assertThat(List.of(take(told), take(told)))
                    .containsExactly("all null", "post setAll null OperationTimeoutException");
            assertThatExceptionOfType(OperationTimeoutException.class).isThrownBy(() -> texts.set("waited", "v"));
            assertThat(take(told)).isEqualTo("waited null");
            assertThat(texts.withFailurePolicy(FailurePolicy.MISS)
                            .deleteAll(List.of("some"))
                            .done())
                    .isEmpty();
            assertThat(take(told)).isEqualTo("some null");
            assertThatExceptionOfType(OperationTimeoutException.class).isThrownBy(() -> texts.get("read"));
            assertThat(texts.async().set("future", "v")).failsWithin(PATIENCE);
            assertThat(take(told)).isEqualTo("future null");
            assertThat(texts.lookupAll(List.of("read")).get("read")).isInstanceOf(Lookup.Failed.class);
            assertThat(texts.async().getAll(List.of("read")))
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(BulkException.class);
            assertThat(memjay.metrics().callsWithoutNodes()).isEqualTo(8);
            texts.withTimeout(PATIENCE).noreply().delete("open");
        }
        assertThat(List.of(take(told), take(told))).containsExactly("open null", "post delete null ClosedException");
        assertThat(told).isEmpty();
    }

    private static String take(BlockingQueue<String> told) throws InterruptedException {
        return String.valueOf(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void callsWaitForTheFirstFleet() throws Exception {
        CountDownLatch known = new CountDownLatch(1);
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.builder()
                        .discovery(network -> {
                            await(known);
                            return Fleet.of(List.of(Node.of("127.0.0.1", server.port())));
                        })
                        .timeout(PATIENCE)
                        .connectTimeout(PATIENCE)
                        .build()) {
            Keyspace<String, String> texts = memjay.strings();
            CompletableFuture<Boolean> single = texts.async().set("k", "v");
            CompletableFuture<Map<String, String>> bulk = texts.async().getAll(List.of("k", "l"));
            texts.noreply().set("posted", "v");
            CompletableFuture<Boolean> blocking = CompletableFuture.supplyAsync(() -> texts.set("l", "v"));
            assertThat(memjay.metrics().nodes()).isEmpty();

            known.countDown();

            assertThat(single.get()).isTrue();
            assertThat(bulk.get()).isNotNull();
            assertThat(blocking.get()).isTrue();
            assertThat(texts.getAll(List.of("k", "l", "posted"))).hasSize(3);
            assertThat(memjay.nodes()).containsExactly(Node.of("127.0.0.1", server.port()));
            assertThat(memjay.admin().ping().isComplete()).isTrue();
        }
    }

    @Test
    void callsGoOnInTheOrderInWhichTheyWereMade() throws Exception {
        CountDownLatch known = new CountDownLatch(1);
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.builder()
                        .discovery(network -> {
                            await(known);
                            return Fleet.of(List.of(Node.of("127.0.0.1", server.port())));
                        })
                        .timeout(PATIENCE)
                        .connectTimeout(PATIENCE)
                        .build()) {
            Keyspace<String, String> texts = memjay.strings();
            CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true);
            for (int i = 0; i < 50; i++) {
                last = texts.async().set("k", "awaited " + i);
                texts.noreply().set("k", "posted " + i);
            }

            known.countDown();

            assertThat(last.get()).isTrue();
            assertThat(texts.get("k")).isEqualTo("posted 49");
        }
    }

    @Test
    void aCallThatWaitsInVainSaysWhatTheDiscoveryMet() throws Exception {
        try (Memjay memjay = Memjay.builder()
                .discovery(network -> {
                    throw new IOException("the registry is away");
                })
                .timeout(Duration.ofMillis(300))
                .listener(listener)
                .build()) {
            listener.failures.take();
            Keyspace<String, String> texts = memjay.strings();
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() -> texts.get("k"))
                    .withMessageContaining("the registry is away");
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> texts.async().get("k").get())
                    .withCauseInstanceOf(OperationTimeoutException.class);
            assertThat(texts.withFailurePolicy(FailurePolicy.MISS).get("k")).isNull();
            assertThat(memjay.awaitReady(Duration.ofMillis(10))).isFalse();
        }
    }

    @Test
    void aFleetThatThePlacementRefusesIsALookThatFailed() throws Exception {
        Node refused = Node.of("127.0.0.1", 1);
        Placement choosy = new Placement() {
            @Override
            public String name() {
                return "choosy";
            }

            @Override
            public Ring ring(List<Node> nodes) {
                if (nodes.contains(refused)) {
                    throw new IllegalArgumentException("not this node");
                }
                return route -> 0;
            }
        };
        AtomicInteger looks = new AtomicInteger();
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = Memjay.builder()
                        .discovery(network -> switch (looks.incrementAndGet()) {
                            case 1 -> Fleet.of(List.of(refused));
                            case 2 -> Fleet.of(List.of(Node.of("127.0.0.1", server.port())));
                            case 3 -> Fleet.of(List.of(refused, Node.of("127.0.0.1", server.port())));
                            default -> {
                                await(new CountDownLatch(1));
                                throw new IOException("never");
                            }
                        })
                        .placement(choosy)
                        .discoveryInterval(Duration.ofMillis(100))
                        .timeout(PATIENCE)
                        .connectTimeout(PATIENCE)
                        .listener(listener)
                        .build()) {
            assertThat(listener.failures.take()).hasMessage("not this node");
            assertThat(listener.fleets.take()).hasSize(1);
            assertThat(listener.failures.take()).hasMessage("not this node");

            assertThat(memjay.strings().set("k", "v")).isTrue();
            assertThat(memjay.nodes()).containsExactly(Node.of("127.0.0.1", server.port()));
            assertThat(memjay.metrics().looks()).as("each counted once").isEqualTo(3);
            assertThat(memjay.metrics().failedLooks()).isEqualTo(2);
        }
    }

    @Test
    void closingEndsTheWaitAndTheLook() throws Exception {
        BlockingQueue<Thread> looking = new LinkedBlockingQueue<>();
        Memjay memjay = Memjay.builder()
                .discovery(network -> {
                    looking.add(Thread.currentThread());
                    await(new CountDownLatch(1));
                    throw new IOException("never");
                })
                .timeout(PATIENCE)
                .connectTimeout(PATIENCE)
                .build();
        Thread thread = looking.take();
        CompletableFuture<String> waiting = memjay.strings().async().get("k");

        memjay.close();

        thread.join();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(waiting::get)
                .withCauseInstanceOf(ClosedException.class);
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> memjay.strings().get("k"));
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> memjay.strings().noreply().set("k", "v"));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
