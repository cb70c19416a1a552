package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;

class LoadAllTest {
    @Test
    void anErrorOfTheLoaderReachesTheListener() throws Exception {
        CacheLoader<String, String> loader = new CacheLoader<>() {
            @Override
            public String load(String key) {
                throw new NoClassDefFoundError("com/example/User");
            }

            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
                throw new NoClassDefFoundError("com/example/User");
            }
        };
        try (TwoMachines machines = new TwoMachines()) {
            Cache<String, String> cache = machines.onOne(new MutableConfiguration<String, String>()
                    .setTypes(String.class, String.class)
                    .setCacheLoaderFactory(() -> loader));
            CompletionListenerFuture future = new CompletionListenerFuture();

            cache.loadAll(Set.of("k"), true, future);

            assertThatThrownBy(() -> future.get(15, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CacheLoaderException.class)
                    .hasRootCauseInstanceOf(NoClassDefFoundError.class);
        }
    }
}
