package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.fleet.MigratingEngine;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.MigrationStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who gives up an asynchronous call of a migration gives up a read in both pools, and no write that the old one has taken. */
class MigrationCancelTest {
    /** A pool that does not answer. */
    private static final class HangingEngine extends FakeEngine {
        final List<CompletableFuture<?>> calls = new ArrayList<>();

        private <R extends @Nullable Object> CompletableFuture<R> hang() {
            CompletableFuture<R> call = new CompletableFuture<>();
            calls.add(call);
            return call;
        }

        @Override
        public <R extends @Nullable Object> CompletableFuture<R> start(
                Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
            return hang();
        }

        @Override
        public <R extends @Nullable Object> CompletableFuture<R> startAll(
                BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
            return hang();
        }
    }

    private final FakeEngine answering = new FakeEngine();
    private final HangingEngine hanging = new HangingEngine();

    private AsyncKeyspace<String, String> between(FakeEngine oldPool, FakeEngine newPool, MigrationStage stage) {
        return Views.strings(new MigratingEngine(oldPool, newPool, () -> stage)).async();
    }

    private void giveUp(CompletableFuture<?> call) {
        assertThat(hanging.calls).as("the second pool is asked").hasSize(1);
        call.cancel(false);
    }

    @Test
    void aReadIsGivenUp() {
        answering.answers(Status.MISS);
        giveUp(between(hanging, answering, MigrationStage.READ_NEW).get("k"));

        assertThat(hanging.calls.get(0)).isCancelled();
    }

    @Test
    void aBulkReadIsGivenUp() {
        giveUp(between(hanging, answering, MigrationStage.READ_NEW).getAll(List.of("a", "b")));

        assertThat(hanging.calls.get(0)).isCancelled();
    }

    @Test
    void aWriteGoesOn() {
        answering.answers(Status.STORED);
        giveUp(between(answering, hanging, MigrationStage.WRITE_BOTH).set("k", "v"));

        assertThat(hanging.calls.get(0)).isNotDone();
    }

    @Test
    void aBulkWriteGoesOn() {
        giveUp(between(answering, hanging, MigrationStage.WRITE_BOTH).setAll(Map.of("a", "1", "b", "2")));

        assertThat(hanging.calls.get(0)).isNotDone();
    }
}
