package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.codec.Codec;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.Telemetry;
import dev.memjay.server.MemcachedServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the time of a call went, and how much it carried. */
class CallDetailsTest {
    private static final Duration DELAY = Duration.ofMillis(60);

    private final MemcachedServer server = MemcachedServer.start();
    private final LinkedBlockingQueue<CallResult> clientCalls = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<CallResult> internalCalls = new LinkedBlockingQueue<>();
    private final Memjay memjay = open(server.host() + ":" + server.port());

    private Memjay open(String address) {
        Telemetry telemetry = call -> (call.kind() == CallInfo.Kind.CLIENT ? clientCalls : internalCalls)::add;
        return Memjay.builder()
                .servers(address)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .telemetry(telemetry)
                .build();
    }

    @AfterEach
    void close() {
        memjay.close();
        server.close();
    }

    private static CallResult next(LinkedBlockingQueue<CallResult> results) throws InterruptedException {
        CallResult next = results.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("the end of a call").isNotNull();
        return next;
    }

    private void assertNextCarried(long read, long written) throws InterruptedException {
        CallResult result = next(clientCalls);
        assertThat(List.of(result.valueBytesRead(), result.valueBytesWritten())).containsExactly(read, written);
    }

    @Test
    void bytesOfValues() throws Exception {
        Keyspace<String, String> texts = memjay.strings();
        texts.set("a", "12345");
        assertNextCarried(0, 5);
        texts.get("a");
        assertNextCarried(5, 0);
        texts.async().get("a").get();
        assertNextCarried(5, 0);
        texts.get("none");
        assertNextCarried(0, 0);
        texts.set("u", "\u00fc\u20ac\ud83d\ude00"); // of two, three and four bytes
        assertNextCarried(0, 9);
        texts.get("u");
        assertNextCarried(9, 0);
        texts.setAll(Map.of("b", "12", "c", "123"));
        assertNextCarried(0, 5);
        texts.getAll(List.of("a", "b", "none"));
        assertNextCarried(7, 0);
        memjay.bytes().getAll(List.of("a", "u"));
        assertNextCarried(14, 0);
        texts.noreply().set("a", "1");
        assertNextCarried(0, 1);
        texts.lookup("a");
        assertNextCarried(1, 0);
        texts.incr("none");
        assertNextCarried(0, 0);

        texts.getOrCompute("k", key -> "1234");
        CallResult load = next(internalCalls);
        assertThat(load.valueBytesWritten()).isEqualTo(4);
        assertThat(load.valueBytesRead()).isZero();
        assertThat(load.nodes()).isEqualTo(memjay.nodes());
        assertThat(load.phaseNanos()).isEmpty();
        texts.getOrCompute("k", key -> "not asked");
        assertThat(next(internalCalls).valueBytesRead()).isEqualTo(4);
    }

    private static void assertComplete(CallResult result) {
        assertThat(result.phaseNanos()).containsOnlyKeys(Phase.CONNECTING, Phase.QUEUED, Phase.WAITING, Phase.DECODING);
        assertThat(result.phaseNanos().values())
                .allSatisfy(nanos -> assertThat(nanos).isNotNegative());
        assertThat(result.phaseNanos().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(result.nanos());
    }

    /** The server holds its answer back, so that the call waits for so long at least. */
    @Test
    void timeOfTheServerIsWaiting() throws Exception {
        Keyspace<String, String> texts = memjay.strings();
        assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
        server.faults().delay(DELAY);
        List<Runnable> calls = List.of(
                () -> texts.get("a"),
                () -> texts.async().get("a").join(),
                () -> texts.getAll(List.of("a", "b")),
                () -> texts.async().getAll(List.of("a", "b")).join(),
                () -> texts.noreply().set("a", "1"));
        for (Runnable call : calls) {
            call.run();
            CallResult result = next(clientCalls);
            assertComplete(result);
            assertThat(result.phaseNanos().get(Phase.WAITING)).isGreaterThanOrEqualTo(DELAY.toNanos());
            assertThat(result.phaseNanos().get(Phase.CONNECTING)).isZero();
        }
        server.faults().delay(Duration.ofSeconds(2));
        catchThrowable(() -> texts.withTimeout(Duration.ofMillis(500)).get("a")); // sent long before
        CallResult late = next(clientCalls);
        assertComplete(late);
        assertThat(late.phaseNanos().get(Phase.WAITING)).isPositive();
        assertThat(late.phaseNanos().get(Phase.DECODING)).isZero();
    }

    @Test
    void timeOfACodecIsDecoding() throws Exception {
        Codec<String> slow = Codec.strings()
                .map(
                        text -> {
                            long end = System.nanoTime() + DELAY.toNanos();
                            while (System.nanoTime() - end < 0) {
                                LockSupport.parkNanos(DELAY.toNanos());
                            }
                            return text;
                        },
                        text -> text);
        Keyspace<String, String> texts = memjay.keyspace(slow);
        texts.set("a", "1");
        next(clientCalls);
        List<Runnable> calls =
                List.of(() -> texts.get("a"), () -> texts.async().get("a").join(), () -> texts.getAll(List.of("a")));
        for (Runnable call : calls) {
            call.run();
            CallResult result = next(clientCalls);
            assertComplete(result);
            assertThat(result.phaseNanos().get(Phase.DECODING)).isGreaterThanOrEqualTo(DELAY.toNanos());
        }
    }

    /** Nobody answers the greeting, so that there is no connection until the time is over. */
    @Test
    void timeWithoutAConnectionIsConnecting() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Memjay waiting = open("127.0.0.1:" + silent.getLocalPort())) {
            Keyspace<String, String> texts = waiting.strings().withTimeout(DELAY);
            catchThrowable(() -> texts.get("a"));
            CallResult blocking = next(clientCalls);
            assertThat(blocking.phaseNanos().get(Phase.CONNECTING)).isEqualTo(blocking.nanos());
            assertThat(catchThrowable(() -> texts.async().get("a").join())).isNotNull();
            CallResult later = next(clientCalls);
            assertThat(later.phaseNanos().get(Phase.CONNECTING)).isEqualTo(later.nanos());
            assertComplete(later);
        }
    }

    @Test
    void timeUntilThereIsAConnectionIsConnectingToo() throws Exception {
        try (MemcachedServer late = MemcachedServer.start()) {
            Duration delay = Duration.ofMillis(500);
            late.faults().delay(delay); // the answer to the greeting, so that both calls begin before it
            try (Memjay connecting = open(late.host() + ":" + late.port())) {
                CompletableFuture<String> first = connecting.strings().async().get("a");
                connecting.strings().get("a");
                first.get(20, TimeUnit.SECONDS);
                for (int i = 0; i < 2; i++) {
                    CallResult result = next(clientCalls);
                    assertComplete(result);
                    assertThat(result.phaseNanos().get(Phase.CONNECTING)).isPositive();
                    assertThat(result.phaseNanos().get(Phase.WAITING)).isGreaterThanOrEqualTo(delay.toNanos());
                }
            }
        }
    }
}
