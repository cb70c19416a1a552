package dev.memjay.spring;

import org.springframework.cache.Cache;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.util.ClassUtils;

/** Caches that write after the commit; apart, since spring-context-support need not be there. */
final class Transactions {
    private static final boolean IS_PRESENT = ClassUtils.isPresent(
                    "org.springframework.cache.transaction.TransactionAwareCacheDecorator",
                    Transactions.class.getClassLoader())
            && ClassUtils.isPresent(
                    "org.springframework.transaction.support.TransactionSynchronizationManager",
                    Transactions.class.getClassLoader());

    private Transactions() {}

    static Cache aware(MemjayCache cache) {
        if (!IS_PRESENT) {
            throw new IllegalStateException("the cache '" + cache.getName()
                    + "' is transaction-aware, which needs spring-context-support and spring-tx on the class path; add"
                    + " org.springframework:spring-context-support");
        }
        return Decorated.of(cache);
    }

    /** The view of one invocation behind a cache that Spring's interceptor would use; other caches as they are. */
    static Cache forInvocation(Cache cache, MethodValue value) {
        if (cache instanceof MemjayCache own) {
            return own.forInvocation(value);
        }
        return IS_PRESENT ? Decorated.forInvocation(cache, value) : cache;
    }

    private static final class Decorated {
        static Cache of(MemjayCache cache) {
            return new TransactionAwareCacheDecorator(cache);
        }

        static Cache forInvocation(Cache cache, MethodValue value) {
            return cache instanceof TransactionAwareCacheDecorator decorator
                            && decorator.getTargetCache() instanceof MemjayCache own
                    ? new TransactionAwareCacheDecorator(own.forInvocation(value))
                    : cache;
        }
    }
}
