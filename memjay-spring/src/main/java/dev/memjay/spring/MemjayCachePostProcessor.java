package dev.memjay.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.core.PriorityOrdered;

/**
 * Puts a {@link MemjayCacheResolver} into Spring's cache interceptor, around the resolver that a {@code CachingConfigurer} gives,
 * or else around the only {@link CacheManager}. Beside a {@code CachingConfigurer} of a program, of which there may be
 * only one. Methods with a {@code cacheManager} or {@code cacheResolver} of their own keep it: their caches go by their
 * configured types.
 *
 * <p>Where there is a {@code CachingConfigurer}, the resolver is put in once all singletons are made: to ask the interceptor for
 * the one it has makes the configurer and all that it needs, too early for other post-processors.
 *
 * <p>To be declared by a static bean method.
 */
public final class MemjayCachePostProcessor
        implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton, PriorityOrdered {
    private @Nullable BeanFactory beans;

    /** Interceptors that wait for their configurer; null once all singletons are made. */
    private @Nullable List<CacheAspectSupport> waiting = new ArrayList<>();

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        beans = beanFactory;
    }

    /** Before the post-processor that makes proxies, which makes the interceptor as soon as it sees any bean. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof CacheAspectSupport interceptor && !waits(interceptor)) {
            wrap(interceptor);
        }
        return bean;
    }

    private synchronized boolean waits(CacheAspectSupport interceptor) {
        return waiting != null && hasConfigurer() && waiting.add(interceptor);
    }

    private boolean hasConfigurer() {
        return beans instanceof ListableBeanFactory factory
                && factory.getBeanNamesForType(CachingConfigurer.class, true, false).length > 0;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<CacheAspectSupport> interceptors;
        synchronized (this) {
            interceptors = waiting == null ? List.of() : waiting;
            waiting = null;
        }
        interceptors.forEach(this::wrap);
    }

    private void wrap(CacheAspectSupport interceptor) {
        CacheResolver given = interceptor.getCacheResolver();
        if (!(given instanceof MemjayCacheResolver)) {
            interceptor.setCacheResolver(new MemjayCacheResolver(given == null ? onlyManager() : given));
        }
    }

    /** The manager is asked for when a method is first called, since the interceptor is made before most beans. */
    private CacheResolver onlyManager() {
        BeanFactory factory = Objects.requireNonNull(beans, "the bean factory");
        return new CacheResolver() {
            private volatile @Nullable CacheResolver resolver;

            @Override
            public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
                CacheResolver known = resolver;
                if (known == null) {
                    known = new SimpleCacheResolver(factory.getBean(CacheManager.class));
                    resolver = known;
                }
                return known.resolveCaches(context);
            }
        };
    }
}
