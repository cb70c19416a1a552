package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.junit.RealMemcached;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;

/** Two programs over one server: what one evicts while the other loads is not there afterwards, and both load once. */
class RacesTest {
    private static final MethodValue STRING = new MethodValue(String.class, false);
    private static final MethodValue LATER = new MethodValue(String.class, true);

    private RealMemcached server;
    private Memjay ours;
    private Memjay theirs;
    private MemjayCache cache;
    private MemjayCache other;

    @BeforeEach
    void open() {
        server = RealMemcached.start();
        String uri = "memcached://" + server.address() + "?timeout=60s&connectTimeout=60s";
        ours = Memjay.create(uri);
        theirs = Memjay.create(uri);
        cache = (MemjayCache) MemjayCacheManager.builder(ours).build().getCache("things");
        other = (MemjayCache) MemjayCacheManager.builder(theirs).build().getCache("things");
    }

    @AfterEach
    void close() {
        ours.close();
        theirs.close();
        server.close();
    }

    private @Nullable Object valueOf(Object key) {
        Cache.ValueWrapper found = other.get(key);
        return found == null ? null : found.get();
    }

    /** One invocation of a method: Spring reads, calls the method, and puts. */
    private void invoke(Runnable duringTheMethod, String result) {
        MemjayCache view = cache.forInvocation(STRING);
        assertThat(view.get("k")).isNull();
        duringTheMethod.run();
        view.put("k", result);
    }

    @Test
    void whatNobodyDisturbedIsStored() {
        invoke(() -> {}, "value");
        assertThat(valueOf("k")).isEqualTo("value");
        assertThat(cache.statistics().puts()).isEqualTo(1);
    }

    @Test
    void anEvictionDuringALoadWins() {
        invoke(() -> other.evict("k"), "old");
        assertThat(valueOf("k")).isNull();
        invoke(() -> other.evictIfPresent("k"), "old");
        assertThat(valueOf("k")).isNull();
        assertThat(cache.statistics().droppedPuts()).isEqualTo(2);
    }

    @Test
    void aClearDuringALoadWins() {
        invoke(() -> other.clear(), "old");
        assertThat(valueOf("k")).isNull();
    }

    @Test
    void anothersValueDuringALoadStays() {
        invoke(() -> other.put("k", "new"), "old");
        assertThat(valueOf("k")).isEqualTo("new");
        other.evict("k");
        invoke(
                () -> {
                    other.evict("k");
                    MemjayCache second = other.forInvocation(STRING);
                    assertThat(second.get("k")).isNull();
                    second.put("k", "newer");
                },
                "old");
        assertThat(valueOf("k")).isEqualTo("newer");
    }

    /** Two that load at a time, and an eviction before the second began: what the first read is old. */
    @Test
    void theFirstOfTwoLoadsIsNotStoredAfterAnEvictionBetweenThem() {
        MemjayCache first = cache.forInvocation(STRING);
        assertThat(first.get("k")).isNull();
        other.evict("k");
        MemjayCache second = other.forInvocation(STRING);
        assertThat(second.get("k")).isNull();
        first.put("k", "old");
        assertThat(valueOf("k")).isNull();
        second.put("k", "new");
        assertThat(valueOf("k")).isEqualTo("new");
    }

    @Test
    void theSameWithoutWaiting() {
        for (Runnable disturbance : List.<Runnable>of(() -> other.evict("k"), () -> other.clear())) {
            MemjayCache view = cache.forInvocation(LATER);
            assertThat(view.retrieve("k").join()).isNull();
            disturbance.run();
            view.put("k", "old");
            assertThat(cache.get("k")).isNull();
        }
        MemjayCache view = cache.forInvocation(LATER);
        assertThat(view.retrieve("k").join()).isNull();
        view.put("k", "value");
        assertThat(cache.get("k").get()).isEqualTo("value");
    }

    @Test
    void anEvictionDuringALoadOfAllWins() {
        assertThat(cache.get("k", () -> {
                    other.evict("k");
                    return "old";
                }))
                .isEqualTo("old");
        assertThat(valueOf("k")).isNull();
        assertThat(cache.retrieve(
                                "k",
                                () -> CompletableFuture.supplyAsync(() -> {
                                    other.clear();
                                    return "old";
                                }))
                        .join())
                .isEqualTo("old");
        assertThat(valueOf("k")).isNull();
    }

    /** A method that throws, or whose result is not to be cached, never calls the cache again: nobody waits for it. */
    @Test
    void nobodyWaitsForAMethodThatThrew() {
        assertThat(cache.forInvocation(STRING).get("k")).isNull();

        assertThat(other.forInvocation(STRING).get("k")).isNull();
        assertThat(other.evictIfPresent("k")).as("a mark is no value").isFalse();
        assertThat(cache.forInvocation(STRING).get("k")).isNull();
        assertThat(other.putIfAbsent("k", "value")).isNull();
        assertThat(valueOf("k")).isEqualTo("value");
        other.evict("k");
        assertThat(cache.forInvocation(STRING).get("k")).isNull();
        AtomicInteger loads = new AtomicInteger();
        assertThat(other.get("k", () -> "v" + loads.incrementAndGet())).isEqualTo("v1");
        assertThat(cache.get("k", () -> "v" + loads.incrementAndGet())).isEqualTo("v1");
        assertThat(ours.metrics().keyspaces()).allMatch(keyspace -> keyspace.leaseWaits() == 0);
    }

    @Test
    void theFailureOfALoadIsNotWaitedFor() {
        assertThatThrownBy(() -> cache.get("k", () -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class);
        assertThat(other.get("k", () -> "value")).isEqualTo("value");
        assertThat(theirs.metrics().keyspaces()).allMatch(keyspace -> keyspace.leaseWaits() == 0);
    }

    @Test
    void twoProgramsOfManyThreadsLoadOnce() throws Exception {
        int threads = 32;
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(2 * threads);
        ExecutorService pool = Executors.newFixedThreadPool(2 * threads);
        try {
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < 2 * threads; i++) {
                Cache asked = i % 2 == 0 ? cache : other;
                results.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    return asked.get("k", () -> "v" + loads.incrementAndGet());
                }));
            }
            for (Future<String> result : results) {
                assertThat(result.get()).isEqualTo("v1");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(loads).hasValue(1);
    }
}
