package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A memcached that is killed and comes back is found again, and nobody ever reads another key's value meanwhile. */
class ServerRestartTest {
    /** A second is promised from its listening again; the rest is for a machine that does much else. */
    private static final Duration BACK = Duration.ofSeconds(3);

    private static final int READS = 1_000_000;
    private static final int KEYS = 2_000;
    private static final int THREADS = 6;
    private static final int AT_ONCE = 25;
    private static final long ALIVE_MILLIS = 700;

    @Test
    void isFoundAgainBehindATenthOfASecond() {
        isFoundAgain(Duration.ofMillis(100));
    }

    @Test
    void isFoundAgainBehindFiveSeconds() {
        isFoundAgain(Duration.ofSeconds(5));
    }

    /** The absence of a minute takes part only with -Dmemjay.long=true, since it does take a minute. */
    @Test
    void isFoundAgainBehindALongAbsence() {
        isFoundAgain(Boolean.getBoolean("memjay.long") ? Duration.ofSeconds(60) : Duration.ofSeconds(1));
    }

    private static void isFoundAgain(Duration absence) {
        try (KilledMemcached server = new KilledMemcached();
                RunningTime time = new RunningTime();
                Memjay memjay = Patient.create("memcached://" + server.address())) {
            Keyspace<String, String> texts = memjay.strings();
            texts.set("key", "before");
            server.kill();
            long down = System.nanoTime();
            Soon.until(() -> hasFailed(texts, time));
            Soon.within(
                    absence.plusSeconds(20),
                    () -> System.nanoTime() - down >= absence.toNanos() && hasFailed(texts, time));
            server.start();
            time.restart();

            Soon.until(() -> texts.withFailurePolicy(FailurePolicy.MISS).set("key", "after"));
            assertThat(time.elapsed()).isLessThan(BACK);
            assertThat(texts.get("key")).isEqualTo("after");
            assertThat(texts.async().get("key").join()).isEqualTo("after");
            assertThat(memjay.metrics().rescues()).isZero();
        }
    }

    /** While it is away calls fail soon, not at the end of their time. */
    private static boolean hasFailed(Keyspace<String, String> texts, RunningTime time) {
        time.restart();
        try {
            texts.withTimeout(Duration.ofSeconds(20)).get("key");
            return false;
        } catch (ConnectionException e) {
            assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(5));
            return true;
        }
    }

    @Test
    void aWriteThatTheServerDiedOverIsToldAndNotRepeated() {
        try (KilledMemcached server = new KilledMemcached();
                FaultRelay relay = FaultRelay.to(server.port());
                Memjay memjay = Memjay.builder()
                        .servers(relay.address())
                        .timeout(Duration.ofSeconds(20))
                        .connectTimeout(Duration.ofSeconds(20))
                        .build()) {
            memjay.strings().get("key");
            relay.delayReplies(Duration.ofSeconds(5));
            try (Crowd crowd = new Crowd()
                    .add(
                            1,
                            number -> assertThatThrownBy(() -> memjay.strings().append("key", "x"))
                                    .isInstanceOfSatisfying(
                                            ConnectionException.class,
                                            e -> assertThat(e.mayHaveBeenApplied())
                                                    .isTrue()))) {
                Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() == 1);
                relay.cut();
                crowd.join();
            }
        }
    }

    @Test
    @Timeout(300) // a million are many for a machine that does much else
    void aMillionReadsAcrossKillsAreAllRight() {
        AtomicLong checked = new AtomicLong();
        AtomicInteger kills = new AtomicInteger();
        BooleanSupplier isOver = () -> checked.get() >= READS && kills.get() >= 4;
        try (KilledMemcached server = new KilledMemcached();
                Memjay memjay = Memjay.builder().servers(server.address()).build();
                Crowd crowd = new Crowd()) {
            crowd.add(THREADS, number -> {
                while (!isOver.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                    try {
                        checked.addAndGet(read(memjay.strings(), number));
                    } catch (MemjayException outage) {
                        Thread.onSpinWait(); // reads that fail are allowed, values that are wrong are not
                    }
                }
            });
            while (!isOver.getAsBoolean() && !crowd.hasFailed()) {
                long before = checked.get();
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ALIVE_MILLIS);
                Soon.within(
                        Duration.ofSeconds(60),
                        () -> (checked.get() > before && System.nanoTime() > end) || crowd.hasFailed());
                server.kill();
                server.start();
                kills.incrementAndGet();
            }
            crowd.join();
            assertThat(memjay.metrics().rescues()).isZero();
            assertThat(memjay.metrics().nodes().get(0).disconnects()).isGreaterThanOrEqualTo(3);
        }
        assertThat(checked.get()).isGreaterThanOrEqualTo(READS);
        assertThat(kills.get()).isGreaterThanOrEqualTo(3);
    }

    /** Reads in one of four ways, checks each value, writes what was missing; tells how many values were checked. */
    private static int read(Keyspace<String, String> texts, int number) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String key = "key" + random.nextInt(KEYS);
        switch (random.nextInt(number == 0 ? 2 : 4)) {
            case 0:
                return check(texts, key, texts.get(key));
            case 1:
                return check(texts, key, joined(texts, key));
            default:
                List<String> keys = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    keys.add("key" + random.nextInt(KEYS));
                }
                Map<String, String> found = texts.getAll(keys);
                int count = 0;
                for (String each : keys) {
                    count += check(texts, each, found.get(each));
                }
                return count;
        }
    }

    private static String joined(Keyspace<String, String> texts, String key) {
        try {
            return texts.async().get(key).join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof MemjayException error) {
                throw error;
            }
            throw e;
        }
    }

    private static int check(Keyspace<String, String> texts, String key, String value) {
        if (value == null) {
            texts.set(key, valueOf(key));
            return 0;
        }
        if (!value.equals(valueOf(key))) {
            Assertions.fail("the value of %s is %s", key, value);
        }
        return 1;
    }

    /** The key, and so much behind it that replies differ in length. */
    private static String valueOf(String key) {
        return "value of " + key + " " + "x".repeat(Math.floorMod(key.hashCode(), 300));
    }
}
