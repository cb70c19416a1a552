package dev.memjay.model;

/**
 * An immutable snapshot of what a near cache did since it was made, with all of its views.
 *
 * @param hits values that a copy gave, because it was young enough or because the server said that it is still its own value; in
 *     bulk, each key counts
 * @param misses values that a server was asked for, since there was no copy, or it had reached its age
 * @param evictions copies that had to go for others, since there were too many
 * @param size copies that there are now, about
 */
public record NearMetrics(long hits, long misses, long evictions, long size) {}
