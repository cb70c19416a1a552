package dev.memjay.spring.boot;

import dev.memjay.spring.CacheStatistics;
import dev.memjay.spring.MemjayCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one cache: Micrometer's {@code cache.gets}, {@code cache.puts} and {@code cache.evictions}, and
 * {@code cache.puts.dropped}, {@code cache.undecodable} and {@code cache.failures}. What other JVMs do is in theirs.
 */
public final class CacheMeters extends CacheMeterBinder<MemjayCache> {
    private final Iterable<Tag> tags;

    /**
     * @param cache what is counted
     * @param tags beside its name
     */
    public CacheMeters(MemjayCache cache, Iterable<Tag> tags) {
        super(cache, cache.getName(), tags);
        this.tags = tags;
    }

    /** How many values a server has of a cache nobody knows. */
    @Override
    protected @Nullable Long size() {
        return null;
    }

    @Override
    protected long hitCount() {
        return count(CacheStatistics::hits);
    }

    @Override
    protected Long missCount() {
        return count(CacheStatistics::misses);
    }

    @Override
    protected Long evictionCount() {
        return count(CacheStatistics::evictions);
    }

    @Override
    protected long putCount() {
        return count(CacheStatistics::puts);
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        MemjayCache cache = getCache();
        if (cache != null) {
            counter(registry, cache, "cache.puts.dropped", "Values that were not stored", CacheStatistics::droppedPuts);
            counter(
                    registry,
                    cache,
                    "cache.undecodable",
                    "Values that could not be read, as after a change of their class",
                    CacheStatistics::undecodable);
            counter(
                    registry,
                    cache,
                    "cache.failures",
                    "Evictions and clears that did not reach memcached",
                    CacheStatistics::failures);
        }
    }

    private void counter(
            MeterRegistry registry,
            MemjayCache cache,
            String name,
            String description,
            ToLongFunction<CacheStatistics> figure) {
        FunctionCounter.builder(name, cache, counted -> figure.applyAsLong(counted.statistics()))
                .tags(tags)
                .tag("cache", cache.getName())
                .description(description)
                .register(registry);
    }

    private long count(ToLongFunction<CacheStatistics> figure) {
        MemjayCache cache = getCache();
        return cache == null ? 0 : figure.applyAsLong(cache.statistics());
    }
}
