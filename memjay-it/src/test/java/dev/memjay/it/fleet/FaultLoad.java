package dev.memjay.it.fleet;

import dev.memjay.Keyspace;
import dev.memjay.error.MemjayException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Threads that read and write through a fleet, each its own keys, so that it knows what may be read: its last write that was
 * acknowledged, or one tried after it. An older one is stale; one that it never wrote, or of another key, is wrong.
 */
final class FaultLoad implements AutoCloseable {
    static final int THREADS = 4;
    private static final int KEYS = 400;
    static final long PAUSE_NANOS = 200_000;

    /** What was counted in one phase. */
    static final class Phase {
        final AtomicLong calls = new AtomicLong();
        final AtomicLong failed = new AtomicLong();
        final AtomicLong longestNanos = new AtomicLong();
        private final List<long[]> latencies = new ArrayList<>();

        double failedShare() {
            return 100.0 * failed.get() / Math.max(1, calls.get());
        }

        /** The 99th percentile of the calls to nodes that nothing happened to. */
        synchronized long p99OfOthersNanos() {
            long[] all =
                    latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return all.length == 0 ? 0 : all[(int) (all.length * 0.99)];
        }

        synchronized void add(long[] some) {
            latencies.add(some);
        }
    }

    private final List<Thread> threads = new ArrayList<>();
    private final Keyspace<String, String> texts;
    private final Predicate<String> isVictims;
    final AtomicLong wrong = new AtomicLong();
    final AtomicLong stale = new AtomicLong();
    final AtomicLong lastFailure = new AtomicLong();
    private volatile Phase phase = new Phase();
    private volatile boolean stopped;

    /**
     * @param texts what to call
     * @param isVictims whether a key belongs to the node that something will happen to
     */
    FaultLoad(Keyspace<String, String> texts, Predicate<String> isVictims) {
        this.texts = texts;
        this.isVictims = isVictims;
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> work(number), "load-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Counts in a new phase from now on. */
    Phase begin() {
        Phase next = new Phase();
        phase = next;
        return next;
    }

    private void work(int number) {
        SplittableRandom random = new SplittableRandom(number);
        long[] acknowledged = new long[KEYS];
        long[] tried = new long[KEYS];
        boolean[] ofVictim = new boolean[KEYS];
        for (int i = 0; i < KEYS; i++) {
            ofVictim[i] = isVictims.test(key(number, i));
        }
        long[] latencies = new long[1000];
        int count = 0;
        Phase current = phase;
        while (!stopped) {
            if (current != phase || count == latencies.length) {
                current.add(Arrays.copyOf(latencies, count));
                count = 0;
                current = phase;
            }
            int item = random.nextInt(KEYS);
            long start = System.nanoTime();
            call(key(number, item), item, random.nextInt(4) == 0, acknowledged, tried, current);
            long nanos = System.nanoTime() - start;
            current.longestNanos.accumulateAndGet(nanos, Math::max);
            if (!ofVictim[item]) {
                latencies[count++] = nanos;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static String key(int thread, int item) {
        return "load" + thread + "-" + item;
    }

    private void call(String key, int item, boolean writes, long[] acknowledged, long[] tried, Phase current) {
        current.calls.incrementAndGet();
        try {
            if (writes) {
                tried[item]++;
                if (texts.set(key, key + ":" + tried[item])) {
                    acknowledged[item] = tried[item];
                } else {
                    failed(current);
                }
            } else {
                check(key, texts.get(key), acknowledged[item], tried[item]);
            }
        } catch (MemjayException e) {
            failed(current);
        }
    }

    private void failed(Phase current) {
        current.failed.incrementAndGet();
        lastFailure.set(System.nanoTime());
    }

    private void check(String key, @org.jspecify.annotations.Nullable String value, long acknowledged, long tried) {
        if (value == null) {
            return;
        }
        int colon = value.lastIndexOf(':');
        long version = colon < 0 ? -1 : Long.parseLong(value.substring(colon + 1));
        if (colon < 0 || !value.substring(0, colon).equals(key) || version < 1 || version > tried) {
            wrong.incrementAndGet();
        } else if (version < acknowledged) {
            stale.incrementAndGet();
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
