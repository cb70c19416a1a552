package dev.memjay.spring;

/** Changes the cache manager that a starter builds, before it is built: a bean of this type is called with its builder. */
@FunctionalInterface
public interface MemjayCacheManagerCustomizer {
    /** Changes the builder. */
    void customize(MemjayCacheManager.Builder builder);
}
