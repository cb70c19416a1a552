package dev.memjay.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.text.MetaDialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Many threads on one connection, with timeouts, interrupts, cancellations and reconnects at random. Every value is
 * checked, no role may get lost, and nobody may wait for his deadline while the server answers.
 */
class ConnectionStressTest {
    private static final Duration PATIENT = Duration.ofSeconds(15);
    private static final int CALLERS = 12;
    private static final int CALLS = 4_000;

    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger gaveUp = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @Test
    void everyCallIsAnsweredThoughOthersLeave() throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.answering(asked -> {
                    if (served.incrementAndGet() % 500 == 0) {
                        LockSupport.parkNanos(3_000_000); // long enough for those in a hurry
                    }
                    return asked.hit("value of " + asked.key());
                });
                Trial trial = Trial.of(server)) {
            run(trial, false);
            assertThat(trial.losses).isEmpty();
        }
        assertThat(lost).hasValue(0);
        assertThat(gaveUp.get()).as("the test should see some leave").isPositive();
        assertThat(answered.get()).isGreaterThan(CALLERS * CALLS / 2);
    }

    @Test
    void everyCallEndsThoughTheConnectionDoes() throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.answering(
                        asked -> served.incrementAndGet() % 1000 == 0 ? null : asked.hit("value of " + asked.key()));
                Trial trial = Trial.of(
                        server.node(),
                        new TcpTransport(SocketSettings.DEFAULT),
                        Session.NONE,
                        new MetaDialect(),
                        Trial.settings(64, Duration.ofSeconds(60)))) {
            run(trial, true);
            assertThat(trial.losses).isNotEmpty();
            trial.awaitInFlight(0);
        }
        assertThat(answered.get()).isGreaterThan(CALLERS * CALLS / 2);
    }

    private void run(Trial trial, boolean mayLose) throws Exception {
        trial.connection();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int number = i;
            Runnable caller = () -> work(trial, number, mayLose);
            threads.add(
                    i % 4 == 3 && Runtime.version().feature() >= 21 ? RoleTest.startVirtual(caller) : start(caller));
        }
        List<Thread> interrupted = threads.subList(0, 3);
        Thread interrupter = start(() -> {
            while (threads.get(0).isAlive()) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(300_000));
                interrupted.get(ThreadLocalRandom.current().nextInt(3)).interrupt();
            }
        });
        for (Thread thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive()).as("a caller hangs").isFalse();
        }
        interrupter.join(10_000);
        assertThat(faults).isEmpty();
        assertThat(trial.loop.rescues()).isZero();
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void work(Trial trial, int number, boolean mayLose) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try {
            for (int i = 0; i < CALLS && faults.isEmpty(); i++) {
                String key = "key" + number + "-" + i;
                boolean hasty = random.nextInt(10) == 0;
                Duration timeout = hasty ? Duration.ofNanos(random.nextInt(500_000)) : PATIENT;
                if (random.nextInt(5) == 0) {
                    Started started = trial.start(ReadRequest.GET, key, timeout, outcome -> {});
                    if (random.nextInt(4) == 0) {
                        started.operation().cancel();
                        gaveUp.incrementAndGet();
                    } else if (random.nextBoolean()) {
                        Thread.interrupted();
                        check(key, awaitEnd(started), hasty, mayLose);
                    }
                } else {
                    check(key, trial.get(key, timeout), hasty, mayLose);
                }
            }
        } catch (Throwable e) {
            faults.add(e);
        }
    }

    /** Interrupts are for the calls. */
    private static Outcome awaitEnd(Started started) throws Exception {
        while (true) {
            try {
                return started.get();
            } catch (InterruptedException e) {
                // Once more.
            }
        }
    }

    private void check(String key, Outcome outcome, boolean hasty, boolean mayLose) {
        Failure failure = outcome.failure();
        if (failure == null) {
            assertThat(outcome.operation().status).isEqualTo(Status.HIT);
            assertThat(outcome.value()).isEqualTo("value of " + key);
            answered.incrementAndGet();
            return;
        }
        switch (failure.kind()) {
            case INTERRUPTED -> {
                assertThat(Thread.interrupted()).isTrue();
                gaveUp.incrementAndGet();
            }
            case TIMEOUT -> {
                assertThat(hasty).as("%s of a patient caller: %s", key, failure).isTrue();
                gaveUp.incrementAndGet();
            }
            case LOST, UNREACHABLE, OVERLOADED -> {
                assertThat(mayLose).as("%s: %s", key, failure).isTrue();
                lost.incrementAndGet();
            }
            default -> throw new AssertionError(key + ": " + failure, failure.cause());
        }
    }
}
