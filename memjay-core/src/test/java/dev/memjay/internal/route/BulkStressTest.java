package dev.memjay.internal.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Bulk callers who go from node to node, among callers of one key and futures whose callbacks hold the event loop up, with
 * timeouts and interrupts at random. Every value is checked, and no role may get lost on the way.
 */
class BulkStressTest {
    private static final long PATIENT = TimeUnit.SECONDS.toNanos(15);
    private static final int CALLERS = 8;
    private static final int CALLS = 600;

    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger gaveUp = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();

    @Test
    void everyBulkCallIsAnsweredThoughOthersLeave() throws Exception {
        try (ScriptedServer zero = ScriptedServer.answering(this::reply);
                ScriptedServer one = ScriptedServer.answering(this::reply);
                ScriptedServer two = ScriptedServer.answering(this::reply);
                Routed routed = Routed.over(zero, one, two)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                threads.add(start(() -> work(routed, number)));
            }
            Thread interrupter = start(() -> {
                while (threads.get(0).isAlive()) {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(500_000));
                    threads.get(ThreadLocalRandom.current().nextInt(2)).interrupt();
                }
            });
            for (Thread thread : threads) {
                thread.join(60_000);
                assertThat(thread.isAlive()).as("a caller hangs").isFalse();
            }
            interrupter.join(10_000);
            assertThat(faults).isEmpty();
            assertThat(routed.router.metrics().rescues()).as("rescues").isZero();
        }
        assertThat(gaveUp.get()).as("the test should see some leave").isPositive();
        assertThat(answered.get()).isGreaterThan(CALLERS * CALLS / 2);
    }

    private String reply(Asked asked) {
        if (served.incrementAndGet() % 300 == 0) {
            LockSupport.parkNanos(3_000_000); // longer than a bulk caller stays at a silent node
        }
        if (!asked.line().startsWith("get ")) {
            return asked.hit("value of " + asked.key());
        }
        StringBuilder reply = new StringBuilder();
        String[] words = asked.line().split(" ");
        Arrays.stream(words, 1, words.length).forEach(key -> {
            String value = "value of " + key;
            reply.append("VALUE " + key + " 0 " + value.length() + "\r\n" + value + "\r\n");
        });
        return reply + "END\r\n";
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void work(Routed routed, int number) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try {
            for (int i = 0; i < CALLS && faults.isEmpty(); i++) {
                String key = random.nextInt(3) + "key" + number + "-" + i;
                boolean hasty = random.nextInt(10) == 0;
                long timeout = hasty ? 1 + random.nextInt(500_000) : PATIENT;
                switch (random.nextInt(4)) {
                    case 0 -> get(routed, key);
                    case 1 -> routed.start(key, PATIENT).thenAccept(value -> holdUpNowAndThen());
                    default -> getAll(routed, key, 1 + random.nextInt(1_500), timeout, hasty);
                }
            }
        } catch (Throwable e) {
            faults.add(e);
        }
    }

    private static void holdUpNowAndThen() {
        if (ThreadLocalRandom.current().nextInt(50) == 0) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void get(Routed routed, String key) {
        try {
            assertThat(routed.get(key)).isEqualTo("value of " + key);
            answered.incrementAndGet();
        } catch (InterruptedCallException e) {
            assertThat(Thread.interrupted()).isTrue();
            gaveUp.incrementAndGet();
        }
    }

    private void getAll(Routed routed, String suffix, int count, long timeout, boolean hasty) {
        String[] keys =
                IntStream.range(0, count).mapToObj(i -> i % 3 + suffix + i).toArray(String[]::new);
        try {
            BulkOutcome outcome = routed.router.callAll(Routed.getAll(keys), timeout);
            for (int row = 0; row < count; row++) {
                MemjayException error = outcome.error(row);
                if (error == null) {
                    assertThat(new String(outcome.result().value(row), ISO_8859_1))
                            .isEqualTo("value of " + keys[row]);
                } else {
                    assertThat(hasty)
                            .as("%s of a patient caller: %s", keys[row], error)
                            .isTrue();
                    assertThat(error).isInstanceOf(OperationTimeoutException.class);
                }
            }
            (outcome.errors() == null ? answered : gaveUp).incrementAndGet();
        } catch (InterruptedCallException e) {
            assertThat(Thread.interrupted()).isTrue();
            gaveUp.incrementAndGet();
        }
    }
}
