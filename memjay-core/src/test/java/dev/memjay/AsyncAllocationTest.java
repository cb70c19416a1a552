package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an asynchronous call allocates from its start to its end, on the caller's thread and on the event loop, in bytes with
 * the virtual machine's compressed references. A get makes its future, the operation and the value. The bars leave room for
 * what a batch needs now and then: a place in the event loop's queue, somebody who waits.
 */
class AsyncAllocationTest {
    /** Few enough that the optimising compiler, which would remove short-lived objects, has no part in it. */
    private static final int CALLS = 100;

    private static final int VALUE = 100;
    private static final String KEY = "some_key";
    private static final byte[] BYTES = new byte[VALUE];

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ScriptedServer server = ScriptedServer.answering(AsyncAllocationTest::reply);
    private final Memjay memjay = Memjay.builder()
            .uri("memcached://127.0.0.1:" + server.port())
            .timeout(Duration.ofSeconds(20))
            .build();
    private final AsyncKeyspace<String, byte[]> bytes = memjay.bytes().async();

    private static String reply(Asked asked) {
        return switch (asked.line().substring(0, 2)) {
            case "mg" -> asked.hit("v".repeat(VALUE));
            case "ma" -> "VA 1 " + asked.opaque() + "\r\n5\r\n";
            default -> asked.stored();
        };
    }

    @BeforeEach
    void connect() {
        assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    @AfterEach
    void end() {
        memjay.close();
        server.close();
    }

    @Test
    void aGetMakesAFutureAnOperationAndTheValue() {
        assertThat(bytesOf(() -> bytes.get(KEY))).isLessThanOrEqualTo(280);
    }

    @Test
    void aGetOfTextMakesTheStringBesides() {
        AsyncKeyspace<String, String> texts = memjay.strings().async();

        assertThat(bytesOf(() -> texts.get(KEY))).isLessThanOrEqualTo(280 + 24);
    }

    @Test
    void aPrefixCostsNoMoreThanTheJoinedKeyAndTheCallersKeyOfIt() {
        AsyncKeyspace<String, byte[]> prefixed = memjay.bytes().withPrefix("p:").async();

        assertThat(bytesOf(() -> prefixed.get(KEY))).isLessThanOrEqualTo(280 + 2 * 48);
    }

    @Test
    void otherReadsMakeACallBesides() {
        assertThat(bytesOf(() -> bytes.getOrDefault(KEY, BYTES))).isLessThanOrEqualTo(280 + 112);
        assertThat(bytesOf(() -> bytes.gets(KEY))).isLessThanOrEqualTo(280 + 112 + 24);
    }

    @Test
    void aWriteMakesACallAndItsRequestBesides() {
        assertThat(bytesOf(() -> bytes.set(KEY, BYTES))).isLessThanOrEqualTo(468);
        assertThat(bytesOf(() -> bytes.delete(KEY))).isLessThanOrEqualTo(244);
        assertThat(bytesOf(() -> bytes.incr(KEY, 1))).isLessThanOrEqualTo(316);
    }

    /** The least of several rounds, since the first ones pay for the loading of classes and for the measurement itself. */
    private long bytesOf(Supplier<CompletableFuture<?>> call) {
        CompletableFuture<?>[] calls = new CompletableFuture<?>[CALLS];
        long[] measured = {Thread.currentThread().getId(), loop()};
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long before =
                    LongStream.of(threads.getThreadAllocatedBytes(measured)).sum();
            for (int i = 0; i < CALLS; i++) {
                calls[i] = call.get();
            }
            for (CompletableFuture<?> each : calls) {
                each.join();
            }
            long after =
                    LongStream.of(threads.getThreadAllocatedBytes(measured)).sum();
            least = Math.min(least, after - before);
        }
        return least / CALLS;
    }

    /** The thread of this client's event loop. */
    private long loop() {
        CompletableFuture<Thread> loop = new CompletableFuture<>();
        while (!loop.isDone()) {
            CompletableFuture<byte[]> got = bytes.get(KEY);
            got.whenComplete((value, error) -> {
                if (Thread.currentThread().getName().equals("memjay-loop")) {
                    loop.complete(Thread.currentThread());
                }
            });
            got.join();
        }
        return loop.join().getId();
    }
}
