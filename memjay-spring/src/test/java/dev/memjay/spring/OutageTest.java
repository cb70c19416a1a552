package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.FailurePolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;

/** memcached is not there: reads are misses, writes are dropped, methods are called, and later all goes on. */
class OutageTest {
    private RealMemcached server;
    private Memjay memjay;
    private MemjayCache cache;

    @BeforeEach
    void open() {
        server = RealMemcached.start();
        memjay = Memjay.create("memcached://" + server.address() + "?timeout=500ms&reconnectPause=10ms");
        cache = (MemjayCache) MemjayCacheManager.builder(memjay).build().getCache("things");
    }

    @AfterEach
    void close() {
        memjay.close();
        server.close();
    }

    /** Every method of the contract, while nothing can be stored. */
    private void everythingGoesOn() {
        assertThat(cache.get("k")).isNull();
        assertThat(cache.get("k", String.class)).isNull();
        cache.put("k", "new");
        assertThat(cache.putIfAbsent("k", "given").get()).isEqualTo("given");
        cache.evict("k");
        assertThat(cache.evictIfPresent("k")).isFalse();
        cache.clear();
        cache.invalidate();
        assertThat(cache.get("k", () -> "loaded")).isEqualTo("loaded");
        assertThat(cache.retrieve("k").join()).isNull();
        assertThat(cache.retrieve("k", () -> CompletableFuture.completedFuture("loaded"))
                        .join())
                .isEqualTo("loaded");
        assertThatThrownBy(() -> cache.get("k", () -> {
                    throw new IllegalStateException("the loader's own");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class);
        for (boolean isAsync : new boolean[] {false, true}) {
            MemjayCache view = cache.forInvocation(new MethodValue(String.class, isAsync));
            assertThat(view.get("k")).isNull();
            assertThat(view.retrieve("k").join()).isNull();
            view.put("k", "new");
            view.evict("k");
            view.clear();
        }
    }

    @Test
    void aServerThatStandsStillTakesNothingDown() {
        cache.put("k", "value");
        server.stop();
        everythingGoesOn();
        server.cont();

        awaitBack();
        Runnable load = () -> assertThat(cache.get("fresh", () -> "loaded")).isEqualTo("loaded");
        assertThat(awaitStored("fresh", load)).isEqualTo("loaded");
        CacheStatistics statistics = cache.statistics();
        assertThat(statistics.failures()).isPositive();
        assertThat(statistics.droppedPuts()).isPositive();
    }

    @Test
    void aServerThatIsGoneTakesNothingDown() {
        cache.put("k", "value");
        server.kill();
        everythingGoesOn();
    }

    /** Until the client has noticed that the server is back, and what was sent before has come through. */
    private void awaitBack() {
        awaitStored("back", () -> cache.put("back", "yes"));
    }

    /** On a busy machine, a read or a write may come too late even now: then it is done again. */
    private Object awaitStored(String key, Runnable store) {
        long end = System.nanoTime() + 60_000_000_000L;
        Cache.ValueWrapper found;
        while ((found = cache.get(key)) == null) {
            assertThat(System.nanoTime())
                    .as("'%s' is not there after a minute", key)
                    .isLessThan(end);
            store.run();
        }
        return found.get();
    }

    @Test
    void aProgramStartsWhileNothingListens() throws Exception {
        try (SocketChannel deaf =
                        SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Memjay nowhere =
                        Memjay.create("memcached://127.0.0.1:" + deaf.socket().getLocalPort() + "?timeout=500ms")) {
            cache = (MemjayCache) MemjayCacheManager.builder(nowhere).build().getCache("things");
            everythingGoesOn();
        }
    }

    /** What did not reach memcached is neither stored nor evicted. */
    @Test
    void whatIsLostIsCountedAsLost() {
        assertThat(cache.get("k")).isNull();
        server.kill();
        CacheStatistics before = cache.statistics();
        cache.get("k", () -> "loaded");
        cache.retrieve("k", () -> CompletableFuture.completedFuture("loaded")).join();
        cache.put("k", "put");
        cache.evict("k");
        cache.evictIfPresent("k");
        cache.clear();
        MemjayCache later = cache.forInvocation(new MethodValue(String.class, true));
        later.evict("k");
        later.put("k", "put"); // after the eviction
        assertThat(cache.get("k")).as("waits for the put").isNull();

        CacheStatistics statistics = cache.statistics();
        assertThat(statistics.puts()).isEqualTo(before.puts());
        assertThat(statistics.droppedPuts()).isEqualTo(4);
        assertThat(statistics.evictions()).isZero();
        assertThat(statistics.failures()).isEqualTo(4);
        assertThat(statistics.misses()).isEqualTo(before.misses() + 3);
    }

    @Test
    void underThrowEveryFailureIsAnException() {
        Cache strict = MemjayCacheManager.builder(memjay)
                .defaults(of -> of.failurePolicy(FailurePolicy.THROW))
                .build()
                .getCache("strict");
        server.kill();
        assertThatThrownBy(() -> strict.get("k")).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> strict.put("k", "v")).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> strict.evict("k")).isInstanceOf(MemjayException.class);
        assertThatThrownBy(strict::clear).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> strict.get("k", () -> "v")).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> strict.retrieve("k").join()).hasCauseInstanceOf(MemjayException.class);
    }
}
