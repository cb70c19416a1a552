package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.server.MemcachedServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One of two nodes is gone, and the failure policy makes misses of that: what docs/jcache.md says of it. */
class FailedNodeTest {
    private static final List<String> KEYS =
            IntStream.range(0, 40).mapToObj(i -> "k" + i).toList();

    private final MemjayCachingProvider provider = new MemjayCachingProvider();
    private final List<String> written = new ArrayList<>();
    private MemcachedServer one;
    private MemcachedServer other;

    @BeforeEach
    void start() throws Exception {
        one = MemcachedServer.builder().start();
        other = MemcachedServer.builder().start();
    }

    @AfterEach
    void stop() {
        provider.close();
        one.close();
        other.close();
    }

    private CacheManager manager() {
        return provider.getCacheManager(
                URI.create("memcached://" + one.address() + "," + other.address()
                        + "?timeout=20s&connectTimeout=20s&failurePolicy=miss"),
                null);
    }

    private static MutableConfiguration<String, String> texts() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    private Cache<String, String> filled(MutableConfiguration<String, String> configuration) {
        Cache<String, String> cache = manager().createCache("cache", configuration);
        KEYS.forEach(key -> cache.put(key, "old"));
        written.clear();
        return cache;
    }

    private MutableConfiguration<String, String> writingThrough() {
        return texts().setWriteThrough(true).setCacheWriterFactory(() -> new NotingWriter(written));
    }

    private static boolean hasSeen(MemcachedServer server, String part) {
        return server.requests().stream().anyMatch(request -> request.line().contains(part));
    }

    private MemcachedServer generationsNode() {
        return hasSeen(one, "~generation") ? one : other;
    }

    /** A key on the node that the generation is not on. */
    private String keyElsewhere() {
        MemcachedServer elsewhere = generationsNode() == one ? other : one;
        return KEYS.stream()
                .filter(key -> hasSeen(elsewhere, ":'" + key + " "))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<ThrowingCallable> comparing(Cache<String, String> cache, String key) {
        return Stream.of(
                () -> cache.putIfAbsent(key, "new"),
                () -> cache.replace(key, "new"),
                () -> cache.replace(key, "old", "new"),
                () -> cache.remove(key, "old"),
                () -> cache.getAndPut(key, "new"),
                () -> cache.getAndReplace(key, "new"),
                () -> cache.getAndRemove(key),
                () -> cache.invoke(key, (entry, arguments) -> entry.exists()));
    }

    private void comparingThrows(Cache<String, String> cache, String key) {
        assertThat(comparing(cache, key))
                .allSatisfy(operation -> assertThatThrownBy(operation)
                        .isInstanceOf(CacheException.class)
                        .hasMessageStartingWith("cache 'cache': ")
                        .hasCauseInstanceOf(MemjayException.class));
    }

    @Test
    void operationsThatCompareThrowIfTheGenerationCannotBeAsked() {
        Cache<String, String> cache = filled(texts());
        String key = keyElsewhere();
        generationsNode().close();

        assertThat(cache.get(key)).isNull();
        comparingThrows(cache, key);
        assertThatThrownBy(() -> cache.invokeAll(Set.of(key), (entry, arguments) -> entry.exists()))
                .isInstanceOf(CacheException.class);
    }

    @Test
    void operationsThatCompareThrowIfTheEntryCannotBeAsked() {
        Cache<String, String> cache = filled(texts());
        String key = keyElsewhere();
        (generationsNode() == one ? other : one).close();

        assertThat(cache.get(key)).isNull();
        comparingThrows(cache, key);
    }

    @Test
    void noWriterIsCalledForAComparisonThatCouldNotBeMade() {
        Cache<String, String> cache = filled(writingThrough());
        String key = keyElsewhere();
        generationsNode().close();

        assertThatThrownBy(() -> cache.putIfAbsent(key, "new")).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> cache.replace(key, "new")).isInstanceOf(CacheException.class);
        assertThat(written).isEmpty();
    }

    @Test
    void plainWritesAreDroppedWhereAnUpdateMovesNoEnd() {
        plainWritesAreDropped(texts().setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR)));
    }

    @Test
    void plainWritesAreDroppedWhereReadsMoveTheEnd() {
        plainWritesAreDropped(texts().setExpiryPolicyFactory(AccessedExpiryPolicy.factoryOf(Duration.ONE_HOUR)));
    }

    @Test
    void plainWritesAreDroppedWhereListenersWantTheOldValue() {
        plainWritesAreDropped(texts().addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                () -> (CacheEntryCreatedListener<String, String>) events -> {}, null, true, true)));
    }

    private void plainWritesAreDropped(MutableConfiguration<String, String> configuration) {
        Cache<String, String> cache = filled(configuration);
        String key = keyElsewhere();
        String here = KEYS.stream()
                .filter(any -> hasSeen(generationsNode(), ":'" + any + " "))
                .findFirst()
                .orElseThrow();
        (generationsNode() == one ? other : one).close();

        cache.put(key, "new");
        cache.putAll(Map.of(key, "newer", here, "newer"));
        assertThat(cache.getAll(Set.of(key, here))).isEqualTo(Map.of(here, "newer"));
        assertThat(cache.remove(key)).isFalse();
        cache.removeAll(Set.of(key, here));
        assertThat(cache.get(here)).isNull();
    }

    @Test
    void aFailedWriteIsThrownWhereOnlyReadsMayMiss() {
        Cache<String, String> cache = manager()
                .createCache(
                        "cache",
                        new MemjayCacheConfiguration<>(String.class, String.class)
                                .setKeyspaceView(keyspace -> keyspace.withFailurePolicy(FailurePolicy.MISS_READS)));
        KEYS.forEach(key -> cache.put(key, "old"));
        String key = keyElsewhere();
        generationsNode().close();

        assertThat(cache.get(key)).isNull();
        assertThatThrownBy(() -> cache.put(key, "new"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("cache 'cache'");
    }
}
