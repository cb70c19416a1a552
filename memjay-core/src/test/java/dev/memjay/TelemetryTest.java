package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.codec.Codec;
import dev.memjay.combine.Retrying;
import dev.memjay.error.CodecException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import dev.memjay.model.RetryPolicy;
import dev.memjay.model.Telemetry;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ReceivedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each call is reported once from its start on its caller's thread to its end, in whatever way it ends. */
class TelemetryTest {
    /** The call whose context is current on this thread, as a tracer keeps it. */
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private final MemcachedServer server = MemcachedServer.builder().start();
    private final MemcachedServer second = MemcachedServer.builder().start();
    private final Recorder recorder = new Recorder();
    private Memjay opened;

    @AfterEach
    void close() {
        CURRENT.remove();
        if (opened != null) {
            opened.close();
        }
        server.close();
        second.close();
    }

    /** A call as it was told: what began, below what, and how it ended. */
    private record Told(CallInfo info, String parent, Thread starter, CallResult result) {
        @Override
        public String toString() {
            Throwable error = result.error();
            return parent + " > " + info.keyspace() + " " + info.kind() + " " + info.operation() + " " + info.verb()
                    + " of "
                    + info.keyCount() + ": " + result.hits() + "+" + result.misses() + "+" + result.stale()
                    + (error == null ? "" : " " + error.getClass().getSimpleName())
                    + (result.swallowed() ? " swallowed" : "");
        }
    }

    private static final class Recorder implements Telemetry {
        final LinkedBlockingQueue<Told> told = new LinkedBlockingQueue<>();

        @Override
        public Runnable carry(Runnable work) {
            String here = CURRENT.get();
            return () -> {
                String before = CURRENT.get();
                CURRENT.set(here);
                try {
                    work.run();
                } finally {
                    CURRENT.set(before);
                }
            };
        }

        @Override
        public Started start(CallInfo call) {
            String parent = String.valueOf(CURRENT.get());
            Thread starter = Thread.currentThread();
            return new Started() {
                @Override
                public void end(CallResult result) {
                    told.add(new Told(call, parent, starter, result));
                }

                @Override
                public <T> Callable<T> wrap(Callable<T> work) {
                    return () -> {
                        String before = CURRENT.get();
                        CURRENT.set(call.operation());
                        try {
                            return work.call();
                        } finally {
                            CURRENT.set(before);
                        }
                    };
                }

                @Override
                public Runnable wrap(Runnable callback) {
                    return () -> {
                        String before = CURRENT.get();
                        CURRENT.set(parent);
                        try {
                            callback.run();
                        } finally {
                            CURRENT.set(before);
                        }
                    };
                }
            };
        }

        Told next() throws InterruptedException {
            Told next = told.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("the end of a call").isNotNull();
            return next;
        }
    }

    private static String address(MemcachedServer of) {
        return of.host() + ":" + of.port();
    }

    /** Bound, and not listening: its address refuses for as long as it is open. */
    private static SocketChannel deaf() throws IOException {
        return SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private Memjay open(Telemetry telemetry, String... servers) {
        opened = Memjay.builder()
                .servers(servers)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .telemetry(telemetry)
                .build();
        return opened;
    }

    private Keyspace<String, String> texts() {
        return open(recorder, address(server)).strings().withName("users");
    }

    private List<String> told() {
        List<Told> all = new ArrayList<>();
        recorder.told.drainTo(all);
        return all.stream().map(Told::toString).toList();
    }

    @Test
    void blockingCalls() throws Exception {
        CURRENT.set("request");
        Keyspace<String, String> texts = texts();
        texts.set("a", "1");
        texts.get("a");
        texts.withPrefix("x:").get("missing");
        texts.gets("a");
        texts.getAll(List.of("a", "b", "a"));
        texts.getAll(List.of());
        texts.setAll(Map.of("c", "3", "d", "4"));
        texts.incr("none");
        texts.withName("others").delete("a");
        opened.strings().contains("c");
        assertThat(told())
                .containsExactly(
                        "request > users CLIENT set set of 1: 0+0+0",
                        "request > users CLIENT get get of 1: 1+0+0",
                        "request > users CLIENT get get of 1: 0+1+0",
                        "request > users CLIENT gets gets of 1: 1+0+0",
                        "request > users CLIENT get getAll of 2: 1+1+0",
                        "request > users CLIENT set setAll of 2: 0+0+0",
                        "request > users CLIENT incr incr of 1: 0+0+0",
                        "request > others CLIENT delete delete of 1: 0+0+0",
                        "request > default CLIENT get contains of 1: 1+0+0");

        texts.withPrefix("x:").get("k");
        Told last = recorder.next();
        assertThat(last.info().keys().get()).containsExactly("x:k");
        assertThat(last.info().node()).isEqualTo(opened.nodes().get(0));
        assertThat(last.result().nodes()).containsExactly(opened.nodes().get(0));
        assertThat(last.result().nanos()).isPositive();
        assertThat(last.starter()).isSameAs(Thread.currentThread());
    }

    @Test
    void aBulkCallOverSeveralNodesIsOne() throws Exception {
        Memjay memjay = open(recorder, address(server), address(second));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            keys.add("k" + i);
        }
        memjay.strings().getAll(keys);
        memjay.strings().async().getAll(keys).get();
        memjay.strings().noreply().deleteAll(keys);
        for (int i = 0; i < 3; i++) {
            Told call = recorder.next();
            assertThat(call.info().keyCount()).isEqualTo(50);
            assertThat(call.info().node()).isNull();
            if (i < 2) {
                assertThat(call.result().nodes()).containsExactlyInAnyOrderElementsOf(memjay.nodes());
                assertThat(call.result().misses()).isEqualTo(50);
            }
        }
        assertThat(told()).isEmpty();
    }

    @Test
    void asynchronousCallsBeginWithTheirCallerAndEndBeforeItsCallbacks() throws Exception {
        AsyncKeyspace<String, String> texts = texts().async();
        CURRENT.set("request");
        CompletableFuture<List<String>> seen = new CompletableFuture<>();
        texts.set("a", "1").get();
        recorder.next();
        CompletableFuture<String> call = texts.get("a");
        call.whenComplete((value, error) -> {
            List<String> all = new ArrayList<>(told());
            all.add("callback in " + CURRENT.get());
            seen.complete(all);
        });
        assertThat(call.get()).isEqualTo("1");
        assertThat(seen.get(20, TimeUnit.SECONDS))
                .contains("request > users CLIENT get get of 1: 1+0+0")
                .last()
                .isIn("callback in request"); // in its caller's context, or on its caller's thread
    }

    @Test
    void waitingForAFutureOnTheEventLoopIsRefusedWithAFollowerToo() throws Exception {
        AsyncKeyspace<String, String> texts = texts().async();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<Boolean> first = texts.set("a", "1");
        first.thenRun(() -> thrown.complete(
                catchThrowable(() -> texts.get("never-there-yet").join())));
        Throwable error = thrown.get(20, TimeUnit.SECONDS);
        if (error != null) { // else the callback ran on this thread, the future being there already
            assertThat(error).isInstanceOf(IllegalStateException.class).hasMessageContaining("callbackExecutor");
        }
    }

    @Test
    void noreplyWritesEndWithTheirAnswers() throws Exception {
        Keyspace<String, String> texts = texts();
        CURRENT.set("request");
        texts.noreply().set("a", "1");
        texts.noreply().setAll(Map.of("b", "2"));
        texts.noreply().incr("a", 1);
        assertThat(List.of(
                        recorder.next().toString(),
                        recorder.next().toString(),
                        recorder.next().toString()))
                .containsExactlyInAnyOrder(
                        "request > users CLIENT set set of 1: 0+0+0",
                        "request > users CLIENT set setAll of 1: 0+0+0",
                        "request > users CLIENT incr incr of 1: 0+0+0");
    }

    @Test
    void keysThatCouldNotBeReadAreNeitherHitsNorMisses() {
        MemcachedServer gone = MemcachedServer.start();
        Memjay memjay = open(recorder, address(server), address(gone));
        assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
        String here = keyOf(memjay, server);
        String there = keyOf(memjay, gone);
        Keyspace<String, String> texts = memjay.strings().withName("half");
        texts.set(here, "v");
        gone.close();
        assertThat(catchThrowable(() -> texts.getAllOrCompute(List.of(here, there), keys -> Map.of())))
                .isInstanceOf(MemjayException.class);
        assertThat(keyspace("half").hits()).isEqualTo(1);
        assertThat(keyspace("half").misses()).isZero();
    }

    private static String keyOf(Memjay memjay, MemcachedServer owner) {
        for (int i = 0; ; i++) {
            if (memjay.nodeFor("key" + i).port() == owner.port()) {
                return "key" + i;
            }
        }
    }

    @Test
    void cancellingEndsACall() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Memjay memjay = open(recorder, "127.0.0.1:" + silent.getLocalPort());
            CompletableFuture<String> call = memjay.strings().async().get("a");
            call.cancel(false);
            assertThat(recorder.next().toString())
                    .isEqualTo("null > default CLIENT get get of 1: 0+0+0 CancellationException");
            assertThat(told()).isEmpty();
        }
    }

    @Test
    void failuresEndACallOnceWhateverBecomesOfThem() throws Exception {
        try (SocketChannel deaf = deaf()) {
            Keyspace<String, String> texts =
                    open(recorder, "127.0.0.1:" + deaf.socket().getLocalPort()).strings();
            assertThat(catchThrowable(() -> texts.get("a"))).isInstanceOf(ConnectionException.class);
            assertThat(recorder.next().toString())
                    .startsWith("null > default CLIENT get get of 1: 0+0+0 ")
                    .endsWith("Exception");
            Keyspace<String, String> misses =
                    texts.withFailurePolicy(FailurePolicy.MISS).withName("m");
            assertThat(misses.get("a")).isNull();
            assertThat(recorder.next().toString()).endsWith("Exception swallowed");
            assertThat(misses.async().get("a").get()).isNull();
            assertThat(recorder.next().toString()).endsWith("Exception swallowed");
            assertThat(misses.getAll(List.of("a", "b"))).isEmpty();
            assertThat(recorder.next().toString()).endsWith("Exception swallowed");
            texts.lookup("a");
            assertThat(recorder.next().toString())
                    .startsWith("null > default CLIENT get lookup of 1")
                    .endsWith("Exception");
            texts.noreply().delete("a");
            assertThat(recorder.next().result().error()).isInstanceOf(MemjayException.class);

            opened.close();
            catchThrowable(() -> texts.get("a"));
            assertThat(recorder.next().toString()).endsWith("ClosedException");
            catchThrowable(() -> texts.noreply().set("a", "1"));
            assertThat(recorder.next().toString()).endsWith("ClosedException");
            assertThat(texts.async().get("a")).isCompletedExceptionally();
            assertThat(recorder.next().toString()).endsWith("ClosedException");
            assertThat(told()).isEmpty();
            assertThat(keyspace("m").swallowed()).containsExactly(Map.entry(FailureKind.CONNECTION, 3L));
        }
    }

    @Test
    void whatIsRefusedBeforeAnythingIsAskedIsNoCall() {
        Keyspace<String, String> texts = texts();
        catchThrowable(() -> texts.get("has a space"));
        catchThrowable(() -> texts.getAll(List.of("has a space")));
        catchThrowable(() -> texts.getOrCompute("has a space", key -> "v"));
        catchThrowable(() -> texts.getAllOrCompute(List.of("has a space"), keys -> Map.of()));
        assertThat(told()).isEmpty();
    }

    @Test
    void aTimeoutAndAnInterruptEndACall() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Keyspace<String, String> texts =
                    open(recorder, "127.0.0.1:" + silent.getLocalPort()).strings();
            catchThrowable(() -> texts.withTimeout(Duration.ofMillis(20)).get("a"));
            assertThat(recorder.next().result().error()).isInstanceOf(OperationTimeoutException.class);
            Thread.currentThread().interrupt();
            catchThrowable(() -> texts.get("a"));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(recorder.next().toString()).endsWith("InterruptedCallException");
        }
    }

    @Test
    void aLoadHoldsItsLoaderAndItsCommands() throws Exception {
        Keyspace<String, String> texts = texts();
        CURRENT.set("request");
        List<String> loaders = new ArrayList<>();
        assertThat(texts.getOrCompute("k", key -> {
                    loaders.add(CURRENT.get());
                    return texts.get("inner") == null ? "v" : "w";
                }))
                .isEqualTo("v");
        assertThat(loaders).containsExactly("getOrCompute");
        assertThat(CURRENT.get()).isEqualTo("request");
        assertThat(told())
                .containsExactly(
                        "getOrCompute > users CLIENT get getOrCompute of 1: 0+1+0",
                        "getOrCompute > users CLIENT get get of 1: 0+1+0",
                        "getOrCompute > users CLIENT set complete of 1: 0+0+0",
                        "request > users INTERNAL getOrCompute getOrCompute of 1: 0+1+0");
        texts.getOrCompute("k", key -> "not asked");
        assertThat(told())
                .containsExactly(
                        "getOrCompute > users CLIENT get getOrCompute of 1: 1+0+0",
                        "request > users INTERNAL getOrCompute getOrCompute of 1: 1+0+0");
        catchThrowable(() -> texts.getOrCompute("bad", key -> {
            throw new IOException("of the test");
        }));
        assertThat(List.of(
                        recorder.next().toString(),
                        recorder.next().toString(),
                        recorder.next().toString()))
                .containsExactlyInAnyOrder(
                        "getOrCompute > users CLIENT get getOrCompute of 1: 0+1+0",
                        "getOrCompute > users CLIENT delete abandon of 1: 0+0+0",
                        "request > users INTERNAL getOrCompute getOrCompute of 1: 0+1+0 LoaderException");

        Metrics.OfKeyspace counted = keyspace("users");
        assertThat(counted.hits()).isEqualTo(1);
        assertThat(counted.misses()).isEqualTo(3);
        assertThat(counted.loads()).isEqualTo(1);
        assertThat(counted.failedLoads()).isEqualTo(1);
        assertThat(counted.loadNanos()).isPositive();
    }

    @Test
    void anAsynchronousLoadHoldsItsLoaderAndItsCommands() throws Exception {
        AsyncKeyspace<String, String> texts = texts().async();
        CURRENT.set("request");
        CompletableFuture<String> inLoader = new CompletableFuture<>();
        assertThat(texts.getOrCompute("k", key -> {
                            inLoader.complete(CURRENT.get());
                            return CompletableFuture.supplyAsync(() -> "v");
                        })
                        .get(20, TimeUnit.SECONDS))
                .isEqualTo("v");
        assertThat(inLoader.get()).isEqualTo("getOrCompute");
        assertThat(told())
                .containsExactly(
                        "getOrCompute > users CLIENT get getOrCompute of 1: 0+1+0",
                        "getOrCompute > users CLIENT set complete of 1: 0+0+0",
                        "request > users INTERNAL getOrCompute getOrCompute of 1: 0+1+0");
        assertThat(texts.getAllOrCompute(Set.of("k", "l"), keys -> CompletableFuture.completedFuture(Map.of("l", "w")))
                        .get(20, TimeUnit.SECONDS))
                .containsOnlyKeys("k", "l");
        assertThat(told()).last().isEqualTo("request > users INTERNAL getOrCompute getOrCompute of 2: 1+1+0");
    }

    /** What carries a call over a pause may fail, too, and the call goes on all the same. */
    @Test
    void attemptsAfterAPauseGoOnWhateverTheCarrierDoes() throws Exception {
        for (boolean isBad : new boolean[] {true, false}) {
            Telemetry carrying = new Telemetry() {
                @Override
                public Started start(CallInfo call) {
                    return recorder.start(call);
                }

                @Override
                public Runnable carry(Runnable work) {
                    if (isBad) {
                        throw new IllegalStateException("of the test");
                    }
                    Runnable carried = recorder.carry(work);
                    return () -> {
                        carried.run();
                        carried.run();
                    };
                }
            };
            AtomicInteger left = new AtomicInteger(2);
            Codec<String> codec = Codec.strings()
                    .map(
                            text -> {
                                if (left.getAndDecrement() > 0) {
                                    throw new CodecException("of the test");
                                }
                                return text;
                            },
                            text -> text);
            Keyspace<String, String> texts = open(carrying, address(server)).keyspace(codec);
            texts.set("a", "1");
            told();
            CURRENT.set("request");
            Keyspace<String, String> retrying = Retrying.of(
                    texts, RetryPolicy.attempts(3).pause(Duration.ofMillis(1)).retryFor(List.of(CodecException.class)));
            assertThat(retrying.async().get("a").get(20, TimeUnit.SECONDS)).isEqualTo("1");
            assertThat(told())
                    .hasSize(isBad ? 1 : 3)
                    .allSatisfy(call -> assertThat(call).startsWith("request > default CLIENT get get of 1: 1+0+0"));
            opened.close();
        }
    }

    @Test
    void aLargeValueIsOneCall() throws Exception {
        LargeValues<String> large = LargeValues.of(texts(), Codec.strings()).chunkLength(1024);
        CURRENT.set("request");
        String value = "v".repeat(3_000);
        large.set("k", value);
        assertThat(told())
                .containsExactly(
                        "setLarge > users CLIENT set setAll of 3: 0+0+0",
                        "setLarge > users CLIENT set set of 1: 0+0+0",
                        "request > users INTERNAL setLarge setLarge of 1: 0+0+0");
        assertThat(large.get("k")).isEqualTo(value);
        assertThat(told())
                .containsExactly(
                        "getLarge > users CLIENT get get of 1: 1+0+0",
                        "getLarge > users CLIENT get getAll of 3: 3+0+0",
                        "request > users INTERNAL getLarge getLarge of 1: 1+0+0");
        assertThat(large.async().set("k", value).get()).isTrue();
        assertThat(large.async().get("k").get()).isEqualTo(value);
        assertThat(told())
                .containsSubsequence(
                        "request > users INTERNAL setLarge setLarge of 1: 0+0+0",
                        "getLarge > users CLIENT get getAll of 3: 3+0+0",
                        "request > users INTERNAL getLarge getLarge of 1: 1+0+0");
        assertThat(large.get("none")).isNull();
        assertThat(told())
                .containsExactly(
                        "getLarge > users CLIENT get get of 1: 0+1+0",
                        "request > users INTERNAL getLarge getLarge of 1: 0+1+0");
        large.delete("k");
        assertThat(told()).containsExactly("request > users CLIENT delete delete of 1: 0+0+0");
        assertThat(keyspace("users").hits()).isEqualTo(2);
        assertThat(keyspace("users").misses()).isEqualTo(1);

        catchThrowable(() -> large.get("has a space"));
        catchThrowable(() -> large.set("has a space", value));
        catchThrowable(() -> large.async().get("has a space").join());
        catchThrowable(() -> large.async().set("has a space", value).join());
        assertThat(told()).isEmpty();
    }

    /** A part of it was evicted, so that there is no value. */
    @Test
    void aLargeValueWithoutOneOfItsPartsIsAMiss() throws Exception {
        opened = Memjay.builder()
                .servers(address(server))
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        Keyspace<String, String> texts = opened.strings().withName("users");
        LargeValues<String> large = LargeValues.of(texts, Codec.strings()).chunkLength(1024);
        large.set("k", "v".repeat(3_000));
        assertThat(large.get("k")).isNotNull();
        String part = server.requests().stream()
                .map(ReceivedRequest::line)
                .filter(line -> line.startsWith("ms ") && !line.startsWith("ms k "))
                .map(line -> line.split(" ")[1])
                .findFirst()
                .orElseThrow();
        assertThat(texts.delete(part)).isTrue();
        assertThat(large.get("k")).isNull();
        assertThat(large.async().get("k").get()).isNull();
        assertThat(keyspace("users").hits()).isEqualTo(1);
        assertThat(keyspace("users").misses()).isEqualTo(2);
    }

    @Test
    void aFailureThatWasSwallowedIsNoMissOfALargeValue() throws IOException {
        try (SocketChannel deaf = deaf()) {
            Memjay memjay = open(recorder, "127.0.0.1:" + deaf.socket().getLocalPort());
            Keyspace<String, String> texts = memjay.strings().withName("users").withFailurePolicy(FailurePolicy.MISS);
            assertThat(LargeValues.of(texts, Codec.strings()).get("k")).isNull();
            assertThat(told())
                    .last(InstanceOfAssertFactories.STRING)
                    .startsWith("null > users INTERNAL getLarge getLarge of 1: 0+0+0");
            assertThat(keyspace("users").misses()).isZero();
        }
    }

    @Test
    void aGenerationIsOneCallAndNoReadOfTheKeyspace() throws Exception {
        Keyspace<String, String> texts = texts();
        Generations<String, String> generations = Generations.of(texts, "part");
        CURRENT.set("request");
        generations.current();
        assertThat(told())
                .containsExactly(
                        "generation > users CLIENT get get of 1: 0+1+0",
                        "generation > users CLIENT add add of 1: 0+0+0",
                        "request > users INTERNAL generation generation of 1: 0+0+0");
        generations.async().current().get().set("a", "1");
        assertThat(told())
                .containsExactly(
                        "generation > users CLIENT get get of 1: 1+0+0",
                        "request > users INTERNAL generation generation of 1: 0+0+0",
                        "request > users CLIENT set set of 1: 0+0+0");
        generations.empty();
        assertThat(told()).containsExactly("request > users CLIENT set set of 1: 0+0+0");
        assertThat(keyspace("users").hits()).isZero();
        assertThat(keyspace("users").misses()).isZero();
        generations.current().get("a");
        assertThat(keyspace("users").misses()).isEqualTo(1);
        assertThat(keyspace("users").hits()).isZero();
    }

    private Metrics.OfKeyspace keyspace(String name) {
        return opened.metrics().keyspaces().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void keyspacesAreCountedWithoutAFollower() throws Exception {
        opened = Memjay.builder()
                .servers(address(server))
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        Keyspace<String, String> users = opened.strings().withName("users");
        users.set("a", "1");
        users.get("a");
        users.get("b");
        users.async().get("a").get();
        users.getAll(List.of("a", "b", "c"));
        users.lookup("a");
        users.gets("b");
        opened.strings().get("a");
        assertThat(keyspace("users").hits()).isEqualTo(4);
        assertThat(keyspace("users").misses()).isEqualTo(4);
        assertThat(keyspace("default").hits()).isEqualTo(1);
        users.invalidate("a", Duration.ofMinutes(1));
        users.lookup("a");
        assertThat(keyspace("users").stale()).isEqualTo(1);
    }

    @Test
    void whoThrowsIsNeverCalledAgainAndHarmsNobody() throws Exception {
        List<String> calls = new ArrayList<>();
        Telemetry bad = call -> {
            calls.add("start");
            return new Telemetry.Started() {
                @Override
                public void end(CallResult result) {
                    calls.add("end");
                    throw new StackOverflowError("of the test");
                }

                @Override
                public <T> Callable<T> wrap(Callable<T> work) {
                    calls.add("wrap");
                    throw new IllegalStateException("of the test");
                }
            };
        };
        Keyspace<String, String> texts = open(bad, address(server)).strings();
        assertThat(texts.getOrCompute("a", key -> "1")).isEqualTo("1");
        assertThat(texts.get("a")).isEqualTo("1");
        assertThat(texts.async().get("a").get()).isEqualTo("1");
        assertThat(calls).containsExactly("start", "wrap");
    }

    @Test
    void aLoaderRunsOnceHoweverItsWrapperCallsIt() {
        for (int times = 0; times <= 2; times++) {
            int calls = times;
            Telemetry odd = call -> new Telemetry.Started() {
                @Override
                public void end(CallResult result) {}

                @Override
                public <T> Callable<T> wrap(Callable<T> work) {
                    return () -> {
                        T last = null;
                        for (int i = 0; i < calls; i++) {
                            last = work.call();
                        }
                        return last;
                    };
                }
            };
            List<String> loads = new ArrayList<>();
            Keyspace<String, String> texts = open(odd, address(server)).strings();
            assertThat(texts.getOrCompute("k" + times, key -> {
                        loads.add(key);
                        return "v";
                    }))
                    .isEqualTo("v");
            assertThat(loads).hasSize(1);
            assertThat(catchThrowable(() -> texts.getOrCompute("bad" + calls, key -> {
                        throw new IOException("of the test");
                    })))
                    .isInstanceOf(LoaderException.class);
            assertThat(catchThrowable(() -> texts.async()
                            .getOrCompute("worse" + calls, key -> {
                                throw new IOException("of the test");
                            })
                            .join()))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(LoaderException.class);
            opened.close();
        }
    }
}
