package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.OverloadedException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A million virtual threads with one get each; on a JVM without them there is nothing to test. */
class VirtualThreadsTest {
    private static final int THREADS = 1_000_000;
    /** Alive at a time, for the sake of machines with little memory. */
    private static final int AT_ONCE = 50_000;

    private static final int KEYS = 1_000;

    @Test
    void aMillionVirtualThreadsWithOneGetEach() throws InterruptedException {
        if (!Crowd.hasVirtualThreads()) {
            System.out.println("VirtualThreadsTest: this JVM has no virtual threads, nothing was tested");
            return;
        }
        AtomicInteger right = new AtomicInteger();
        AtomicInteger overloaded = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Semaphore places = new Semaphore(AT_ONCE);
        try (TestServer server = TestServer.real();
                Memjay memjay = Memjay.builder()
                        .servers(server.address())
                        .timeout(Duration.ofSeconds(60))
                        .connectTimeout(Duration.ofSeconds(60))
                        .waitWhenFull(true)
                        .build()) {
            Keyspace<String, String> texts = memjay.strings();
            for (int i = 0; i < KEYS; i++) {
                texts.set("key" + i, "value of key" + i);
            }
            for (int i = 0; i < THREADS && failure.get() == null; i++) {
                String key = "key" + i % KEYS;
                assertThat(places.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                Crowd.startVirtual(() -> {
                    try {
                        if (("value of " + key).equals(texts.get(key))) {
                            right.incrementAndGet();
                        }
                    } catch (OverloadedException e) {
                        overloaded.incrementAndGet();
                    } catch (Throwable e) {
                        failure.set(e);
                    } finally {
                        places.release();
                    }
                });
            }
            assertThat(places.tryAcquire(AT_ONCE, 60, TimeUnit.SECONDS)).isTrue();
            assertThat(memjay.metrics().rescues()).isZero();
        }
        assertThat(failure.get()).isNull();
        assertThat(overloaded).hasValue(0);
        assertThat(right).hasValue(THREADS);
    }
}
