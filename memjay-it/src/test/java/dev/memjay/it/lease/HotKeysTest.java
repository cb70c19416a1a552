package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.protocol.Twemproxy;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.HotKeys;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hot keys of a fleet, found by watching it. */
class HotKeysTest {
    private static final int KEYS = 20_000;
    private static final Duration WATCHING = Duration.ofSeconds(3);
    /** Multiples of it fill a circle more evenly than those of any other number. */
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Memjay client(String... servers) {
        return Memjay.builder()
                .servers(servers)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    /**
     * Uses keys, that of rank r in proportion to 1 / r, in different ways, until the watch is over. By dice the proportions
     * would show after many thousand uses only; here they do after a few hundred, as many as there are in that time on a
     * machine that does much else.
     */
    private static void use(Keyspace<String, String> texts, Future<?> watch) {
        double[] sums = new double[KEYS];
        for (int rank = 0; rank < KEYS; rank++) {
            sums[rank] = (rank == 0 ? 0 : sums[rank - 1]) + 1.0 / (rank + 1);
        }
        double turned = 0;
        while (!watch.isDone()) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                turned = (turned + GOLDEN) % 1.0;
                int rank = Arrays.binarySearch(sums, turned * sums[KEYS - 1]);
                keys.add("käse/" + (rank < 0 ? -rank - 1 : rank) % KEYS);
            }
            texts.set(keys.get(0), "v");
            texts.get(keys.get(1));
            texts.touch(keys.get(2), Duration.ofSeconds(100));
            for (int i = 0; i < 20; i++) {
                texts.get("memjay:nothing"); // as clients do when they connect, also through a proxy
            }
            for (int i = 3; i < keys.size(); i++) {
                texts.getAll(keys.subList(i, i + 1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REAL_BLOCKING", "EMBEDDED_BLOCKING"})
    void theTrueTopKeysOfAZipfLoadAreFound(Way way) throws Exception {
        try (Way.Server one = way.start();
                Way.Server two = way.start();
                Memjay watcher = client(one.address(), two.address());
                Memjay user = client(one.address(), two.address())) {
            Keyspace<String, String> texts = user.strings().withKeyPolicy(KeyPolicy.UTF8);
            Future<HotKeys> watch = threads.submit(() -> watcher.admin().hotKeys(10, WATCHING));
            use(texts, watch);
            HotKeys hot = watch.get();

            assertThat(hot.failed()).isEmpty();
            assertThat(hot.watched()).isEqualTo(WATCHING);
            assertThat(hot.keys()).hasSize(10);
            List<String> found = hot.keys().stream().map(HotKeys.OfKey::key).toList();
            assertThat(found.subList(0, 3)).containsExactly("käse/0", "käse/1", "käse/2");
            assertThat(found).contains("käse/3", "käse/4");
            for (HotKeys.OfKey key : hot.keys()) {
                assertThat(key.uses()).isPositive();
                assertThat(key.share()).isBetween(0.0, 1.0);
                assertThat(nodeOf(user, key.key())).isEqualTo(key.node());
            }
            assertThat(hot.nodes()).hasSize(2);
            assertThat(hot.nodes().get(0).uses())
                    .isGreaterThanOrEqualTo(hot.nodes().get(1).uses());
            assertThat(hot.nodes().stream().mapToDouble(HotKeys.OfNode::share).sum())
                    .isBetween(0.99, 1.01);
            long all = hot.nodes().stream().mapToLong(HotKeys.OfNode::uses).sum();
            assertThat(hot.keys().get(0).share())
                    .isEqualTo((double) hot.keys().get(0).uses() / all);
        }
    }

    private static Node nodeOf(Memjay memjay, String key) {
        try (Memjay utf8 = memjay.toBuilder().keyPolicy(KeyPolicy.UTF8).build()) {
            return utf8.nodeFor(key);
        }
    }

    @Test
    void whatCannotBeWatchedIsTold() {
        try (RealMemcached server = RealMemcached.start();
                Twemproxy proxy = Twemproxy.before(server.address());
                MemcachedServer forbidding =
                        MemcachedServer.builder().watching(false).start();
                Memjay memjay = client(
                        server.address(),
                        proxy.address(),
                        forbidding.host() + ":" + forbidding.port(),
                        "127.0.0.1:1")) {
            memjay.awaitReady(Duration.ofMillis(1));
            memjay.admin().version(memjay.nodes().get(1));

            HotKeys hot = memjay.admin().hotKeys(5, Duration.ofMillis(1));
            assertThat(hot.keys()).isEmpty();
            assertThat(hot.nodes())
                    .extracting(HotKeys.OfNode::node)
                    .containsExactly(memjay.nodes().get(0));
            assertThat(hot.failed().get(memjay.nodes().get(1)))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("proxy");
            assertThat(hot.failed().get(memjay.nodes().get(2)))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("watch commands not allowed");
            assertThat(hot.failed().get(memjay.nodes().get(3))).isInstanceOf(ConnectionException.class);
        }
    }

    @Test
    void anInterruptEndsTheWatch() {
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay = client(server.address())) {
            assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> memjay.admin().hotKeys(5, Duration.ofHours(1)))
                    .isInstanceOf(InterruptedCallException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> memjay.admin().hotKeys(0, WATCHING)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> memjay.admin().hotKeys(1, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
