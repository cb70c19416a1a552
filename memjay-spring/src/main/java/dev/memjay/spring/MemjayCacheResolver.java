package dev.memjay.spring;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.expression.AnnotatedElementKey;

/**
 * Gives each invocation of a cached method its own view of a {@link MemjayCache}: one that knows the generic type that the method
 * returns and whether it may block, and that remembers what it read until it writes, so that an eviction in between wins. The
 * caches are those of another resolver; caches of others pass as they are.
 *
 * <p>Usually put into Spring's interceptor by {@link MemjayCachePostProcessor}. Thread-safe.
 */
public final class MemjayCacheResolver implements CacheResolver {
    private final CacheResolver caches;
    private final Map<AnnotatedElementKey, MethodValue> methods = new ConcurrentHashMap<>();

    /**
     * @param caches finds the caches of an operation, such as a
     *     {@link org.springframework.cache.interceptor.SimpleCacheResolver} over a {@link MemjayCacheManager}
     */
    public MemjayCacheResolver(CacheResolver caches) {
        this.caches = Objects.requireNonNull(caches, "caches");
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        Collection<? extends Cache> found = caches.resolveCaches(context);
        MethodValue value = valueOf(context.getMethod(), context.getTarget());
        List<Cache> views = new ArrayList<>(found.size());
        for (Cache cache : found) {
            views.add(Transactions.forInvocation(cache, value));
        }
        return views;
    }

    private MethodValue valueOf(Method method, Object target) {
        Class<?> targetClass = AopProxyUtils.ultimateTargetClass(target);
        return methods.computeIfAbsent(
                new AnnotatedElementKey(method, targetClass),
                fresh -> MethodValue.of(AopUtils.getMostSpecificMethod(method, targetClass), targetClass));
    }
}
