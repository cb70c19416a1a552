package dev.memjay.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Metrics;
import dev.memjay.model.NearMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Each value that somebody wants of a near cache is counted once by it, and once by the keyspace behind where that was asked,
 * whatever the near cache had to ask for it.
 */
class NearCountsTest {
    private static final Duration AGE = Duration.ofSeconds(10);

    private final ServerAndClient server = ServerAndClient.start(false);
    private final Keyspace<String, String> behind = server.memjay().strings().withName("users");
    private final AtomicLong nanos = new AtomicLong();
    private final NearCache<String, String> near = NearCache.of(behind, NearPolicy.of(100, AGE), nanos::get);

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    /** Hits, misses and stale values of a keyspace. */
    private static List<Long> counts(Memjay memjay) {
        Metrics.OfKeyspace counts = memjay.metrics().keyspaces().stream()
                .filter(each -> each.name().equals("users"))
                .findFirst()
                .orElseThrow();
        return List.of(counts.hits(), counts.misses(), counts.stale());
    }

    private void assertBehind(long hits, long misses, long stale) {
        assertThat(counts(server.memjay())).containsExactly(hits, misses, stale);
    }

    @Test
    void reads() throws Exception {
        assertThat(near.get("a")).isNull();
        assertBehind(0, 1, 0);
        behind.set("a", "1");
        assertThat(near.get("a")).isEqualTo("1");
        assertBehind(1, 1, 0);
        assertThat(near.get("a")).isEqualTo("1");
        assertThat(near.async().get("a").get()).isEqualTo("1");
        assertBehind(1, 1, 0);
        assertThat(near.getAll(List.of("a", "b"))).containsOnlyKeys("a");
        assertBehind(1, 2, 0);
        assertThat(near.metrics()).isEqualTo(new NearMetrics(3, 3, 0, 1));
    }

    @Test
    void loads() throws Exception {
        assertThat(near.getOrCompute("a", key -> "1")).isEqualTo("1");
        assertBehind(0, 1, 0);
        assertThat(near.getOrCompute("a", key -> "not loaded")).isEqualTo("1");
        assertBehind(1, 1, 0);
        assertThat(near.async()
                        .getOrCompute("b", key -> CompletableFuture.completedFuture("2"))
                        .get())
                .isEqualTo("2");
        assertBehind(1, 2, 0);
        assertThat(near.getAllOrCompute(List.of("a", "b", "c"), keys -> Map.of("c", "3")))
                .hasSize(3);
        assertBehind(2, 3, 0);
        assertThat(near.metrics()).isEqualTo(new NearMetrics(1, 5, 0, 1));
    }

    @Test
    void aLoadThatServesWhatIsStale() {
        LoadPolicy graceful = LoadPolicy.standard().staleWhileRevalidate(Duration.ofMinutes(1));
        behind.set("a", "1");
        behind.invalidate("a", Duration.ofMinutes(1));
        assertThat(near.getOrCompute("a", key -> "2", graceful)).isIn("1", "2");
        assertBehind(0, 0, 1);
    }

    @Test
    void loadsWhoseFirstLookFailed() throws Exception {
        try (ServerAndClient gone = ServerAndClient.start(false)) {
            gone.process().close();
            NearCache<String, String> failing =
                    NearCache.of(gone.memjay().strings().withName("users"), NearPolicy.of(100, AGE), nanos::get);
            assertThat(catchThrowable(() -> failing.getOrCompute("a", key -> "1")))
                    .isNotNull();
            assertThat(failing.withFailurePolicy(FailurePolicy.MISS).getOrCompute("a", key -> "1"))
                    .isEqualTo("1");
            assertThat(counts(gone.memjay())).containsExactly(0L, 0L, 0L);
        }
    }

    /** The server says that the copy is its own value: it is what a hit is, and counted where the value comes from. */
    @Test
    void aCopyThatTheServerConfirms() throws Exception {
        NearCache<String, String> revalidating =
                NearCache.of(behind, NearPolicy.of(100, AGE).revalidatedFor(Duration.ofMinutes(10)), nanos::get);
        behind.set("a", "1");
        revalidating.get("a");
        assertBehind(1, 0, 0);
        nanos.addAndGet(AGE.toNanos());
        assertThat(revalidating.get("a")).isEqualTo("1");
        nanos.addAndGet(AGE.toNanos());
        assertThat(revalidating.async().get("a").get()).isEqualTo("1");
        nanos.addAndGet(AGE.toNanos());
        assertThat(revalidating.getOrCompute("a", key -> "2")).isEqualTo("1");
        assertThat(revalidating.metrics()).isEqualTo(new NearMetrics(3, 1, 0, 1));
        assertBehind(1, 0, 0);
        behind.set("a", "2");
        nanos.addAndGet(AGE.toNanos());
        assertThat(revalidating.get("a")).isEqualTo("2");
        assertThat(revalidating.metrics()).isEqualTo(new NearMetrics(3, 2, 0, 1));
        assertBehind(2, 0, 0);
    }
}
