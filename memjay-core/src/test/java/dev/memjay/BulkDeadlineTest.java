package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.BulkException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import dev.memjay.model.Stats;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The time of a call for many keys begins before the first of them is encoded, and what it is too late for is not sent. */
@Timeout(120)
class BulkDeadlineTest {
    private static final Duration TIMEOUT = Duration.ofMillis(50);
    private static final int KEYS = 100_000;

    private final MemcachedServer one = MemcachedServer.builder().start();
    private final MemcachedServer two = MemcachedServer.builder().start();
    private final AtomicInteger encoded = new AtomicInteger();
    private final Memjay memjay = Memjay.builder()
            .servers("127.0.0.1:" + one.port(), "127.0.0.1:" + two.port())
            .timeout(TIMEOUT)
            .build();
    private final Memjay observer =
            memjay.toBuilder().timeout(Duration.ofSeconds(60)).build();

    /** What is asked on a fresh connection is a command, too. */
    @BeforeEach
    void connect() {
        assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
        assertThat(observer.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    @AfterEach
    void close() {
        memjay.close();
        observer.close();
        one.close();
        two.close();
    }

    /** Keys that are numbers, the first of which takes all the time there is to be encoded. */
    private final KeyCodec<Integer> slowKeys = key -> {
        if (encoded.incrementAndGet() == 1) {
            takeAllTime();
        }
        return Key.of(Integer.toString(key));
    };

    /** Values of which the same is true. */
    private final Codec<String> slowValues = Codec.strings().map(text -> text, text -> {
        if (encoded.incrementAndGet() == 1) {
            takeAllTime();
        }
        return text;
    });

    private static void takeAllTime() {
        long end = Clock.nanoTime() + TIMEOUT.toNanos();
        for (long left = TIMEOUT.toNanos(); left > 0; left = end - Clock.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** A call for these keys. */
    record Kind(String name, BiConsumer<Keyspace<Integer, String>, List<Integer>> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("getAll", (view, keys) -> view.getAll(keys)),
                new Kind("getsAll", (view, keys) -> view.getsAll(keys)),
                new Kind("deleteAll", (view, keys) -> view.deleteAll(keys)),
                new Kind("touchAll", (view, keys) -> view.touchAll(keys, Duration.ofHours(1))),
                new Kind("setAll", (view, keys) -> view.setAll(values(keys))),
                new Kind("getAllOrCompute", (view, keys) -> view.getAllOrCompute(keys, some -> Map.of())),
                new Kind(
                        "getAllOrCompute async",
                        (view, keys) -> view.async()
                                .getAllOrCompute(keys, some -> CompletableFuture.completedFuture(Map.of()))
                                .join()),
                new Kind(
                        "getAll async",
                        (view, keys) -> view.async().getAll(keys).join()),
                new Kind(
                        "setAll async",
                        (view, keys) -> view.async().setAll(values(keys)).join()),
                new Kind(
                        "deleteAll async",
                        (view, keys) -> view.async().deleteAll(keys).join()),
                new Kind("setAll noreply", (view, keys) -> view.noreply().setAll(values(keys))));
    }

    private static List<Integer> keys() {
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(i);
        }
        return keys;
    }

    private static Map<Integer, String> values(List<Integer> keys) {
        Map<Integer, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, "value"));
        return values;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void keysThatThereIsNoTimeToEncodeFailUnsent(Kind kind) {
        assertUnsent(() -> kind.call().accept(memjay.strings().withKeyCodec(slowKeys), keys()));
        assertThat(encoded.get()).isBetween(1, 1_100);
    }

    @Test
    void valuesThatThereIsNoTimeToEncodeFailUnsent() {
        assertUnsent(() -> memjay.strings()
                .withKeyCodec(KeyCodec.text())
                .withCodec(slowValues)
                .setAll(values(keys())));
        assertThat(encoded.get()).isEqualTo(1);
    }

    private void assertUnsent(ThrowingCallable call) {
        long before = commands();
        Throwable thrown = catchThrowable(call);
        BulkException failed =
                (BulkException) (thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown);
        assertThat(failed.failed()).hasSize(KEYS);
        assertThat(failed.failed().get(KEYS - 1))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("nothing was sent: the time was over after");
        assertThat(failed.mayHaveBeenApplied()).isFalse();
        assertThat(commands()).isEqualTo(before);
    }

    private long commands() {
        long sum = 0;
        for (Stats stats : observer.admin().stats().results().values()) {
            for (String count : List.of("cmd_get", "cmd_set", "cmd_touch", "delete_hits", "delete_misses")) {
                sum += stats.number(count).orElseThrow();
            }
        }
        return sum;
    }

    @Test
    void withMissesForFailuresTheKeysAreMisses() {
        Keyspace<Integer, String> view = memjay.strings().withKeyCodec(slowKeys).withFailurePolicy(FailurePolicy.MISS);
        assertThat(view.getAll(keys())).isEmpty();
        assertThat(encoded.get()).isBetween(1, 1_100);
        assertThat(view.lookupAll(List.of(1)).get(1).isHit()).isFalse();
    }

    @Test
    void aNodeOfWhichNothingComesFailsEveryKeyInTheOrderAsked() {
        one.close();
        two.close();
        BulkException failed =
                catchThrowableOfType(BulkException.class, () -> memjay.strings().getAll(List.of("c", "a", "b", "c")));
        assertThat(failed.failed().keySet()).containsExactly("c", "a", "b");
        assertThat(failed.<Map<String, String>>results()).isEmpty();
        assertThat(failed).hasMessageContaining("3 of 3 keys failed");
    }
}
