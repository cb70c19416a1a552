package dev.memjay.jcache;

import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;

/**
 * What one cache object of one JVM counted. Evictions are memcached's affair and stay at 0 here; its {@code stats} show them, and
 * Memjay's own metrics what calls cost.
 */
final class Statistics implements CacheStatisticsMXBean {
    private static final float NANOS_PER_MICRO = 1_000f;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();
    private volatile boolean isEnabled;

    boolean isEnabled() {
        return isEnabled;
    }

    void enable(boolean enabled) {
        isEnabled = enabled;
    }

    void read(boolean isHit) {
        if (isEnabled) {
            (isHit ? hits : misses).increment();
        }
    }

    void puts(int count) {
        if (isEnabled) {
            puts.add(count);
        }
    }

    void removed() {
        if (isEnabled) {
            removals.increment();
        }
    }

    void readFor(long nanos) {
        if (isEnabled) {
            getNanos.add(nanos);
        }
    }

    void putFor(long nanos) {
        if (isEnabled) {
            putNanos.add(nanos);
        }
    }

    void removedFor(long nanos) {
        if (isEnabled) {
            removeNanos.add(nanos);
        }
    }

    @Override
    public void clear() {
        for (LongAdder adder : new LongAdder[] {hits, misses, puts, removals, getNanos, putNanos, removeNanos}) {
            adder.reset();
        }
    }

    @Override
    public long getCacheHits() {
        return hits.sum();
    }

    @Override
    public float getCacheHitPercentage() {
        return percentage(getCacheHits());
    }

    @Override
    public long getCacheMisses() {
        return misses.sum();
    }

    @Override
    public float getCacheMissPercentage() {
        return percentage(getCacheMisses());
    }

    @Override
    public long getCacheGets() {
        return getCacheHits() + getCacheMisses();
    }

    @Override
    public long getCachePuts() {
        return puts.sum();
    }

    @Override
    public long getCacheRemovals() {
        return removals.sum();
    }

    @Override
    public long getCacheEvictions() {
        return 0;
    }

    @Override
    public float getAverageGetTime() {
        return average(getNanos, getCacheGets());
    }

    @Override
    public float getAveragePutTime() {
        return average(putNanos, getCachePuts());
    }

    @Override
    public float getAverageRemoveTime() {
        return average(removeNanos, getCacheRemovals());
    }

    private float percentage(long part) {
        long gets = getCacheGets();
        return gets == 0 ? 0 : (float) part / gets * 100;
    }

    private static float average(LongAdder nanos, long count) {
        return count == 0 ? 0 : nanos.sum() / NANOS_PER_MICRO / count;
    }
}
