package dev.memjay.spring;

/**
 * What a cache did in this JVM since it was made.
 *
 * @param hits reads that found a value, cached nulls among them
 * @param misses reads that found none
 * @param puts values and nulls that were stored
 * @param droppedPuts values that were not stored: memcached could not be reached, or the key was evicted, or loaded by another caller, while the method
 *     ran
 * @param evictions evictions of keys, and clears of the whole cache, that reached memcached
 * @param undecodable values that could not be read, as after a change of their class; they count as misses too
 * @param failures evictions and clears that did not reach memcached
 */
public record CacheStatistics(
        long hits, long misses, long puts, long droppedPuts, long evictions, long undecodable, long failures) {}
