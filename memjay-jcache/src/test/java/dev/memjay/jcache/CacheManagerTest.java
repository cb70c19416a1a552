package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Creating a cache, and what fails on the way. */
class CacheManagerTest {
    private final AtomicInteger closed = new AtomicInteger();
    private TwoMachines machines;

    @BeforeEach
    void start() throws Exception {
        machines = new TwoMachines();
    }

    @AfterEach
    void stop() {
        machines.close();
    }

    private record Loader(AtomicInteger closed) implements CacheLoader<String, String>, Closeable {
        @Override
        public String load(String key) {
            return key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return Map.of();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void aManagerThatIsClosedMeanwhileKeepsNoCache() {
        CacheManager manager = machines.one();
        MutableConfiguration<String, String> configuration = new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setCacheLoaderFactory(() -> {
                    manager.close();
                    return new Loader(closed);
                });

        assertThatThrownBy(() -> manager.createCache("cache", configuration))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThat(closed).hasValue(1);
    }

    /** Cannot say whether it is to be managed, once the cache has its copy. */
    private static final class Unmanageable extends MutableConfiguration<String, String> {
        private static final long serialVersionUID = 1L;
        private int questions;

        @Override
        public boolean isManagementEnabled() {
            if (questions++ > 0) {
                throw new CacheException("no MBean server");
            }
            return false;
        }
    }

    @Test
    void aCacheWhoseBeansCannotBeShownIsNotThereEither() {
        CacheManager manager = machines.one();
        MutableConfiguration<String, String> configuration =
                new Unmanageable().setTypes(String.class, String.class).setCacheLoaderFactory(() -> new Loader(closed));

        assertThatThrownBy(() -> manager.createCache("cache", configuration))
                .isInstanceOf(CacheException.class)
                .hasMessage("no MBean server");

        assertThat(manager.getCacheNames()).isEmpty();
        assertThat(closed).hasValue(1);
        manager.createCache("cache", new MutableConfiguration<>());
    }
}
