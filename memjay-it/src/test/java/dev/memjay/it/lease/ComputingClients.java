package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** Two clients of one server that load the same key, in one way. */
abstract class ComputingClients {
    static final LoadPolicy POLICY = LoadPolicy.standard().ttl(Duration.ofSeconds(100));
    static final Duration LONG = Duration.ofSeconds(200);

    @Parameter
    Way way;

    Way.Server server;
    Memjay mine;
    Memjay others;
    Keyspace<String, String> texts;
    Keyspace<String, String> elsewhere;
    final ExecutorService threads = Executors.newCachedThreadPool();
    final AtomicInteger loads = new AtomicInteger();

    @BeforeEach
    void connect() {
        server = way.start();
        mine = server.client();
        others = server.client();
        texts = mine.strings();
        elsewhere = others.strings();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        mine.close();
        others.close();
        server.close();
    }

    String compute(Keyspace<String, String> keyspace, Loader<String, String> loader, LoadPolicy policy) {
        return way.compute(keyspace, "k", loader, policy);
    }

    Loader<String, String> gives(String value) {
        return key -> {
            loads.incrementAndGet();
            return value;
        };
    }

    static Loader<String, String> fails(Exception error) {
        return key -> {
            throw error;
        };
    }

    /** Another client has the lease from now on, and dies with it. */
    void leaseIsTakenFor(Duration length) {
        assertThat(elsewhere.leases().lease("k", length).isWon()).isTrue();
    }

    /** Whether the server has no item, not even one that only holds a lease, of which inspect says nothing. */
    boolean nothingIsLeft() {
        return others.admin().stats().results().values().stream()
                .allMatch(stats -> stats.number("curr_items").orElseThrow() == 0);
    }

    static void soon(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }
}
