package dev.memjay.internal.meter;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.Latency;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The counters of one verb at one node. Threads are spread over a few copies of all counters, so that two cores seldom
 * write the same cache line; a snapshot adds the copies up.
 */
public final class VerbMeter {
    private static final int COPIES =
            Math.min(8, Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors() * 2 - 1)));
    private static final FailureKind[] KINDS = FailureKind.values();
    private static final Phase[] PHASES = Phase.values();

    private static final int HITS = Latency.BUCKETS;
    private static final int MISSES = HITS + 1;
    private static final int RETRIES = MISSES + 1;
    private static final int ANSWERED_NANOS = RETRIES + 1;
    private static final int FAILED_NANOS = ANSWERED_NANOS + 1;
    private static final int FAILURES = FAILED_NANOS + 1;
    private static final int SWALLOWED = FAILURES + KINDS.length;
    private static final int TIMEOUTS = SWALLOWED + KINDS.length;
    /** Eight more than needed, so that no two copies share a cache line of 64 bytes. */
    private static final int COPY = TIMEOUTS + PHASES.length + 8;

    private final AtomicLongArray counters = new AtomicLongArray(COPIES * COPY);

    private void add(int counter, long amount) {
        int copy = (int) Thread.currentThread().getId() & (COPIES - 1);
        counters.getAndAdd(copy * COPY + counter, amount);
    }

    /** A call was answered. */
    public void answered(long nanos) {
        add(Latency.bucketOf(nanos), 1);
        add(ANSWERED_NANOS, nanos);
    }

    /** Reads found so many items and missed so many. */
    public void read(int hits, int misses) {
        if (hits > 0) {
            add(HITS, hits);
        }
        if (misses > 0) {
            add(MISSES, misses);
        }
    }

    /** A call is sent a second time. */
    public void retried() {
        add(RETRIES, 1);
    }

    /** A call failed. */
    public void failed(FailureKind kind, long nanos) {
        add(FAILURES + kind.ordinal(), 1);
        add(FAILED_NANOS, nanos);
    }

    /** A call timed out; counts as failed too. */
    public void timedOut(Phase phase, long nanos) {
        failed(FailureKind.TIMEOUT, nanos);
        add(TIMEOUTS + phase.ordinal(), 1);
    }

    /** A failure was hidden from its caller. */
    public void swallowed(FailureKind kind) {
        add(SWALLOWED + kind.ordinal(), 1);
    }

    /** Adds the copies up. */
    Metrics.OfVerb snapshot() {
        long[] sums = new long[COPY];
        for (int i = 0; i < counters.length(); i++) {
            sums[i % COPY] += counters.get(i);
        }
        long[] buckets = new long[Latency.BUCKETS];
        System.arraycopy(sums, 0, buckets, 0, buckets.length);
        Latency latency = new Latency(buckets, sums[ANSWERED_NANOS]);
        Map<FailureKind, Long> failures = kinds(sums, FAILURES);
        long failed = failures.values().stream().mapToLong(Long::longValue).sum();
        Map<Phase, Long> timeouts = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            if (sums[TIMEOUTS + phase.ordinal()] > 0) {
                timeouts.put(phase, sums[TIMEOUTS + phase.ordinal()]);
            }
        }
        return new Metrics.OfVerb(
                latency.count() + failed,
                sums[HITS],
                sums[MISSES],
                sums[RETRIES],
                failures,
                kinds(sums, SWALLOWED),
                timeouts,
                latency,
                sums[FAILED_NANOS]);
    }

    private static Map<FailureKind, Long> kinds(long[] sums, int first) {
        Map<FailureKind, Long> counts = new EnumMap<>(FailureKind.class);
        for (FailureKind kind : KINDS) {
            if (sums[first + kind.ordinal()] > 0) {
                counts.put(kind, sums[first + kind.ordinal()]);
            }
        }
        return counts;
    }
}
