package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OverloadedException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits to be decoded is bounded, by number, by bytes and by its deadline. */
@Timeout(120)
class CompletionsTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(60);

    private final EventLoop loop = new EventLoop();
    private final List<Completions> opened = new ArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() throws InterruptedException {
        released.countDown();
        for (Completions completions : opened) {
            completions.close();
            completions.join(LONG);
        }
        loop.stop();
        loop.join(LONG);
    }

    private Completions completions(boolean waits) {
        Completions completions = new Completions(loop, null, waits, 3, 1_000);
        opened.add(completions);
        return completions;
    }

    /** Waits for the test, then tells how it ended. */
    private final class Held extends Completions.Task {
        final CompletableFuture<Object> end = new CompletableFuture<>();
        final CountDownLatch begun = new CountDownLatch(1);

        Held(Completions completions, long nanos, long bytes) {
            super(completions, Verb.GET, Clock.nanoTime() + nanos, bytes);
        }

        @Override
        void complete() {
            begun.countDown();
            try {
                released.await();
                end.complete("done");
            } catch (InterruptedException e) {
                end.complete("interrupted");
            }
        }

        @Override
        void late() {
            end.complete("late");
        }

        @Override
        void failed(Throwable error) {
            end.complete(error);
        }
    }

    private Held handed(Completions completions, long nanos, long bytes) {
        Held task = new Held(completions, nanos, bytes);
        completions.hand(task);
        return task;
    }

    private static @Nullable MemjayException refusal(Completions completions, long nanos) {
        return completions.refusal(Verb.GET, Clock.nanoTime(), Clock.nanoTime() + nanos);
    }

    @Test
    void tooManyValuesRefuseTheNextCall() throws Exception {
        Completions completions = completions(false);
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertThat(refusal(completions, LONG)).isNull();
            held.add(handed(completions, LONG, 10));
        }
        assertThat(refusal(completions, LONG))
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("the answers of 3 calls, 30 bytes, wait to be decoded on one thread")
                .hasMessageContaining("callbackExecutor");
        // What was under way already is taken all the same.
        held.add(handed(completions, LONG, 10));
        released.countDown();
        for (Held each : held) {
            assertThat(each.end.get(60, TimeUnit.SECONDS)).isEqualTo("done");
        }
        while (completions.areOpen()) {
            Thread.onSpinWait();
        }
        assertThat(refusal(completions, LONG)).isNull();
    }

    @Test
    void tooManyBytesFailWhatComesAllTheSame() throws Exception {
        Completions completions = completions(false);
        Held large = handed(completions, LONG, 5_000);
        assertThat(refusal(completions, LONG)).isInstanceOf(OverloadedException.class);
        assertThat(handed(completions, LONG, 1).end.getNow(null))
                .asString()
                .contains("the answers of 1 calls, 5000 bytes, wait to be decoded");
        released.countDown();
        assertThat(large.end.get(60, TimeUnit.SECONDS)).isEqualTo("done");
    }

    @Test
    void aCallWaitsForRoomIfTheClientIsBuiltSo() throws Exception {
        Completions completions = completions(true);
        handed(completions, LONG, 1_000);
        CompletableFuture<Object> waited = new CompletableFuture<>();
        Thread caller = new Thread(() -> waited.complete(String.valueOf(refusal(completions, LONG))));
        caller.start();
        while (caller.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        released.countDown();
        assertThat(waited.get(60, TimeUnit.SECONDS)).isEqualTo("null");
    }

    @Test
    void waitingForRoomEndsByTheDeadlineAndByAnInterrupt() {
        Completions completions = completions(true);
        handed(completions, LONG, 1_000);
        assertThat(refusal(completions, 1_000_000)).isInstanceOf(OverloadedException.class);
        Thread.currentThread().interrupt();
        assertThat(refusal(completions, LONG)).isInstanceOf(InterruptedCallException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theEventLoopDoesNotWaitForRoom() throws Exception {
        Completions completions = completions(true);
        handed(completions, LONG, 1_000);
        CompletableFuture<Object> refused = new CompletableFuture<>();
        loop.execute(() -> refused.complete(String.valueOf(refusal(completions, LONG))));
        assertThat(refused.get(60, TimeUnit.SECONDS)).asString().contains("there is no room for more");
    }

    @Test
    void whatIsLateTakesNoMoreRoom() throws Exception {
        Completions completions = completions(false);
        Held running = handed(completions, TimeUnit.SECONDS.toNanos(2), 600); // enough for its thread to start
        Held waiting = handed(completions, 10_000_000, 600);
        running.begun.await();
        assertThat(waiting.end.get(60, TimeUnit.SECONDS)).isEqualTo("late");
        assertThat(running.end.get(60, TimeUnit.SECONDS)).isEqualTo("late");
        while (completions.areOpen()) {
            Thread.onSpinWait();
        }
        assertThat(refusal(completions, LONG)).isNull();
        Held next = handed(completions, LONG, 10);
        assertThat(next.end).isNotDone();
        released.countDown();
        assertThat(next.end.get(60, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(waiting.begun.getCount()).isEqualTo(1);
    }

    @Test
    void aStepOfAScriptIsDoneElsewhereRatherThanNever() throws Exception {
        Completions completions = completions(false);
        Held running = handed(completions, LONG, 10);
        running.begun.await();
        CompletableFuture<String> step = new CompletableFuture<>();
        completions.scripts().execute(() -> step.complete(Thread.currentThread().getName()));
        assertThat(step.get(60, TimeUnit.SECONDS)).isEqualTo("memjay-loop");
        assertThat(running.end).isNotDone();
    }

    @Test
    void closingFailsWhatIsOpenAndEndsTheThread() throws Exception {
        Completions completions = completions(true);
        Held running = handed(completions, LONG, 10);
        Held waiting = handed(completions, LONG, 10);
        running.begun.await();
        completions.close();
        assertThat(waiting.end.get(60, TimeUnit.SECONDS)).isInstanceOf(ClosedException.class);
        assertThat(running.end.get(60, TimeUnit.SECONDS)).isNotEqualTo("done");
        assertThat(handed(completions, LONG, 10).end.getNow(null)).isInstanceOf(ClosedException.class);
        completions.join(LONG);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals(Completions.THREAD));
    }
}
