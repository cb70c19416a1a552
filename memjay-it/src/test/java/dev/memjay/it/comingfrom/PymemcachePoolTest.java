package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OverloadedException;
import dev.memjay.it.Soon;
import dev.memjay.model.Stats;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What pymemcache's pools are for, without a pool. */
class PymemcachePoolTest extends OnMemcached {
    @Test
    void poolSizeIsALimitOfCallsInFlight() {
        try (MemcachedServer mute = MemcachedServer.start();
                Memjay client = to(mute.address()).maxInFlight(16).build()) {
            assertThat(client.awaitReady(PATIENCE)).isTrue();
            mute.faults().stopAnswering();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 17; i++) {
                calls.add(client.strings().async().get("key"));
            }
            assertThat(calls.get(0)).isNotDone();
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(calls.get(16)::join)
                    .withCauseInstanceOf(OverloadedException.class);
            client.close(Duration.ZERO);
        }
    }

    @Test
    void aPoolThatWaits() throws InterruptedException {
        try (Memjay client = builder().maxInFlight(16).waitWhenFull(true).build()) {
            List<Object> refused = inThreads(40, name -> client.strings().set(name, "value"));
            assertThat(refused).isEmpty();
        }
    }

    /** Runs this many threads with 100 calls each and gives what went wrong. */
    private static List<Object> inThreads(int count, Predicate<String> call) throws InterruptedException {
        List<Object> wrong = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "thread" + i;
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 100; round++) {
                    try {
                        if (!call.test(name)) {
                            wrong.add(name);
                        }
                    } catch (MemjayException e) {
                        wrong.add(e);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return wrong;
    }

    @Test
    void manyThreadsAndOneConnectionThatStays() throws InterruptedException {
        try (Memjay client = builder().connectionsPerServer(1).build()) { // the second comes where calls wait for long
            Keyspace<String, String> shared = client.strings();
            List<Object> wrong = inThreads(8, name -> {
                String value = name + System.nanoTime();
                return shared.set(name, value) && value.equals(shared.get(name));
            });
            assertThat(wrong).isEmpty();
            assertThat(client.metrics().nodes().get(0).connects()).isEqualTo(1);
        }
    }

    @Test
    void severalConnections() throws InterruptedException {
        try (Memjay client = builder().connectionsPerServer(3).build()) {
            AtomicBoolean over = new AtomicBoolean();
            long alone = connectionsOf(client);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread caller = new Thread(() -> {
                    while (!over.get()) {
                        client.strings().get("key");
                    }
                });
                callers.add(caller);
                caller.start();
            }
            try {
                Soon.until(() -> connectionsOf(client) >= alone + 1);
            } finally {
                over.set(true);
            }
            for (Thread caller : callers) {
                caller.join();
            }
        }
    }

    private static long connectionsOf(Memjay client) {
        Stats stats = client.admin().stats().results().values().iterator().next();
        return stats.number("curr_connections").orElseThrow();
    }
}
