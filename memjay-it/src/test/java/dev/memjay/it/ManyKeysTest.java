package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A million keys in one call go in runs, a few at a time, so that neither buffers nor the connection are flooded. */
class ManyKeysTest {
    private static final int KEYS = 1_000_000;
    /** Of the 16,384 that a connection may have without an answer. */
    private static final int MAX_RUNS_IN_FLIGHT = 256;

    private static final long MAX_DIRECT_BYTES = 8L << 20;

    @Test
    void aMillionKeysInOneCall() {
        try (TestServer server = TestServer.real("-m", "512");
                Memjay memjay = Memjay.builder()
                        .servers(server.address())
                        .timeout(Duration.ofSeconds(60))
                        .connectTimeout(Duration.ofSeconds(60))
                        .build()) {
            Keyspace<String, String> texts = memjay.strings();
            Map<String, String> values = new LinkedHashMap<>(KEYS * 2);
            for (int i = 0; i < KEYS; i++) {
                values.put("key" + i, "value " + i);
            }
            long directBefore = directBytes();
            AtomicInteger mostInFlight = new AtomicInteger();
            AtomicLong mostDirect = new AtomicLong();
            AtomicBoolean over = new AtomicBoolean();
            try (Crowd watcher = new Crowd().add(1, number -> {
                while (!over.get()) {
                    mostInFlight.accumulateAndGet(
                            memjay.metrics().nodes().get(0).inFlight(), Math::max);
                    mostDirect.accumulateAndGet(directBytes(), Math::max);
                    LockSupport.parkNanos(200_000); // how often it looks
                }
            })) {
                assertThat(texts.setAll(values).notDone()).isEmpty();
                List<String> asked = new ArrayList<>(values.keySet());
                asked.set(KEYS / 2, "none");
                Map<String, String> found = texts.getAll(asked);

                assertThat(found).hasSize(KEYS - 1);
                int number = 0;
                for (Map.Entry<String, String> entry : found.entrySet()) {
                    number += number == KEYS / 2 ? 1 : 0;
                    assertEqual(entry.getKey(), "key" + number);
                    assertEqual(entry.getValue(), "value " + number++);
                }
                over.set(true);
                watcher.join();
            }
            assertThat(mostInFlight).hasPositiveValue().hasValueLessThan(MAX_RUNS_IN_FLIGHT);
            assertThat(mostDirect.get() - directBefore).isLessThan(MAX_DIRECT_BYTES);
        }
    }

    /** AssertJ would take its time a million times. */
    private static void assertEqual(String actual, String expected) {
        if (!actual.equals(expected)) {
            throw new AssertionError(actual + " is not " + expected);
        }
    }

    static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
