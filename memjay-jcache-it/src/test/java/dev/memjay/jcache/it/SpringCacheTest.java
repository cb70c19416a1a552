package dev.memjay.jcache.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.jcache.MemjayCachingProvider;
import dev.memjay.server.MemcachedServer;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring's adapter to JCache over this provider, with annotated methods. */
class SpringCacheTest {
    record Item(String name, int size) implements Serializable {}

    @Configuration
    @EnableCaching
    static class Beans {
        @Bean
        MemcachedServer server() throws Exception {
            return MemcachedServer.builder().start();
        }

        @Bean
        MemjayCachingProvider provider() {
            return new MemjayCachingProvider();
        }

        @Bean
        JCacheCacheManager cacheManager(MemjayCachingProvider provider, MemcachedServer server) {
            var caches = provider.getCacheManager(
                    URI.create("memcached://" + server.address() + "?timeout=20s&connectTimeout=20s"), null);
            caches.createCache("items", new MutableConfiguration<>());
            return new JCacheCacheManager(caches);
        }

        @Bean
        Items items() {
            return new Items();
        }
    }

    static class Items {
        private final AtomicInteger calls = new AtomicInteger();

        public int calls() {
            return calls.get();
        }

        @Cacheable("items")
        public List<String> find(String name, int size) {
            calls.incrementAndGet();
            return List.of(name, Integer.toString(size));
        }

        @Cacheable(cacheNames = "items", sync = true)
        public String nothing(long id) {
            calls.incrementAndGet();
            return null;
        }

        @CachePut(cacheNames = "items", key = "#id")
        public Integer store(long id, int value) {
            return value;
        }

        @CacheEvict(cacheNames = "items", allEntries = true)
        public void clear() {}

        @Cacheable("items")
        public Item item(String name) {
            return new Item(name, 1);
        }
    }

    @Test
    void annotatedMethodsAreCached() {
        try (var context = new AnnotationConfigApplicationContext(Beans.class)) {
            Items items = context.getBean(Items.class);

            assertThat(items.find("a, b", 1)).isEqualTo(items.find("a, b", 1)).containsExactly("a, b", "1");
            assertThat(items.find("a", 1)).containsExactly("a", "1");
            assertThat(items.calls()).as("two keys of two parts").isEqualTo(2);
            assertThat(items.nothing(7)).isNull();
            assertThat(items.nothing(7)).isNull();
            assertThat(items.calls()).as("a null is kept").isEqualTo(3);
            items.store(7, 42);
            assertThat(context.getBean(JCacheCacheManager.class)
                            .getCache("items")
                            .get(7L, Integer.class))
                    .isEqualTo(42);
            items.clear();
            assertThat(items.find("a", 1)).containsExactly("a", "1");
            assertThat(items.calls()).as("emptied").isEqualTo(4);
        }
    }

    @Test
    void aValueOfAClassThatNobodyAllowedFailsAtItsFirstPutAndNamesTheProperty() {
        try (var context = new AnnotationConfigApplicationContext(Beans.class)) {
            Items items = context.getBean(Items.class);

            assertThatThrownBy(() -> items.item("a"))
                    .hasMessageContaining("SpringCacheTest$Item")
                    .hasMessageContaining("allowValues");
        }
    }
}
