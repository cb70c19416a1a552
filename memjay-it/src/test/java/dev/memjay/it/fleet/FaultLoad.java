package dev.memjay.it.fleet;

import dev.memjay.Keyspace;
import dev.memjay.error.MemjayException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Threads that read and write through a fleet, each its own keys, so that it knows what may be read: its last write that was
 * acknowledged, or one tried after it. An older one is stale; one that it never wrote, or of another key, is wrong.
 */
final class FaultLoad implements AutoCloseable {
    static final int THREADS = 4;
    private static final int KEYS = 400;
    /** Keys of a call for several. */
    private static final int SOME = 4;

    static final long PAUSE_NANOS = 200_000;

    /** What is called. */
    enum Calls {
        /** Blocking calls for one key. */
        SINGLE,
        /** Of the reads one in eight asynchronous, and one in eight for several keys. */
        MIXED
    }

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
    private final Calls calls;
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
    FaultLoad(Keyspace<String, String> texts, Calls calls, Predicate<String> isVictims) {
        this.texts = texts;
        this.calls = calls;
        this.isVictims = isVictims;
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(new Worker(i), "load-" + i);
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

    private static String key(int thread, int item) {
        return "load" + thread + "-" + item;
    }

    /** One thread: what it wrote, and what it may read. */
    private final class Worker implements Runnable {
        private final int number;
        private final SplittableRandom random;
        private final long[] acknowledged = new long[KEYS];
        private final long[] tried = new long[KEYS];
        private final boolean[] ofVictim = new boolean[KEYS];

        Worker(int number) {
            this.number = number;
            random = new SplittableRandom(number);
        }

        @Override
        public void run() {
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
                long start = System.nanoTime();
                boolean isVictims = call(current);
                long nanos = System.nanoTime() - start;
                current.longestNanos.accumulateAndGet(nanos, Math::max);
                if (!isVictims) {
                    latencies[count++] = nanos;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        /** One call in four writes; returns whether the node that something happens to has a part in it. */
        private boolean call(Phase current) {
            int item = random.nextInt(KEYS);
            int kind = random.nextInt(calls == Calls.MIXED ? 8 : 6);
            current.calls.incrementAndGet();
            try {
                if (random.nextInt(4) == 0) {
                    write(item, current);
                } else if (kind < 6) {
                    check(item, texts.get(key(number, item)));
                } else if (kind == 6) {
                    check(item, texts.async().get(key(number, item)).join());
                } else {
                    return readSome(item);
                }
            } catch (MemjayException | CompletionException e) {
                failed(current);
            }
            return ofVictim[item];
        }

        private void write(int item, Phase current) {
            String key = key(number, item);
            tried[item]++;
            if (texts.set(key, key + ":" + tried[item])) {
                acknowledged[item] = tried[item];
            } else {
                failed(current);
            }
        }

        private boolean readSome(int first) {
            List<String> keys = new ArrayList<>();
            boolean isVictims = false;
            for (int i = 0; i < SOME; i++) {
                keys.add(key(number, (first + i) % KEYS));
                isVictims |= ofVictim[(first + i) % KEYS];
            }
            Map<String, String> found = texts.getAll(keys);
            for (int i = 0; i < SOME; i++) {
                check((first + i) % KEYS, found.get(keys.get(i)));
            }
            return isVictims;
        }

        private void check(int item, @Nullable String value) {
            if (value == null) {
                return;
            }
            int colon = value.lastIndexOf(':');
            long version = colon < 0 ? -1 : Long.parseLong(value.substring(colon + 1));
            if (colon < 0
                    || !value.substring(0, colon).equals(key(number, item))
                    || version < 1
                    || version > tried[item]) {
                wrong.incrementAndGet();
            } else if (version < acknowledged[item]) {
                stale.incrementAndGet();
            }
        }
    }

    private void failed(Phase current) {
        current.failed.incrementAndGet();
        lastFailure.set(System.nanoTime());
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
