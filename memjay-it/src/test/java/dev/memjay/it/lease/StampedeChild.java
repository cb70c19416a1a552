package dev.memjay.it.lease;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Metrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One process of a stampede: its threads ask for one key again and again, and tell on standard output when a load begins
 * and ends, and at the end how long they waited. Begins with a line on standard input and ends with the next.
 */
public final class StampedeChild {
    static final Duration LOADER_TIME = Duration.ofMillis(200);

    private static final String KEY = "front-page";
    private static final Duration TTL = Duration.ofSeconds(2);
    /** Each thread asks about 40 times a second. */
    private static final long MAX_PAUSE_NANOS = 50_000_000;

    private static final long BEAT_NANOS = 5_000_000;

    private static final int WARM_UP_CALLS = 2_000;
    /** The loader's time and 100 ms. */
    private static final long SLOW_NANOS = LOADER_TIME.plusMillis(100).toNanos();

    private final Memjay memjay;
    private final Keyspace<String, String> texts;
    private final boolean plain;
    private final LoadPolicy policy;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();
    /** How long this process was kept from running in all, as far as one thread that does nothing else could tell. */
    private long stalledNanos;

    private volatile boolean over;

    private StampedeChild(Memjay memjay, boolean plain, LoadPolicy policy, Duration commandTime) {
        texts = memjay.strings()
                .withTtl(TTL)
                .withFailurePolicy(FailurePolicy.MISS)
                .withTimeout(commandTime);
        this.memjay = memjay;
        this.plain = plain;
        this.policy = policy;
    }

    /** Arguments: the servers, the number of threads, {@code plain} or {@code lease}, the lease's and a command's seconds. */
    public static void main(String[] args) throws IOException, InterruptedException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Memjay memjay = Memjay.create("memcached://" + args[0])) {
            memjay.awaitReady(Duration.ofSeconds(20));
            StampedeChild child = new StampedeChild(
                    memjay,
                    args[2].equals("plain"),
                    policy(Long.parseLong(args[3])),
                    Duration.ofSeconds(Long.parseLong(args[4])));
            child.warmUp();
            say("ready");
            if (orders.readLine() != null) {
                child.run(Integer.parseInt(args[1]), orders);
            }
        }
    }

    /** How the value is loaded, under a lease of so many seconds. */
    static LoadPolicy policy(long leaseSeconds) {
        return LoadPolicy.standard().leaseTime(Duration.ofSeconds(leaseSeconds));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** So that the first load does not pay for loading and compiling classes. */
    private void warmUp() {
        String key = "warm-up-" + ProcessHandle.current().pid();
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            texts.getOrCompute(key, wanted -> "warm", LoadPolicy.standard());
            texts.set(key, "warm");
            if (i % 100 == 0) {
                texts.delete(key);
            }
        }
    }

    private void run(int threadCount, BufferedReader orders) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < threadCount; i++) {
            Thread thread = new Thread(this::ask);
            thread.start();
            threads.add(thread);
        }
        Thread metronome = new Thread(this::beat);
        metronome.start();
        orders.readLine();
        over = true;
        metronome.join();
        for (Thread thread : threads) {
            thread.join();
        }
        say("calls " + calls);
        say("longest " + longestNanos.get() / 1_000_000);
        say("errors " + errors);
        say("slow " + slow);
        say("stalled " + stalledNanos / 1_000_000);
        say("failed " + failedCommands(memjay.metrics()));
    }

    private void beat() {
        while (!over) {
            long start = System.nanoTime();
            LockSupport.parkNanos(BEAT_NANOS);
            stalledNanos += Math.max(0, System.nanoTime() - start - BEAT_NANOS);
        }
    }

    /** Commands that failed, of which the policy made misses. */
    private static long failedCommands(Metrics metrics) {
        return metrics.nodes().stream()
                .flatMap(node -> node.verbs().values().stream())
                .flatMap(verb -> verb.swallowed().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private void ask() {
        while (!over) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MAX_PAUSE_NANOS));
            long start = System.nanoTime();
            try {
                if (plain) {
                    askPlainly();
                } else {
                    texts.getOrCompute(KEY, key -> load(), policy);
                }
            } catch (RuntimeException e) {
                errors.incrementAndGet();
            }
            calls.incrementAndGet();
            long nanos = System.nanoTime() - start;
            longestNanos.accumulateAndGet(nanos, Math::max);
            if (nanos > SLOW_NANOS) {
                slow.incrementAndGet();
            }
        }
    }

    private void askPlainly() {
        if (texts.get(KEY) == null) {
            texts.set(KEY, load());
        }
    }

    private static String load() {
        say("load " + System.currentTimeMillis());
        LockSupport.parkNanos(LOADER_TIME.toNanos());
        say("loaded " + System.currentTimeMillis());
        return "news";
    }
}
