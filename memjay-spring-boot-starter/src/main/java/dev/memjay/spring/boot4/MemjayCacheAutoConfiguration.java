package dev.memjay.spring.boot4;

import dev.memjay.Memjay;
import dev.memjay.spring.MemjayCacheManager;
import dev.memjay.spring.boot.CacheManagers;
import dev.memjay.spring.boot.MemjayCachesAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;

/**
 * The cache manager, by the properties {@code memjay.cache.*}, where the application has {@code @EnableCaching} and neither a
 * cache manager of its own nor another {@code spring.cache.type}. Of several clients it takes the primary one; without one
 * there is no manager.
 */
@AutoConfiguration(after = MemjayCachesAutoConfiguration.class, before = CacheAutoConfiguration.class)
@ConditionalOnBean(CacheAspectSupport.class)
@ConditionalOnSingleCandidate(Memjay.class)
@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
@ConditionalOnProperty(name = "spring.cache.type", havingValue = "memjay", matchIfMissing = true)
public class MemjayCacheAutoConfiguration {
    @Bean
    MemjayCacheManager cacheManager(
            CacheManagers managers, Memjay memjay, ObjectProvider<CacheManagerCustomizer<?>> customizers) {
        // Boot's own bean of this type is not there where there is a cache manager.
        return new CacheManagerCustomizers(customizers.orderedStream().toList()).customize(managers.over(memjay));
    }
}
