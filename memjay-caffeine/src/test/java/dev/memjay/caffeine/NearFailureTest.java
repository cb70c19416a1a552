package dev.memjay.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that fails is asked once for a read, which so takes one timeout, and ends as the keyspace's policy says. */
class NearFailureTest {
    private static final Duration AGE = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong();
    private MemcachedServer server;
    private Memjay memjay;
    private NearCache<String, String> near;

    @BeforeEach
    void connect() {
        server = MemcachedServer.builder().version("1.6.18").start();
        memjay =
                Memjay.create("memcached://" + server.host() + ":" + server.port() + "?timeout=20s&connectTimeout=20s");
        near = NearCache.of(memjay.strings(), NearPolicy.of(100, AGE).revalidatedFor(Duration.ofHours(1)), nanos::get);
        memjay.strings().set("local", "v");
        memjay.strings().set("k", "v");
        assertThat(near.get("local")).isEqualTo("v");
        server.close();
    }

    @AfterEach
    void close() {
        memjay.close();
        server.close();
    }

    /** How many calls of any verb an action makes. */
    private long calls(Runnable action) {
        long before = calls();
        action.run();
        return calls() - before;
    }

    private long calls() {
        return memjay.metrics().nodes().get(0).verbs().values().stream()
                .mapToLong(verb -> verb.calls())
                .sum();
    }

    private static List<Function<NearCache<String, String>, Object>> reads() {
        return List.of(
                near -> near.get("k"),
                near -> near.getOrDefault("k", "default"),
                near -> near.getAll(List.of("k", "l", "local")),
                near -> near.gets("k"),
                near -> near.async().get("k").join(),
                near -> near.async().getOrDefault("k", "default").join(),
                near -> near.async().getAll(List.of("k", "l", "local")).join(),
                near -> near.async().gets("k").join());
    }

    @Test
    void itIsAskedOnceAndFails() {
        for (Function<NearCache<String, String>, Object> read : reads()) {
            assertThat(calls(() -> {
                        Throwable thrown = catchThrowable(() -> read.apply(near));
                        assertThat(thrown instanceof CompletionException ? thrown.getCause() : thrown)
                                .isInstanceOf(MemjayException.class);
                    }))
                    .isEqualTo(1);
        }
        assertThat(calls(() -> assertThatThrownBy(() -> near.getOrCompute("k", key -> "loaded"))
                        .isInstanceOf(MemjayException.class)))
                .isEqualTo(1);
    }

    @Test
    void underMissItIsAskedOnceAndTheFailureIsCounted() {
        NearCache<String, String> misses = near.withFailurePolicy(FailurePolicy.MISS_READS);
        long swallowed = swallowed();
        for (Function<NearCache<String, String>, Object> read : reads()) {
            assertThat(calls(() -> assertThat(read.apply(misses)).isIn(null, "default", Map.of("local", "v"))))
                    .isEqualTo(1);
        }
        // Each of both keys counts in the two reads of many.
        assertThat(swallowed() - swallowed).isEqualTo(10);
    }

    private long swallowed() {
        return memjay.metrics().nodes().get(0).verbs().values().stream()
                .flatMap(verb -> verb.swallowed().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void manyFailWithWhatCopiesHad() {
        BulkException error = catchThrowableOfType(BulkException.class, () -> near.getAll(List.of("k", "local", "l")));

        assertThat(error.failed()).containsOnlyKeys("k", "l");
        assertThat(error.<Map<String, String>>results()).containsExactly(Map.entry("local", "v"));
        assertThat(error).hasMessageContaining("2 of 3 keys failed");
    }

    /** A failed question for the CAS number is an answer: asking for the value too would take another timeout. */
    @Test
    void anOldCopyIsAskedForOnce() {
        nanos.addAndGet(AGE.toNanos());
        Keyspace<String, String> misses = near.withFailurePolicy(FailurePolicy.MISS_READS);

        assertThat(calls(() -> assertThat(misses.get("local")).isNull())).isEqualTo(1);
        assertThat(near.size()).isZero();
    }

    @Test
    void anOldCopyIsAskedForOnceAsynchronously() {
        nanos.addAndGet(AGE.toNanos());
        Keyspace<String, String> misses = near.withFailurePolicy(FailurePolicy.MISS_READS);

        assertThat(calls(() -> assertThat(misses.async().get("local").join()).isNull()))
                .isEqualTo(1);
    }
}
