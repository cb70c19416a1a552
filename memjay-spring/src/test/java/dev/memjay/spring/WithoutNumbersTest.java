package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that gives its items no CAS numbers ({@code -C}): nothing can be compared, but everything is cached. */
@ParameterizedClass
@CsvSource({"meta, false", "meta, true", "classic, false", "classic, true", "binary, false", "binary, true"})
class WithoutNumbersTest {
    @Parameter(0)
    private String protocol;

    @Parameter(1)
    private boolean isAsync;

    private MemcachedServer server;
    private Memjay memjay;
    private MemjayCache cache;

    @BeforeEach
    void open() {
        server = MemcachedServer.builder().cas(false).start();
        memjay = Memjay.create("memcached://" + server.host() + ":" + server.port()
                + "?timeout=60s&connectTimeout=60s&protocol=" + protocol);
        cache = (MemjayCache) MemjayCacheManager.builder(memjay).build().getCache("things");
    }

    @AfterEach
    void close() {
        memjay.close();
        server.close();
    }

    private @Nullable Object valueOf(Object key) {
        var found = cache.get(key);
        return found == null ? null : found.get();
    }

    /** One invocation of a method: Spring reads, calls the method, and puts. */
    private void invoke(Runnable duringTheMethod, String result) {
        MemjayCache view = cache.forInvocation(new MethodValue(String.class, isAsync));
        assertThat(isAsync ? view.retrieve("k").join() : view.get("k")).isNull();
        duringTheMethod.run();
        view.put("k", result);
    }

    @Test
    void whatAMethodReturnsIsStored() {
        invoke(() -> {}, "value");

        assertThat(valueOf("k")).isEqualTo("value");
    }

    @Test
    void aClearDuringALoadWins() {
        invoke(() -> cache.clear(), "old");

        assertThat(valueOf("k")).isNull();
    }

    @Test
    void anothersValueIsFound() {
        cache.put("k", "value");
        MemjayCache view = cache.forInvocation(new MethodValue(String.class, isAsync));

        assertThat(isAsync ? view.retrieve("k").join() : view.get("k")).isNotNull();
    }

    @Test
    void aMethodWithSyncLoadsOnce() {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            String loaded = isAsync
                    ? cache.retrieve("k", () -> CompletableFuture.completedFuture("v" + loads.incrementAndGet()))
                            .join()
                    : cache.get("k", () -> "v" + loads.incrementAndGet());
            assertThat(loaded).isEqualTo("v1");
        }
    }

    @Test
    void aMarkIsInNobodysWay() {
        cache.forInvocation(new MethodValue(String.class, false)).get("k");

        assertThat(cache.putIfAbsent("k", "value")).isNull();
        assertThat(valueOf("k")).isEqualTo("value");
        cache.evict("k");
        cache.forInvocation(new MethodValue(String.class, false)).get("k");
        aMethodWithSyncLoadsOnce();
    }
}
