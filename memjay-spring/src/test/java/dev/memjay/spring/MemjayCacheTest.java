package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.support.NullValue;
import org.springframework.core.ParameterizedTypeReference;

/** The contract of Spring's Cache, method by method, on the cache that a manager gives. */
@WithMemcached
class MemjayCacheTest {
    record Book(String title, int pages) {}

    private Memjay memjay;
    private MemjayCacheManager manager;
    private MemjayCache cache;

    @BeforeEach
    void open(Memcached memcached) {
        memjay = Memjay.create("memcached://" + memcached.address() + "?timeout=60s&connectTimeout=60s");
        manager = MemjayCacheManager.builder(memjay)
                .cache("books", of -> of.type(Book.class))
                .cache("strict", of -> of.allowNulls(false))
                .build();
        cache = (MemjayCache) manager.getCache("things");
    }

    @AfterEach
    void close() {
        memjay.close();
    }

    @Test
    void whatIsPutIsThereAtOnce() {
        assertThat(cache.get("k")).isNull();
        assertThat(cache.get("k", String.class)).isNull();
        cache.put("k", "value");

        assertThat(cache.get("k").get()).isEqualTo("value");
        assertThat(cache.get("k", String.class)).isEqualTo("value");
        assertThat(cache.get("k", Object.class)).isEqualTo("value");
        assertThat(cache.get("k", (Class<?>) null)).isEqualTo("value");
        assertThatThrownBy(() -> cache.get("k", Integer.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageNotContaining("value ")
                .hasMessageNotContaining("'value'");
        assertThat(cache.getName()).isEqualTo("things");
        assertThat(cache.getNativeCache()).isSameAs(cache.getNativeCache());
    }

    @Test
    void aCachedNullIsAWrapperOfNull() {
        cache.put("k", null);
        assertThat(cache.get("k")).isNotNull();
        assertThat(cache.get("k").get()).isNull();
        assertThat(cache.get("k", String.class)).isNull();
        assertThat(((Cache.ValueWrapper) cache.retrieve("k").join()).get()).isNull();
        assertThat(cache.<Object>get("k", () -> "loaded")).isNull();

        cache.put("n", NullValue.INSTANCE);
        assertThat(cache.get("n").get()).isNull();
    }

    @Test
    void aCacheWithoutNullsRefusesThem() {
        Cache strict = manager.getCache("strict");

        assertThatThrownBy(() -> strict.put("k", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'strict'")
                .hasMessageContaining("null was provided");
        assertThat(strict.get("k")).isNull();
    }

    @Test
    void putIfAbsentReturnsWhatIsThere() {
        assertThat(cache.putIfAbsent("k", "first")).isNull();
        assertThat(cache.putIfAbsent("k", "second").get()).isEqualTo("first");
        assertThat(cache.get("k").get()).isEqualTo("first");

        cache.put("null", null);
        assertThat(cache.putIfAbsent("null", "second").get()).isNull();
    }

    @Test
    void evictAndClear() {
        cache.put("a", 1);
        cache.put("b", 2);
        cache.evict("a");
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b").get()).isEqualTo(2);
        assertThat(cache.evictIfPresent("a")).isFalse();
        assertThat(cache.evictIfPresent("b")).isTrue();

        cache.put("a", 1);
        cache.put("b", 2);
        cache.clear();
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b")).isNull();
        cache.put("a", 3);
        assertThat(cache.invalidate()).isTrue();
        assertThat(cache.get("a")).isNull();
    }

    /** A clear empties one cache, and for all programs. */
    @Test
    void aClearIsSeenByOthersAndInNoOtherCache(Memcached memcached) {
        Cache other = manager.getCache("other");
        other.put("k", "stays");
        cache.put("k", "goes");
        try (Memjay second = Memjay.create("memcached://" + memcached.address() + "?timeout=60s&connectTimeout=60s")) {
            Cache theirs = MemjayCacheManager.builder(second).build().getCache("things");
            assertThat(theirs.get("k").get()).isEqualTo("goes");
            theirs.clear();
        }
        assertThat(cache.get("k")).isNull();
        assertThat(other.get("k").get()).isEqualTo("stays");
    }

    @Test
    void aLoaderIsCalledOnceAndItsFailureIsAValueRetrievalException() {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get("k", () -> "v" + loads.incrementAndGet())).isEqualTo("v1");
            assertThat(cache.<Object>get("none", () -> null)).isNull();
        }
        assertThat(cache.get("none").get()).isNull();
        for (Exception failure : List.of(new IOException("no disk"), new IllegalStateException("no luck"))) {
            assertThatThrownBy(() -> cache.get("bad", () -> {
                        throw failure;
                    }))
                    .isInstanceOf(Cache.ValueRetrievalException.class)
                    .cause()
                    .isSameAs(failure);
        }
        assertThatThrownBy(() -> cache.get("bad", () -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(cache.get("bad")).isNull();
    }

    @Test
    void tenThreadsLoadOnce() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(10);
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                results.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return cache.get("k", loads::incrementAndGet);
                }));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void retrieveIsAFutureOfAWrapper() {
        assertThat(cache.retrieve("k").join()).isNull();
        cache.put("k", 7L);
        assertThat(((Cache.ValueWrapper) cache.retrieve("k").join()).get()).isEqualTo(7L);
        assertThat(cache.retrieve("k", () -> CompletableFuture.completedFuture(8L))
                        .join())
                .isEqualTo(7L);
        assertThat(cache.retrieve("new", () -> CompletableFuture.completedFuture(8L))
                        .join())
                .isEqualTo(8L);
        assertThat(cache.get("new").get()).isEqualTo(8L);
        assertThat(cache.<Object>retrieve("none", () -> CompletableFuture.completedFuture(null))
                        .join())
                .isNull();
        assertThat(cache.get("none")).isNotNull();
    }

    @Test
    void aLoaderOfFuturesFailsAsItIs() {
        for (Throwable failure : List.of(new IOException("no disk"), new IllegalStateException("no luck"))) {
            assertThatThrownBy(() -> cache.retrieve("bad", () -> CompletableFuture.failedFuture(failure))
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(failure);
            assertThatThrownBy(() -> cache.retrieve(
                                    "bad",
                                    () -> CompletableFuture.supplyAsync(() -> {
                                        throw new CompletionException(failure);
                                    }))
                            .join())
                    .cause()
                    .isSameAs(failure);
        }
    }

    /** A caller that gives up leaves the load to the others. */
    @Test
    void oneWaitersCancellationLeavesTheOthers() {
        CompletableFuture<String> loading = new CompletableFuture<>();
        CountDownLatch called = new CountDownLatch(1);
        CompletableFuture<String> first = cache.retrieve("k", () -> {
            called.countDown();
            return loading;
        });
        await(called);
        CompletableFuture<String> second = cache.retrieve("k", () -> CompletableFuture.completedFuture("another"));
        first.cancel(true);
        loading.complete("value");

        assertThat(second.join()).isEqualTo("value");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In a future's callback, on whatever thread, a blocking call of the cache may follow. */
    @Test
    void aCallbackMayBlock() {
        cache.put("k", "value");

        assertThat(cache.retrieve("k").thenApply(found -> cache.get("other")).join())
                .isNull();
        assertThat(cache.retrieve("none")
                        .thenApply(found -> cache.get("k").get())
                        .join())
                .isEqualTo("value");
    }

    // ---- Counts

    @Test
    void whatReachedMemcachedIsCounted() {
        cache.get("k", () -> "loaded");
        cache.retrieve("l", () -> CompletableFuture.completedFuture("loaded")).join();
        cache.evict("k");
        cache.evictIfPresent("l");
        cache.clear();
        MemjayCache later = cache.forInvocation(new MethodValue(String.class, true));
        later.evict("k");
        assertThat(cache.get("k")).as("waits for the eviction").isNull();

        assertThat(cache.statistics().puts()).isEqualTo(2);
        assertThat(cache.statistics().droppedPuts()).isZero();
        assertThat(cache.statistics().evictions()).isEqualTo(4);
    }

    @Test
    void aLoaderThatFailsIsAMiss() {
        assertThatThrownBy(() -> cache.get("k", () -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class);
        assertThat(cache.statistics().misses()).isEqualTo(1);
        for (Throwable failure : List.of(new IllegalStateException("no"), new IOException("no disk"))) {
            assertThatThrownBy(() -> cache.retrieve("k", () -> CompletableFuture.failedFuture(failure))
                            .join())
                    .hasCause(failure);
        }
        assertThatThrownBy(() -> cache.<String>retrieve("k", () -> {
                            throw new IllegalStateException("no");
                        })
                        .join())
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(cache.statistics().misses()).isEqualTo(4);
        assertThat(cache.statistics().puts()).isZero();
    }

    // ---- Keys

    /** What Redis' keys make one item of. */
    @Test
    void keysThatLookAlikeAreSeveral() {
        List<Object> keys = List.of(
                1,
                1L,
                "1",
                "1L",
                new SimpleKey("a, b", "c"),
                new SimpleKey("a", "b, c"),
                "SimpleKey [a, b, c]",
                "SimpleKey(['a','b, c'])",
                SimpleKey.EMPTY,
                new SimpleKey((Object) null),
                new SimpleKey("null"),
                "john doe",
                "johndoe",
                "x".repeat(300),
                "x".repeat(301),
                "grüße",
                "",
                new UUID(0, 1),
                Optional.of(1),
                new Object(),
                new Object());
        for (int i = 0; i < keys.size(); i++) {
            cache.put(keys.get(i), i);
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(cache.get(keys.get(i)).get()).as("%s", keys.get(i)).isEqualTo(i);
        }
        assertThat(cache.get(new SimpleKey("a", "b, c")).get()).isEqualTo(5);
    }

    @Test
    void aKeyOfAnUnknownClassIsRefusedUntilAConverterIsThere() {
        assertThatThrownBy(() -> cache.get(new StringBuilder("k")))
                .isInstanceOf(IllegalKeyException.class)
                .hasMessageContaining("java.lang.StringBuilder");
        assertThatThrownBy(() -> cache.retrieve(new StringBuilder("k")).join())
                .hasCauseInstanceOf(IllegalKeyException.class);

        Cache converted = MemjayCacheManager.builder(memjay)
                .keys(StringBuilder.class, StringBuilder::toString)
                .build()
                .getCache("things");
        converted.put(new StringBuilder("k"), 1);
        assertThat(converted.get(new StringBuilder("k")).get()).isEqualTo(1);
    }

    // ---- Values

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void singleValuesKeepTheirClassWithoutAType(boolean isInside) {
        for (Object value : List.of(
                "",
                "text",
                1,
                1L,
                (short) 1,
                (byte) 1,
                'c',
                1.5,
                1.5f,
                true,
                new UUID(1, 2),
                Instant.EPOCH,
                Duration.ZERO)) {
            cache.put("k", value);
            assertThat(cache.get("k").get()).isEqualTo(value);
            assertThat(cache.retrieve("k").join()).extracting("value").isEqualTo(value);
        }
    }

    @Test
    void aValueWithoutATypeIsRefusedByTheNameOfTheCacheAndItsSetting() {
        assertThatThrownBy(() -> cache.put("k", List.of(new Book("a", 1))))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("'things'")
                .hasMessageContaining("memjay.cache.caches.things.type");
        assertThatThrownBy(() -> cache.get("k", () -> new Book("a", 1)))
                .isInstanceOf(Cache.ValueRetrievalException.class)
                .hasCauseInstanceOf(CodecException.class);
        manager.getCache("books").put("k", new Book("a", 1));
        assertThat(manager.getCache("books").get("k").get()).isEqualTo(new Book("a", 1));
    }

    @Test
    void aTypeThatDoesNotHoldItsValuesFailsAtTheFirstPut() {
        Cache objects = typed("objects", new ParameterizedTypeReference<List<Object>>() {});
        assertThatThrownBy(() -> objects.put("k", List.of(new Book("a", 1))))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("Book became java.util.LinkedHashMap");
        Cache books = typed("typed", new ParameterizedTypeReference<List<Book>>() {});
        books.put("k", List.of(new Book("a", 1)));
        assertThat(books.get("k").get()).isEqualTo(List.of(new Book("a", 1)));
        assertThatThrownBy(() -> books.put("k", Map.of("a", 1))).isInstanceOf(CodecException.class);
    }

    private Cache typed(String name, ParameterizedTypeReference<?> type) {
        return MemjayCacheManager.builder(memjay)
                .cache(name, of -> of.type(type))
                .build()
                .getCache(name);
    }

    record OldBook(String title) {}

    /** A redeploy with another class: a counted miss, which the next value overwrites. */
    @Test
    void aValueOfAnotherVersionOfTheClassIsACountedMiss() {
        Cache before = MemjayCacheManager.builder(memjay)
                .cache("books", of -> of.type(OldBook.class))
                .build()
                .getCache("books");
        MemjayCache books = (MemjayCache) manager.getCache("books");
        before.put("k", new OldBook("a"));

        assertThat(books.get("k")).isNull();
        assertThat(books.retrieve("k").join()).isNull();
        assertThat(books.statistics().undecodable()).isEqualTo(2);
        assertThat(books.statistics().misses()).isEqualTo(2);
        assertThat(books.get("k", () -> new Book("a", 1))).isEqualTo(new Book("a", 1));
        assertThat(books.get("k").get()).isEqualTo(new Book("a", 1));

        before.put("k", new OldBook("a"));
        assertThat(books.putIfAbsent("k", new Book("b", 2))).isNull();
        assertThat(books.get("k").get()).isEqualTo(new Book("b", 2));
    }

    @Test
    void noClassNamesAreInTheData() {
        MemjayCache books = (MemjayCache) manager.getCache("books");
        books.put("k", new Book("a", 1));

        Encoded stored = memjay.keyspace(Stored.CODEC)
                .withPrefix("books:" + memjay.strings().get("books:~generation") + ":")
                .get("'k");
        assertThat(new String(stored.data(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("{\"title\":\"a\",\"pages\":1}");
        assertThat(stored.flags()).isZero();
    }

    record Page(ArrayList<String> items) implements java.io.Serializable {}

    @Test
    void serializationReadsOnlyWhatItsListAllows() {
        MemjayCacheManager serial = MemjayCacheManager.builder(memjay)
                .cache("pages", of -> of.serialization(Page.class.getName(), "java.util.ArrayList"))
                .cache("none", of -> of.serialization("com.example.Nothing"))
                .build();
        Page page = new Page(new ArrayList<>(List.of("a")));
        serial.getCache("pages").put("k", page);
        assertThat(serial.getCache("pages").get("k").get()).isEqualTo(page);
        assertThatThrownBy(() -> serial.getCache("none").put("k", page))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(Page.class.getName());
        assertThatThrownBy(() -> serial.getCache("pages").put("k", new Book("a", 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("not Serializable");
    }

    // ---- Times

    @Test
    void nullsHaveATimeToLiveOfTheirOwn() {
        MemjayCache timed = (MemjayCache) MemjayCacheManager.builder(memjay)
                .cache("timed", of -> of.ttl(Duration.ofHours(1)).nullTtl(Duration.ofSeconds(60)))
                .build()
                .getCache("timed");
        timed.put("value", 1);
        timed.put("null", null);
        timed.<Object>get("loaded", () -> null);

        assertThat(secondsLeft("value")).isBetween(3500L, 3600L);
        assertThat(secondsLeft("null")).isBetween(1L, 60L);
        assertThat(secondsLeft("loaded")).isBetween(1L, 60L);
    }

    private long secondsLeft(String key) {
        return memjay.keyspace(Stored.CODEC)
                .withPrefix("timed:" + memjay.strings().get("timed:~generation") + ":")
                .inspect("'" + key)
                .orElseThrow()
                .ttl()
                .orElseThrow()
                .toSeconds();
    }

    @Test
    void nearCopiesAreOfTheGenerationAndForgottenByWrites() {
        MemjayCache near = (MemjayCache) MemjayCacheManager.builder(memjay)
                .cache("things", of -> of.near(100, Duration.ofMinutes(10)))
                .build()
                .getCache("things");
        near.put("k", "first");
        assertThat(near.get("k").get()).isEqualTo("first");
        assertThat(near.get("k").get()).isEqualTo("first");
        cache.put("k", "behind its back");
        assertThat(near.get("k").get()).as("a copy").isEqualTo("first");
        near.put("k", "second");
        assertThat(near.get("k").get()).isEqualTo("second");
        near.evict("k");
        assertThat(near.get("k")).isNull();
        near.put("k", "third");
        near.clear();
        assertThat(near.get("k")).isNull();
    }

    @Test
    void aGraceNeedsATimeToLive() {
        assertThatThrownBy(() -> MemjayCacheManager.builder(memjay)
                        .cache("x", of -> of.staleIfError(Duration.ofHours(1)))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'");
    }

    @Test
    void namesMayBeFixedAndListenersHearOfEachCache() {
        List<String> heard = new ArrayList<>();
        MemjayCacheManager fixed =
                MemjayCacheManager.builder(memjay).cacheNames(List.of("a", "b")).build();
        fixed.onCache(made -> heard.add(made.getName()));
        assertThat(fixed.getCacheNames()).containsExactly("a", "b");
        assertThat(fixed.getCache("c")).isNull();
        manager.onCache(made -> heard.add(made.getName()));
        heard.clear();
        manager.getCache("later");
        manager.getCache("later");
        assertThat(heard).containsExactly("later");
        @Nullable Cache same = manager.getCache("later");
        assertThat(same).isSameAs(manager.getCache("later"));
    }
}
