package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.it.fleet.PauseDelay;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that sends as fast as it is read from, in good faith or bad, takes no time from calls to another. */
@Tag("hostile")
class FloodTest {
    private static final int READERS = 200;
    private static final int WINDOW = 16;
    private static final int ROUNDS = 5;
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Duration ROUND = Duration.ofMillis(700);
    private static final Duration TOLERANCE = Duration.ofMillis(10);

    /**
     * How late a call may end is the machine's to say, since it shares its cores with two servers and whatever else runs; so
     * threads that only park stand beside the calls, and one round of a few has to hold.
     */
    @Test
    void largeValuesOfOneNodeMakeNoCallLate() throws Exception {
        try (TestServer busy = TestServer.real();
                TestServer idle = TestServer.real();
                Memjay memjay = Memjay.builder()
                        .servers(busy.address(), idle.address())
                        .timeout(TIMEOUT)
                        .connectTimeout(Duration.ofSeconds(20))
                        .build()) {
            Keyspace<String, byte[]> patient = memjay.bytes().withTimeout(Duration.ofSeconds(20));
            String medium = keyOf(memjay, busy.address(), 0);
            String large = keyOf(memjay, busy.address(), 1);
            String small = keyOf(memjay, idle.address(), 0);
            patient.set(medium, new byte[100_000]);
            patient.set(large, new byte[500_000]);
            patient.set(small, new byte[100]);
            List<String> rounds = new ArrayList<>();
            boolean holds = false;
            while (!holds && rounds.size() < ROUNDS) {
                holds = holdsForARound(memjay, medium, large, small, rounds);
            }
            assertThat(holds).as("%s", rounds).isTrue();
            assertThat(memjay.metrics().rescues()).isZero();
        }
    }

    private static boolean holdsForARound(
            Memjay memjay, String medium, String large, String small, List<String> rounds) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        AtomicLong slowestRead = new AtomicLong();
        AtomicLong slowestFuture = new AtomicLong();
        AtomicLong virtualPause = new AtomicLong();
        try (PauseDelay parked = new PauseDelay(500_000, 1_000_000, 5_000_000);
                Crowd crowd = new Crowd()) {
            crowd.addVirtual(READERS, number -> {
                String key = number % 2 == 0 ? medium : large;
                while (!over.get()) {
                    long start = System.nanoTime();
                    if (read(memjay, key)) {
                        answered.incrementAndGet();
                    }
                    slowestRead.accumulateAndGet(System.nanoTime() - start, Math::max);
                }
            });
            crowd.addVirtual(2, number -> {
                while (!over.get()) {
                    long due = System.nanoTime() + 1_000_000;
                    LockSupport.parkNanos(1_000_000);
                    virtualPause.accumulateAndGet(System.nanoTime() - due, Math::max);
                }
            });
            long end = System.nanoTime() + ROUND.toNanos();
            Semaphore window = new Semaphore(WINDOW);
            while (System.nanoTime() < end) {
                window.acquireUninterruptibly();
                long start = System.nanoTime();
                memjay.bytes().async().get(small).whenComplete((value, failure) -> {
                    slowestFuture.accumulateAndGet(System.nanoTime() - start, Math::max);
                    window.release();
                });
            }
            window.acquireUninterruptibly(WINDOW);
            over.set(true);
            crowd.join();
            rounds.add("reads " + millis(slowestRead.get()) + ", futures " + millis(slowestFuture.get()) + ", pauses "
                    + millis(virtualPause.get()) + " and " + millis(parked.worstNanos()) + ", answered " + answered);
            assertThat(answered.get() > 0 || !Crowd.hasVirtualThreads()).isTrue();
            return slowestRead.get() <= latest(Math.max(virtualPause.get(), parked.worstNanos()))
                    && slowestFuture.get() <= latest(parked.worstNanos());
        }
    }

    private static boolean read(Memjay memjay, String key) {
        try {
            return memjay.bytes().get(key) != null;
        } catch (OperationTimeoutException late) {
            return false; // two cores may be too slow for so many
        }
    }

    private static long latest(long pauseNanos) {
        return TIMEOUT.toNanos() + pauseNanos + TOLERANCE.toNanos();
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }

    /** What comes is a bulk read of values of 128 MiB each, whose caller has left. It would take many seconds to be read. */
    @Test
    void floodForACallerWhoHasLeftHoldsNeitherCallsNorClose() throws Exception {
        Flood flood = new Flood();
        try (AnsweringServer flooding = new AnsweringServer(flood::answer);
                TestServer healthy = TestServer.real();
                Memjay memjay = Memjay.builder()
                        .servers(flooding.address(), healthy.address())
                        .timeout(Duration.ofSeconds(60))
                        .connectTimeout(Duration.ofSeconds(60))
                        .build()) {
            List<String> flooded = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                flooded.add(keyOf(memjay, flooding.address(), i));
            }
            String key = keyOf(memjay, healthy.address(), 0);
            memjay.strings().set(key, "value");
            assertThat(memjay.awaitReady(Duration.ofSeconds(60))).isTrue(); // or the call might end before it is sent
            assertThatThrownBy(() ->
                            memjay.strings().withTimeout(Duration.ofMillis(50)).getAll(flooded))
                    .isInstanceOf(MemjayException.class);
            flood.begun.countDown();
            Soon.until(() -> flood.sent.get() > 32 << 20);

            for (int i = 0; i < 100; i++) {
                CompletableFuture<String> future = memjay.strings().async().get(key);
                assertThat(future.get(60, TimeUnit.SECONDS)).isEqualTo("value");
                assertThat(memjay.strings().get(key)).isEqualTo("value");
            }
            assertThat(memjay.strings().getAll(List.of(key))).containsEntry(key, "value");
            assertThat(flood.ended).as("the flood is over").isFalse();

            memjay.close(Duration.ofMillis(100));
            assertThat(flood.isOver()).as("the flood is over").isFalse();
            assertThat(Leftovers.threads()).isEmpty();
        }
    }

    /** Sends all that a bulk read asked for, once it is told to. */
    private static final class Flood {
        private static final int ONE_VALUE = 128 << 20;

        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicLong sent = new AtomicLong();
        private volatile boolean ended;
        private volatile long whole = Long.MAX_VALUE;

        void answer(String line, OutputStream out) throws IOException {
            if (!line.startsWith("get ")) {
                return;
            }
            String[] words = line.split(" ", -1);
            whole = (words.length - 1L) * ONE_VALUE;
            try {
                begun.await();
                byte[] piece = new byte[64 << 10];
                for (int i = 1; i < words.length; i++) {
                    out.write(("VALUE " + words[i] + " 0 " + ONE_VALUE + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    for (int rest = ONE_VALUE; rest > 0; rest -= piece.length) {
                        out.write(piece);
                        sent.addAndGet(piece.length);
                    }
                    out.write('\r');
                    out.write('\n');
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended = true;
            }
        }

        boolean isOver() {
            return sent.get() >= whole;
        }
    }

    /** A key that lives on a node. */
    private static String keyOf(Memjay memjay, String address, int number) {
        for (int i = 0, found = 0; ; i++) {
            if (memjay.nodeFor("key" + i).toString().contains(address) && found++ == number) {
                return "key" + i;
            }
        }
    }
}
