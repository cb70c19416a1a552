package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.it.protocol.Twemproxy;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.LoadPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The first loads of a client that does not know yet what its servers speak, many at once. */
class ColdStartTest {
    private static final int THREADS = 24;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final LoadPolicy POLICY =
            LoadPolicy.standard().ttl(Duration.ofSeconds(100)).leaseTime(LONG);
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger loads = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Memjay client(String... servers) {
        return Memjay.builder()
                .servers(servers)
                .timeout(LONG)
                .connectTimeout(LONG)
                .build();
    }

    private String load(String key) {
        loads.incrementAndGet();
        return "value of " + key;
    }

    private Map<String, String> loadAll(Set<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, load(key)));
        return values;
    }

    /** Has each of the keys computed in each of the four forms, all at the same time. */
    private void computeEverywhere(Keyspace<String, String> texts, Runnable meanwhile) throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<Future<Map<String, String>>> results = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Callable<Map<String, String>> form = form(texts, thread % 4);
            results.add(threads.submit(() -> {
                together.await();
                return form.call();
            }));
        }
        meanwhile.run();
        Map<String, String> expected = new LinkedHashMap<>();
        KEYS.forEach(key -> expected.put(key, "value of " + key));
        for (Future<Map<String, String>> result : results) {
            assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
        }
        assertThat(texts.getAll(KEYS)).isEqualTo(expected);
    }

    private Callable<Map<String, String>> form(Keyspace<String, String> texts, int which) {
        return switch (which) {
            case 0 ->
                () -> {
                    Map<String, String> found = new LinkedHashMap<>();
                    for (String key : KEYS) {
                        found.put(key, texts.getOrCompute(key, this::load, POLICY));
                    }
                    return found;
                };
            case 1 ->
                () -> {
                    Map<String, CompletableFuture<String>> asked = new LinkedHashMap<>();
                    KEYS.forEach(key -> asked.put(
                            key,
                            texts.async()
                                    .getOrCompute(
                                            key, wanted -> CompletableFuture.completedFuture(load(wanted)), POLICY)));
                    Map<String, String> found = new LinkedHashMap<>();
                    asked.forEach((key, value) -> found.put(key, value.join()));
                    return found;
                };
            case 2 -> () -> texts.getAllOrCompute(KEYS, this::loadAll, POLICY);
            default ->
                () -> texts.async()
                        .getAllOrCompute(KEYS, wanted -> CompletableFuture.completedFuture(loadAll(wanted)), POLICY)
                        .join();
        };
    }

    @Test
    void aClassicServerThatGreetsLate() throws Exception {
        try (ClassicServer server = new ClassicServer();
                Memjay memjay = client(server.address())) {
            computeEverywhere(memjay.strings(), server::greet);
            assertThat(loads.get()).isEqualTo(KEYS.size());
            assertThat(memjay.strings().getAll(locksOf(KEYS))).isEmpty();
        }
    }

    @RepeatedTest(5)
    void aClassicServerThatGreetsAtOnce() throws Exception {
        try (ClassicServer server = new ClassicServer().greet();
                Memjay memjay = client(server.address())) {
            computeEverywhere(memjay.strings(), () -> {});
            assertThat(loads.get()).isEqualTo(KEYS.size());
        }
    }

    @RepeatedTest(3)
    void aProxy() throws Exception {
        try (RealMemcached one = RealMemcached.start();
                RealMemcached two = RealMemcached.start();
                Twemproxy proxy = Twemproxy.before(one.address(), two.address());
                Memjay memjay = client(proxy.address())) {
            computeEverywhere(memjay.strings(), () -> {});
            assertThat(loads.get()).isEqualTo(KEYS.size());
            assertThat(memjay.strings().getAll(locksOf(KEYS))).isEmpty();
        }
    }

    @Test
    void aMixedFleetUsesLeasesWhereThereAreAny() throws Exception {
        try (RealMemcached meta = RealMemcached.start();
                ClassicServer classic = new ClassicServer();
                Memjay memjay = client(meta.address(), classic.address())) {
            Set<String> nodes = new LinkedHashSet<>();
            KEYS.forEach(key -> nodes.add(memjay.nodeFor(key).toString()));
            assertThat(nodes).as("both nodes have keys").hasSize(2);

            computeEverywhere(memjay.strings(), classic::greet);
            assertThat(loads.get()).isEqualTo(KEYS.size());

            // Now that both are known, a placeholder on the one is no value, and keys of the other can be loaded.
            String leased = KEYS.stream()
                    .filter(key -> memjay.nodeFor(key).port() == meta.port())
                    .findFirst()
                    .orElseThrow();
            memjay.strings().delete(leased);
            memjay.strings().leases().lease(leased);
            assertThat(memjay.strings().getAll(List.of(leased))).isEmpty();
            assertThat(memjay.strings().async().getAll(List.of(leased)).join()).isEmpty();
            LoadPolicy impatient = POLICY.maxWait(Duration.ofMillis(1)).afterWait(LoadPolicy.AfterWait.COMPUTE);
            assertThat(memjay.strings().getOrCompute(leased, key -> "own", impatient))
                    .isEqualTo("own");
            assertThat(memjay.strings().get(leased + ":lock"))
                    .as("no lock beside a lease")
                    .isNull();
            assertThat(loads.get()).isEqualTo(KEYS.size());
        }
    }

    private static List<String> locksOf(List<String> keys) {
        return keys.stream().map(key -> key + ":lock").toList();
    }
}
