package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/** Values that are served after their end, to whom, and writes that wait for a commit. */
@WithMemcached
class GraceOfCachesTest {
    private static final Callable<String> FAILING = () -> {
        throw new IllegalStateException("no database");
    };

    private Memjay memjay;
    /** Without a grace. */
    private MemjayCache before;
    /** The same cache, once a grace was deployed. */
    private MemjayCache graceful;

    @BeforeEach
    void open(Memcached memcached) {
        memjay = Memjay.create("memcached://" + memcached.address() + "?timeout=60s&connectTimeout=60s");
        before = cache(MemjayCacheConfiguration.standard().ttl(Duration.ofMinutes(10)));
        graceful = cache(before.configuration().staleIfError(Duration.ofHours(1)));
    }

    private MemjayCache cache(MemjayCacheConfiguration configuration) {
        return (MemjayCache) MemjayCacheManager.builder(memjay)
                .cache("things", configuration)
                .build()
                .getCache("things");
    }

    @AfterEach
    void close() {
        memjay.close();
    }

    @Test
    void whatIsStoredUnderAGraceIsReadUnderIt() {
        graceful.put("put", "value");
        graceful.get("loaded", () -> "value");
        MemjayCache view = graceful.forInvocation(new MethodValue(String.class, false));
        assertThat(view.get("invoked")).isNull();
        view.put("invoked", "value");
        for (String key : new String[] {"put", "loaded", "invoked"}) {
            assertThat(graceful.get(key).get()).as(key).isEqualTo("value");
            assertThat(graceful.get(key, FAILING)).as(key).isEqualTo("value");
        }
    }

    /** A value whose own time is over is there for a method that fails, and for nobody else. */
    @Test
    void anEndedValueIsServedIfTheMethodFails() {
        before.put("k", "old");

        assertThat(graceful.get("k")).isNull();
        assertThat(graceful.retrieve("k").join()).isNull();
        assertThat(graceful.get("k", FAILING)).isEqualTo("old");
        assertThat(graceful.get("k", () -> "new")).isEqualTo("new");
        assertThat(graceful.get("k").get()).isEqualTo("new");
        assertThatThrownBy(() -> graceful.get("other", FAILING)).isInstanceOf(Cache.ValueRetrievalException.class);
    }

    @Test
    void aMethodWithoutSyncReplacesAnEndedValue() {
        before.put("k", "old");
        MemjayCache view = graceful.forInvocation(new MethodValue(String.class, false));

        assertThat(view.get("k")).isNull();
        view.put("k", "new");
        assertThat(graceful.get("k").get()).isEqualTo("new");
        assertThat(graceful.putIfAbsent("k", "newer").get()).isEqualTo("new");
    }

    @Test
    void aGraceThatServesWhileOneRefreshesLoadsNothingAgainInTheForeground() {
        before.put("k", "old");
        MemjayCache served = cache(before.configuration().staleWhileRevalidate(Duration.ofHours(1)));

        assertThat(served.get("k", () -> "new")).isIn("old", "new");
        assertThat(served.get("k", FAILING)).isIn("old", "new");
    }

    /** Near copies are of values whose own time is not over, also where a load asks first. */
    @Test
    void nearCopiesAreNoWayAroundTheEndOfAValue() {
        before.put("k", "old");
        MemjayCache near = cache(graceful.configuration().near(100, Duration.ofMinutes(10)));

        assertThat(near.get("k")).isNull();
        assertThat(near.get("k")).as("after it was asked for once").isNull();
        assertThat(near.get("k", FAILING)).isEqualTo("old");
        assertThat(near.get("k", () -> "new")).isEqualTo("new");
        assertThat(near.get("k").get()).isEqualTo("new");
        assertThat(graceful.get("k").get()).isEqualTo("new");
    }

    @Test
    void aMethodWithoutSyncReplacesAnEndedValueAlsoWithNearCopies() {
        before.put("k", "old");
        MemjayCache near = cache(graceful.configuration().near(100, Duration.ofMinutes(10)));
        MemjayCache view = near.forInvocation(new MethodValue(String.class, false));

        assertThat(view.get("k")).isNull();
        view.put("k", "new");
        assertThat(near.get("k").get()).isEqualTo("new");
    }

    @Test
    void valuesAreRefreshedAheadAlsoWithNearCopies() throws Exception {
        before.put("k", "old");
        MemjayCache near = cache(MemjayCacheConfiguration.standard()
                .ttl(Duration.ofHours(1))
                .refreshAhead(Duration.ofMinutes(20))
                .near(100, Duration.ofMinutes(10)));
        CountDownLatch loaded = new CountDownLatch(1);

        assertThat(near.get("k", () -> {
                    loaded.countDown();
                    return "new";
                }))
                .isEqualTo("old");
        assertThat(loaded.await(60, TimeUnit.SECONDS)).as("refreshed").isTrue();
        assertThat(near.get("k").get()).as("for a method without sync").isIn("old", "new");
    }

    @Test
    void aTransactionAwareCacheWritesAfterTheCommit() {
        Cache aware = MemjayCacheManager.builder(memjay)
                .cache("things", before.configuration().transactionAware(true))
                .build()
                .getCache("things");
        Cache view = Transactions.forInvocation(aware, new MethodValue(String.class, false));
        before.put("k", "old");
        TransactionSynchronizationManager.initSynchronization();
        try {
            view.put("new", "value");
            view.evict("k");
            assertThat(before.get("new")).isNull();
            assertThat(before.get("k")).isNotNull();
            TransactionSynchronizationUtils.triggerAfterCommit();
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }
        assertThat(before.get("new").get()).isEqualTo("value");
        assertThat(before.get("k")).isNull();
    }
}
