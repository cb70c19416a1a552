package dev.memjay.internal.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * What a thread sends reaches the server in the order in which it was sent, over whichever connections: blocking, given up
 * soon, interrupted, or asynchronous, with a server that is now and then slow.
 */
class SendingOrderStressTest {
    private static final int THREADS = 6;
    private static final int CALLS = 1_500;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(1);

    /** The last number of each thread that the server has read. */
    private final Map<String, Integer> last = new ConcurrentHashMap<>();

    private final Queue<String> overtaken = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failed = new ConcurrentLinkedQueue<>();

    private String answer(Asked asked) {
        int number = Integer.parseInt(new String(asked.data(), ISO_8859_1));
        Integer before = last.put(asked.key(), number);
        if (before != null && before > number) {
            overtaken.add(asked.key() + ": " + number + " came after " + before);
        }
        if (ThreadLocalRandom.current().nextInt(20) == 0) {
            LockSupport.parkNanos(2_000_000);
        }
        return asked.stored();
    }

    @Test
    void nothingOvertakesWhatItsThreadSentBefore() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(this::answer);
                Trial trial = Trial.of(server, 3)) {
            Connection first = trial.connection();
            trial.onLoop(trial.connections.spares()::dialOne);
            trial.onLoop(trial.connections.spares()::dialOne);
            Trial.await(() -> trial.connections.open() == 3);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                Thread caller = new Thread(() -> {
                    try {
                        send(trial, "key" + thread, new SplittableRandom(thread));
                    } catch (Throwable e) {
                        failed.add(e);
                    }
                });
                threads.add(caller);
                caller.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Trial.await(() -> trial.connections.inFlight() == 0);
            assertThat(failed).isEmpty();
            assertThat(overtaken).isEmpty();
            assertThat(last)
                    .hasSize(THREADS)
                    .allSatisfy((key, number) ->
                            assertThat(number).as("the last number of " + key).isEqualTo(CALLS - 1));
            assertThat(first.outbox().writtenBytes())
                    .as("sent by the first connection alone")
                    .isLessThan(trial.connections.bytesWritten());
        }
    }

    private static void send(Trial trial, String key, SplittableRandom random) {
        for (int number = 0; number < CALLS; number++) {
            byte[] data = Integer.toString(number).getBytes(ISO_8859_1);
            boolean isLast = number == CALLS - 1;
            switch (isLast ? 0 : random.nextInt(10)) {
                case 0, 1, 2, 3 -> trial.call(Trial.set(data), key, LONG);
                case 4, 5, 6 -> trial.call(Trial.set(data), key, SHORT);
                case 7 -> {
                    Thread.currentThread().interrupt();
                    trial.call(Trial.set(data), key, LONG); // leaves at once, after it was sent
                    Thread.interrupted();
                }
                default -> trial.start(Trial.set(data), key, LONG, outcome -> {});
            }
        }
    }
}
