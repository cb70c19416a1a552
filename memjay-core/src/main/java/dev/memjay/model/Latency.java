package dev.memjay.model;

import java.time.Duration;

/**
 * An immutable histogram of durations, four buckets to each doubling: what it says is at most a quarter too much.
 *
 * <p>Bucket {@code 4 e + s} holds the durations whose nanoseconds have their highest bit at {@code e} and {@code s} in
 * the two bits below it.
 */
public final class Latency {
    /** Number of buckets; the last holds everything from about 18 minutes up. */
    public static final int BUCKETS = 164;

    private final long[] counts;
    private final long total;
    private final long sumNanos;

    /**
     * @param counts how often each bucket was hit, {@link #BUCKETS} of them; copied
     * @param sumNanos all durations together, in nanoseconds
     */
    public Latency(long[] counts, long sumNanos) {
        if (counts.length != BUCKETS) {
            throw new IllegalArgumentException("counts has " + counts.length + " buckets, not " + BUCKETS);
        }
        this.counts = counts.clone();
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        total = sum;
        this.sumNanos = sumNanos;
    }

    /** What was recorded since an earlier histogram of the same calls. */
    public Latency since(Latency earlier) {
        long[] more = counts.clone();
        for (int i = 0; i < BUCKETS; i++) {
            more[i] -= earlier.counts[i];
        }
        return new Latency(more, sumNanos - earlier.sumNanos);
    }

    /** Both histograms as one. */
    public Latency plus(Latency other) {
        long[] both = counts.clone();
        for (int i = 0; i < BUCKETS; i++) {
            both[i] += other.counts[i];
        }
        return new Latency(both, sumNanos + other.sumNanos);
    }

    /** All durations together, in nanoseconds. */
    public long sumNanos() {
        return sumNanos;
    }

    /** The bucket of a duration. */
    public static int bucketOf(long nanos) {
        if (nanos < 4) {
            return 8;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(nanos);
        return Math.min(4 * exponent + (int) (nanos >>> (exponent - 2) & 3), BUCKETS - 1);
    }

    /** The longest duration of a bucket, in nanoseconds. */
    public static long upperBound(int bucket) {
        int exponent = bucket / 4;
        return exponent < 2 ? 3 : (1L << exponent) + ((bucket % 4 + 1L) << (exponent - 2)) - 1;
    }

    /** How many durations were recorded. */
    public long count() {
        return total;
    }

    /** How many durations fell into a bucket. */
    public long count(int bucket) {
        return counts[bucket];
    }

    /**
     * The duration that this share of all durations did not exceed; zero when none was recorded.
     *
     * @param share 0 to 1, such as 0.99
     */
    public Duration percentile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share + " is not between 0 and 1");
        }
        long wanted = Math.max(1, (long) Math.ceil(total * share));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS && total > 0; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return Duration.ofNanos(upperBound(bucket));
            }
        }
        return Duration.ZERO;
    }

    @Override
    public String toString() {
        return count() + " calls, p50 " + percentile(0.5).toNanos() / 1000 + " us, p99 "
                + percentile(0.99).toNanos() / 1000 + " us";
    }
}
