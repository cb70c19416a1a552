package dev.memjay.it.soak;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** What the callers of a soak do: writers each to keys of their own, and everybody reads everybody's. */
final class SoakLoad {
    static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final Duration TTL = Duration.ofHours(1);
    private static final int KEYS_OF_WRITER = 50;
    private static final int WINDOW = 32;
    private static final long LATE_NANOS = TIMEOUT.plusMillis(10).toNanos();

    /** A call that is timed. */
    private interface Timed<R> {
        R call();
    }

    private final Keyspace<String, byte[]> values;
    private final Keyspace<String, Long> counters;
    private final History history;
    private final int writers;
    final LongAdder calls = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder late = new LongAdder();
    final AtomicLong longestNanos = new AtomicLong();
    final AtomicLong longestLoadNanos = new AtomicLong();
    /** How late the virtual thread came back that only parks, in the worst case. */
    final AtomicLong virtualPauseNanos = new AtomicLong();

    volatile boolean stopped;

    SoakLoad(Memjay memjay, History history, int writers) {
        this.values = memjay.bytes();
        this.counters = memjay.strings().counters();
        this.history = history;
        this.writers = writers;
    }

    private History.Item of(int writer, SplittableRandom random) {
        return history.item("soak-" + writer + '-' + random.nextInt(KEYS_OF_WRITER));
    }

    private History.Item any(SplittableRandom random) {
        return of(random.nextInt(writers), random);
    }

    // Callers

    /** A platform thread: writes its own keys, reads all. */
    void write(int writer) {
        SplittableRandom random = new SplittableRandom(writer);
        while (!stopped) {
            History.Item own = of(writer, random);
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> set(own, random);
                case 3 -> setAll(writer, random);
                case 4 -> delete(own);
                case 5 -> cas(own, random);
                case 6 -> attempt(() -> values.touch(own.key, TTL));
                case 7 -> attempt(() -> counters.incr("soak-count-" + writer, 1, 0, TTL));
                default -> read(random);
            }
            pause(5_000_000 + random.nextInt(10_000_000));
        }
    }

    /** A virtual thread: reads. */
    void read(int reader) {
        SplittableRandom random = new SplittableRandom(-1L - reader);
        while (!stopped) {
            read(random);
            pause(200_000_000 + random.nextInt(200_000_000));
        }
    }

    /** A virtual thread that only parks: it waits for a carrier thread as long as the others do. */
    void park(int number) {
        while (!stopped) {
            long due = System.nanoTime() + 1_000_000;
            pause(1_000_000);
            virtualPauseNanos.accumulateAndGet(System.nanoTime() - due, Math::max);
        }
    }

    /** An asynchronous caller: keeps a window of reads, and writes to its own keys, under way. */
    void window(int writer) {
        SplittableRandom random = new SplittableRandom(writer);
        List<CompletableFuture<?>> window = new ArrayList<>();
        while (!stopped) {
            for (int i = 0; i < WINDOW; i++) {
                History.Item item = any(random);
                long acknowledged = item.acknowledged();
                window.add(timed(values.async().get(item.key))
                        .thenAccept(value -> history.check(item, acknowledged, value)));
            }
            window.add(setLater(of(writer, random), random));
            for (CompletableFuture<?> each : window) {
                each.exceptionally(error -> null).join();
            }
            window.clear();
            pause(20_000_000);
        }
    }

    // Reads

    private void read(SplittableRandom random) {
        History.Item item = any(random);
        long acknowledged = item.acknowledged();
        switch (random.nextInt(8)) {
            case 0 -> getAll(random);
            case 1 -> history.check(item, acknowledged, valueOf(attempt(() -> values.lookup(item.key))));
            case 2 -> history.check(item, acknowledged, valueOf(attempt(() -> values.gets(item.key))));
            case 3 -> history.check(item, acknowledged, attempt(() -> values.gat(item.key, TTL)));
            case 4 -> {
                History.Item loaded = history.item("soak-load-" + random.nextInt(100));
                history.check(loaded, 0, load(loaded));
            }
            default -> history.check(item, acknowledged, attempt(() -> values.get(item.key)));
        }
    }

    private void getAll(SplittableRandom random) {
        Map<String, Long> asked = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            History.Item item = any(random);
            asked.putIfAbsent(item.key, item.acknowledged());
        }
        Map<String, byte[]> found = attempt(() -> values.getAll(asked.keySet()));
        if (found != null) {
            found.forEach((key, value) -> history.check(history.item(key), asked.get(key), value));
        }
    }

    private static byte[] valueOf(Lookup<byte[]> lookup) {
        return lookup == null ? null : lookup.value();
    }

    private static byte[] valueOf(Versioned<byte[]> versioned) {
        return versioned == null ? null : versioned.value();
    }

    // Writes, each of its writer's own keys

    private void set(History.Item item, SplittableRandom random) {
        long version = item.next();
        long start = System.nanoTime();
        try {
            if (timed(() -> values.set(item.key, bytes(item, version, random), TTL))) {
                item.acknowledged(version, start);
            }
        } catch (MemjayException e) {
            failed(item, version, e);
        }
    }

    private CompletableFuture<?> setLater(History.Item item, SplittableRandom random) {
        long version = item.next();
        long start = System.nanoTime();
        return timed(values.async().set(item.key, bytes(item, version, random), TTL))
                .whenComplete((stored, error) -> {
                    if (error != null) {
                        item.doubtful(version);
                    } else if (stored) {
                        item.acknowledged(version, start);
                    }
                });
    }

    private void setAll(int writer, SplittableRandom random) {
        Map<String, byte[]> written = new LinkedHashMap<>();
        Map<String, Long> versions = new LinkedHashMap<>();
        for (int i = 0; i < 5; i++) {
            History.Item item = of(writer, random);
            if (!versions.containsKey(item.key)) {
                versions.put(item.key, item.next());
                written.put(item.key, bytes(item, versions.get(item.key), random));
            }
        }
        long start = System.nanoTime();
        Map<Object, MemjayException> errors = Map.of();
        try {
            timed(() -> values.setAll(written, TTL));
        } catch (BulkException e) {
            errors = e.failed();
        } catch (MemjayException e) {
            versions.forEach((key, version) -> history.item(key).doubtful(version));
            return;
        }
        for (Map.Entry<String, Long> each : versions.entrySet()) {
            MemjayException error = errors.get(each.getKey());
            if (error == null) {
                history.item(each.getKey()).acknowledged(each.getValue(), start);
            } else {
                failed(history.item(each.getKey()), each.getValue(), error);
            }
        }
    }

    private void delete(History.Item item) {
        long version = item.next();
        long start = System.nanoTime();
        try {
            timed(() -> values.delete(item.key));
            item.acknowledged(version, start);
        } catch (MemjayException e) {
            failed(item, version, e);
        }
    }

    private void cas(History.Item item, SplittableRandom random) {
        long acknowledged = item.acknowledged();
        Versioned<byte[]> old = attempt(() -> values.gets(item.key));
        if (old == null) {
            return;
        }
        history.check(item, acknowledged, old.value());
        long version = item.next();
        long start = System.nanoTime();
        try {
            if (timed(() -> values.cas(item.key, bytes(item, version, random), old.cas(), TTL))
                    .isApplied()) {
                item.acknowledged(version, start);
            }
        } catch (MemjayException e) {
            failed(item, version, e);
        }
    }

    private static byte[] bytes(History.Item item, long version, SplittableRandom random) {
        return History.value(item.key, version, random.nextInt(50) == 0 ? 20_000 : 100 + random.nextInt(200));
    }

    private void failed(History.Item item, long version, MemjayException error) {
        failed.increment();
        if (error.mayHaveBeenApplied()) {
            item.doubtful(version);
        }
    }

    // Timing

    /** Timed apart: asking, storing and giving back have a timeout each, and waiting for another caller's load has none. */
    private byte[] load(History.Item item) {
        long start = System.nanoTime();
        try {
            return values.getOrCompute(item.key, key -> History.value(key, 0, 100));
        } catch (MemjayException e) {
            failed.increment();
            return null;
        } finally {
            calls.increment();
            longestLoadNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    /** The answer, or null when the call failed. */
    private <R> R attempt(Timed<R> call) {
        try {
            return timed(call);
        } catch (MemjayException e) {
            failed.increment();
            return null;
        }
    }

    private <R> R timed(Timed<R> call) {
        long start = System.nanoTime();
        try {
            return call.call();
        } finally {
            over(start);
        }
    }

    private <R> CompletableFuture<R> timed(CompletableFuture<R> call) {
        long start = System.nanoTime();
        return call.whenComplete((answer, error) -> {
            over(start);
            if (error != null) {
                failed.increment();
            }
        });
    }

    private void over(long start) {
        long nanos = System.nanoTime() - start;
        calls.increment();
        longestNanos.accumulateAndGet(nanos, Math::max);
        if (nanos > LATE_NANOS) {
            late.increment();
        }
    }

    private static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }
}
