package dev.memjay.cli;

import dev.memjay.Keyspace;
import dev.memjay.cli.console.Console;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One second of load: several threads that call without a pause, nine gets to one set, and how long each call took. */
final class DemoLoad {
    private static final int THREADS = 8;
    private static final int KEYS = 1_000;
    private static final int VALUE_LENGTH = 100;
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOAD_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** More calls than a thread makes in a second; those beyond would be counted but not timed. */
    private static final int MAX_TIMED = 1 << 19;

    private final Keyspace<String, String> texts;
    private final Console console;
    private final String[] keys = new String[KEYS];

    DemoLoad(Keyspace<String, String> texts, Console console) {
        this.texts = texts;
        this.console = console;
        Arrays.setAll(keys, i -> "load:" + i);
    }

    void run() {
        String value = "x".repeat(VALUE_LENGTH);
        for (String key : keys) {
            texts.set(key, value);
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            measure(threads, value, WARM_UP_NANOS);
            report(measure(threads, value, LOAD_NANOS));
        } finally {
            threads.shutdownNow();
        }
    }

    private List<long[]> measure(ExecutorService threads, String value, long nanos) {
        long end = System.nanoTime() + nanos;
        List<Callable<long[]>> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int seed = i;
            callers.add(() -> call(seed, value, end));
        }
        List<long[]> latencies = new ArrayList<>();
        try {
            for (Future<long[]> caller : threads.invokeAll(callers)) {
                latencies.add(caller.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in the load", e);
        }
        return latencies;
    }

    /** One thread's calls; the time of each. */
    private long[] call(int seed, String value, long end) {
        long[] latencies = new long[MAX_TIMED];
        int count = 0;
        int at = seed * (KEYS / THREADS);
        long before = System.nanoTime();
        while (before - end < 0 && count < MAX_TIMED) {
            String key = keys[at++ % KEYS];
            if (at % 10 == 0) {
                texts.set(key, value);
            } else {
                texts.get(key);
            }
            long after = System.nanoTime();
            latencies[count++] = after - before;
            before = after;
        }
        return Arrays.copyOf(latencies, count);
    }

    private void report(List<long[]> latencies) {
        long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        console.line(String.format(
                Locale.ROOT,
                "one second of load, %d threads, 9 gets to 1 set, %d bytes: %,d operations a second, p50 %s, p99 %s",
                THREADS,
                VALUE_LENGTH,
                all.length * TimeUnit.SECONDS.toNanos(1) / LOAD_NANOS,
                millis(percentile(all, 0.5)),
                millis(percentile(all, 0.99))));
        console.flush();
    }

    private static long percentile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))];
    }

    /** A time in milliseconds as the demo shows it. */
    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }
}
