package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.BulkException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Everything at once on one connection: platform threads, virtual threads and futures, with times too short, interrupts and
 * cancelled futures. Every value is checked, and the reader's role is never lost.
 */
class EverythingAtOnceTest {
    private static final int PLATFORM_THREADS = 64;
    private static final int VIRTUAL_THREADS = 1_000;
    private static final int ASYNC_THREADS = 4;
    private static final int KEYS = 500;
    private static final long SECONDS = 10;
    private static final long CHECKS = 10_000;
    private static final int FEW_CALLERS_CALLS = 2_000;

    private final AtomicLong checked = new AtomicLong();
    private final AtomicLong timeouts = new AtomicLong();
    private final AtomicLong interrupts = new AtomicLong();
    private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);

    /** Not before all that is looked for has happened: a machine that does much else gets less done in the same time. */
    private boolean isOver() {
        return System.nanoTime() >= end && checked.get() > CHECKS && timeouts.get() > 0 && interrupts.get() > 0;
    }

    @Test
    void nobodyEverGetsAnothersValueAndTheRoleIsNeverLost() {
        try (TestServer server = TestServer.real();
                Memjay memjay = Memjay.builder()
                        .servers(server.address())
                        .timeout(Duration.ofSeconds(20))
                        .connectTimeout(Duration.ofSeconds(20))
                        .build();
                Crowd crowd = new Crowd();
                Crowd disturbers = new Crowd()) {
            Keyspace<String, String> texts = memjay.strings();
            for (int i = 0; i < KEYS; i++) {
                texts.set("key" + i, valueOf("key" + i));
            }
            crowd.add(PLATFORM_THREADS, number -> work(texts, number));
            List<Thread> victims = List.copyOf(crowd.threads()).subList(0, PLATFORM_THREADS / 2);
            crowd.addVirtual(VIRTUAL_THREADS, number -> work(texts, number))
                    .add(ASYNC_THREADS, number -> pipeline(texts));
            disturbers.add(1, number -> {
                while (!isOver()) {
                    victims.get(ThreadLocalRandom.current().nextInt(victims.size()))
                            .interrupt();
                    TimeUnit.MICROSECONDS.sleep(500); // the rate of interrupts, not a wait for anything
                }
            });
            disturbers.join();
            crowd.join();

            assertThat(texts.get("key1")).isEqualTo(valueOf("key1"));
            assertThat(memjay.metrics().rescues()).isZero();
            assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
            assertThat(memjay.metrics().nodes().get(0).inFlight()).isZero();
        }
        System.out.println("EverythingAtOnceTest: " + checked + " values checked, " + timeouts + " timeouts, "
                + interrupts + " interrupts");
        assertThat(checked.get()).isGreaterThan(CHECKS);
        assertThat(timeouts.get()).isPositive();
        assertThat(interrupts.get()).isPositive();
    }

    /**
     * With few callers nobody else comes by and takes a role that was offered to a thread which was just giving up: the
     * times are about those of a round trip, so that this happens all the time.
     */
    @Test
    void aRoleThatIsOfferedToOneWhoGivesUpIsNotLost() {
        try (TestServer server = TestServer.real();
                FaultRelay relay = FaultRelay.to(server.port());
                Memjay memjay = Memjay.builder()
                        .servers(relay.address())
                        .timeout(Duration.ofSeconds(20))
                        .connectTimeout(Duration.ofSeconds(20))
                        .build();
                Crowd crowd = new Crowd()) {
            Keyspace<String, String> texts = memjay.strings();
            for (int i = 0; i < KEYS; i++) {
                texts.set("key" + i, valueOf("key" + i));
            }
            relay.delayReplies(Duration.ofMillis(1));
            AtomicLong patientCalls = new AtomicLong();
            crowd.add(1, number -> {
                        while (patientCalls.incrementAndGet() < FEW_CALLERS_CALLS) {
                            check("key1", texts.get("key1"));
                        }
                    })
                    .add(3, number -> {
                        while (patientCalls.get() < FEW_CALLERS_CALLS) {
                            try {
                                check(
                                        "key2",
                                        texts.withTimeout(Duration.ofMillis(1 + number))
                                                .get("key2"));
                            } catch (MemjayException e) {
                                expected(e);
                            }
                        }
                    });
            crowd.join();
            assertThat(memjay.metrics().rescues()).isZero();
        }
        assertThat(timeouts.get()).isGreaterThan(100);
    }

    private void work(Keyspace<String, String> texts, int number) {
        Keyspace<String, String> hasty = texts.withTimeout(Duration.ofMillis(1 + number % 4));
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (!isOver()) {
            Keyspace<String, String> view = random.nextInt(4) == 0 ? hasty : texts;
            String key = "key" + random.nextInt(KEYS);
            try {
                switch (random.nextInt(6)) {
                    case 0 -> view.set(key, valueOf(key));
                    case 1 -> {
                        List<String> keys = List.of(key, "key" + random.nextInt(KEYS), "none");
                        check(view.getAll(keys));
                    }
                    default -> check(key, view.get(key));
                }
            } catch (MemjayException e) {
                expected(e);
            }
        }
    }

    private void pipeline(Keyspace<String, String> texts) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<CompletableFuture<Void>> window = new ArrayList<>();
        while (!isOver()) {
            Keyspace<String, String> view = random.nextInt(8) == 0 ? texts.withTimeout(Duration.ofMillis(1)) : texts;
            for (int i = 0; i < 64; i++) {
                String key = "key" + random.nextInt(KEYS);
                CompletableFuture<String> future = view.async().get(key);
                window.add(future.thenAccept(value -> check(key, value)));
                if (random.nextInt(20) == 0) {
                    future.cancel(false);
                }
            }
            for (CompletableFuture<Void> future : window) {
                try {
                    future.join();
                } catch (CompletionException e) {
                    if (e.getCause() instanceof MemjayException error) {
                        expected(error);
                    } else if (!(e.getCause() instanceof java.util.concurrent.CancellationException)) {
                        throw e;
                    }
                }
            }
            window.clear();
        }
    }

    /** What may happen here; anything else fails the test. */
    private void expected(MemjayException error) {
        if (error instanceof BulkException bulk) {
            bulk.failed().values().forEach(this::expected);
            check(bulk.results());
        } else if (error instanceof InterruptedCallException) {
            interrupts.incrementAndGet();
            assertThat(Thread.interrupted()).isTrue();
        } else if (error instanceof OperationTimeoutException || error instanceof OverloadedException) {
            timeouts.incrementAndGet();
        } else {
            throw error;
        }
    }

    private void check(Map<String, String> found) {
        found.forEach(this::check);
    }

    private void check(String key, String value) {
        if (!valueOf(key).equals(value)) {
            throw new AssertionError("the value of " + key + " is " + value);
        }
        checked.incrementAndGet();
    }

    private static String valueOf(String key) {
        return "value of " + key + " " + "x".repeat(Math.floorMod(key.hashCode(), 200));
    }
}
