package dev.memjay.spring.boot;

import dev.memjay.spring.MemjayCacheManagerCustomizer;
import dev.memjay.spring.ValueCodecs;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The properties of caches, and what makes their manager of them; the manager's bean is the starters'. */
@AutoConfiguration(after = MemjayAutoConfiguration.class)
@ConditionalOnClass(CacheAspectSupport.class)
@EnableConfigurationProperties(MemjayCacheProperties.class)
public class MemjayCachesAutoConfiguration {
    @Bean
    CacheManagers memjayCacheManagers(
            MemjayCacheProperties properties,
            Environment environment,
            ObjectProvider<ValueCodecs> values,
            ObjectProvider<MemjayCacheManagerCustomizer> customizers) {
        return new CacheManagers(properties, environment, values, customizers);
    }
}
