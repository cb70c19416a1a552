package dev.memjay.spring.boot4;

import dev.memjay.spring.MemjayCache;
import dev.memjay.spring.MemjayCacheManager;
import dev.memjay.spring.boot.CacheMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.context.annotation.Bean;

/**
 * Meters of each cache, also of those that are made after the start, which Boot itself would not look for. Goes before Boot's
 * own configuration, which makes its registrar only where there is somebody to give meters.
 */
@AutoConfiguration(after = MemjayCacheAutoConfiguration.class, before = CacheMetricsAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, CacheMeterBinderProvider.class})
@ConditionalOnBean(MemjayCacheManager.class)
public class MemjayCacheMetricsAutoConfiguration {
    @Bean
    CacheMeterBinderProvider<MemjayCache> memjayCacheMeterBinderProvider() {
        return CacheMeters::new;
    }

    @Bean
    SmartInitializingSingleton memjayCacheMeters(
            Map<String, MemjayCacheManager> managers, ObjectProvider<CacheMetricsRegistrar> registrar) {
        return () -> registrar.ifAvailable(known -> managers.forEach((name, manager) ->
                manager.onCache(cache -> known.bindCacheToRegistry(cache, Tag.of("cache.manager", tag(name))))));
    }

    /** As Boot names managers in this tag: usersCacheManager is users. */
    private static String tag(String bean) {
        String suffix = "cacheManager";
        int end = bean.length() - suffix.length();
        return end > 0 && bean.regionMatches(true, end, suffix, 0, suffix.length()) ? bean.substring(0, end) : bean;
    }
}
