package dev.memjay.spring;

import dev.memjay.Memjay;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.cache.Cache;

/**
 * A program of its own, for {@link TwoJvmsTest}: many threads ask one cache for each key in turn, and count in memcached how often they load.
 * Begins each key when a line comes in, and answers with a line of how many values it saw.
 */
final class LoadingProcess {
    private LoadingProcess() {}

    /** @param args the server's address, the number of threads and that of keys */
    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[1]);
        int keys = Integer.parseInt(args[2]);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Memjay memjay = Memjay.create("memcached://" + args[0] + "?timeout=60s&connectTimeout=60s")) {
            memjay.ping();
            Cache cache = MemjayCacheManager.builder(memjay).build().getCache("loads");
            for (int key = 0; key < keys; key++) {
                System.out.println("ready");
                if (System.in.read() < 0) {
                    return;
                }
                System.out.println(ask(memjay, cache, key, pool, threads));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static String ask(Memjay memjay, Cache cache, int key, ExecutorService pool, int threads) throws Exception {
        CountDownLatch together = new CountDownLatch(threads);
        List<Future<String>> results = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            results.add(pool.submit(() -> {
                together.countDown();
                together.await();
                return cache.get(
                        key,
                        () -> "load "
                                + memjay.strings()
                                        .counters()
                                        .incr("loads-" + key, 1, 1, Memjay.NEVER)
                                        .getAsLong());
            }));
        }
        String seen = results.get(0).get();
        for (Future<String> result : results) {
            if (!result.get().equals(seen)) {
                return "several values";
            }
        }
        return seen;
    }
}
