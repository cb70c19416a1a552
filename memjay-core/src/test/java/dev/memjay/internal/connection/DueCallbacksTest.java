package dev.memjay.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.wire.ReadRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DueCallbacksTest {
    private final DueCallbacks callbacks = new DueCallbacks();
    private final List<Long> times = new ArrayList<>();

    private static Deferred settled(Runnable callback) {
        Deferred operation = new Deferred(ReadRequest.GET, "k", false, 0, (done, failure) -> callback.run());
        assertThat(operation.settle()).isTrue();
        return operation;
    }

    private static long later(long time) {
        long now = Clock.nanoTime();
        while (now - time <= 0) {
            now = Clock.nanoTime();
        }
        return now;
    }

    @Test
    void theCallbacksOfATurnReadTheClockOnce() {
        long before = Clock.nanoTime();
        callbacks.addHere(settled(() -> times.add(callbacks.time())));
        callbacks.addHere(settled(() -> {
            later(callbacks.time());
            times.add(callbacks.time());
        }));
        callbacks.runSettled(10);
        assertThat(times).hasSize(2);
        assertThat(times.get(1)).isEqualTo(times.get(0));
        assertThat(times.get(0) - before).isNotNegative();
        assertThat(Clock.nanoTime() - times.get(0)).isNotNegative();
    }

    @Test
    void whatWasStartedAndAnsweredMeanwhileDidNotEndBeforeItBegan() {
        long[] begun = new long[1];
        callbacks.addHere(settled(() -> {
            begun[0] = later(callbacks.time());
            callbacks.addElsewhere(settled(() -> times.add(callbacks.time())));
        }));
        callbacks.runSettled(10);
        assertThat(times).hasSize(1);
        assertThat(times.get(0) - begun[0]).isNotNegative();
    }
}
