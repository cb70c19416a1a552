package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.NamedCacheResolver;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When and around what the resolver is put into Spring's interceptor. */
class MemjayCachePostProcessorTest {
    /** Sees the beans that are made once all post-processors are there, as one that makes proxies would. */
    static final class Seeing implements BeanPostProcessor {
        final List<String> names = new ArrayList<>();

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            names.add(name);
            return bean;
        }
    }

    static final class Tenants {}

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {
        @Bean
        static MemjayCachePostProcessor memjayCaches() {
            return new MemjayCachePostProcessor();
        }

        @Bean
        static Seeing seeing() {
            return new Seeing();
        }

        @Bean
        CacheManager manager() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Configured {
        @Bean
        Tenants tenants() {
            return new Tenants();
        }

        @Bean
        CachingConfigurer configurer(Tenants tenants, CacheManager manager) {
            return new CachingConfigurer() {
                @Override
                public CacheResolver cacheResolver() {
                    return new NamedCacheResolver(manager, tenants.getClass().getSimpleName());
                }
            };
        }
    }

    @Test
    void aConfigurerAndWhatItNeedsAreNotMadeEarly() {
        try (var context = new AnnotationConfigApplicationContext(Caching.class, Configured.class)) {
            assertThat(context.getBean(Seeing.class).names).contains("configurer", "tenants", "manager");
            assertThat(context.getBean(CacheInterceptor.class).getCacheResolver())
                    .isInstanceOf(MemjayCacheResolver.class);
        }
    }

    @Test
    void withoutAConfigurerTheOnlyManagerIsAsked() {
        try (var context = new AnnotationConfigApplicationContext(Caching.class)) {
            assertThat(context.getBean(CacheInterceptor.class).getCacheResolver())
                    .isInstanceOf(MemjayCacheResolver.class);
        }
    }
}
