package dev.memjay.it.discovery;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.model.BulkWrite;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Threads that read and write each their own keys, blocking, asynchronously and in bulk, until it is closed, and note every
 * failed call and every value that is not one that they once wrote under that key and that a read could still find.
 *
 * <p>A value is its key and a number that grows. A key whose node changes may be missed, or be found as it was when the
 * node had it last; a value of another key is wrong wherever nodes come and go.
 */
final class FleetLoad implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int KEYS = 200;
    private static final int BULK = 20;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<MemjayException> failed = new ConcurrentLinkedQueue<>();
    private final AtomicLong calls = new AtomicLong();
    private final List<Thread> threads;
    private volatile boolean over;

    /**
     * @param name stands in its keys, so that it does not meet what another load left on the servers
     */
    FleetLoad(String name, Memjay memjay) {
        threads = IntStream.range(0, THREADS)
                .mapToObj(i -> new Thread(() -> run(memjay.strings(), name + i + ":"), "fleet-load-" + i))
                .toList();
        threads.forEach(Thread::start);
    }

    private void run(Keyspace<String, String> texts, String prefix) {
        for (long round = 0; !over; round++) {
            try {
                String key = prefix + round % KEYS;
                texts.set(key, key + "=" + round);
                check(key, texts.get(key), round);
                check(key, texts.async().get(key).join(), round);
                bulk(texts, prefix, round);
                calls.addAndGet(5);
            } catch (MemjayException e) {
                failed.add(e);
            } catch (CompletionException e) {
                failed.add((MemjayException) e.getCause());
            }
        }
    }

    private void bulk(Keyspace<String, String> texts, String prefix, long round) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < BULK; i++) {
            String key = prefix + "bulk:" + (round + i) % KEYS;
            entries.put(key, key + "=" + round);
        }
        BulkWrite<String> stored = texts.setAll(entries);
        if (!stored.isComplete()) {
            wrong.add("not stored: " + stored);
        }
        texts.getAll(entries.keySet()).forEach((key, value) -> check(key, value, round));
    }

    /** Nothing, or what was written under this key, now or before. */
    private void check(String key, String value, long round) {
        if (value == null) {
            return;
        }
        int equals = value.lastIndexOf('=');
        if (!value.substring(0, equals).equals(key) || Long.parseLong(value.substring(equals + 1)) > round) {
            wrong.add("under " + key + ": " + value);
        }
    }

    /** How many calls ended well so far. */
    long calls() {
        return calls.get();
    }

    Collection<String> wrong() {
        return wrong;
    }

    Collection<MemjayException> failed() {
        return failed;
    }

    /** Ends it, and waits for the calls under way. */
    void stop() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while the load ends", e);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
