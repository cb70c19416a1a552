package dev.memjay.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memjay.Errors;
import dev.memjay.FakeEngine;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.Views;
import dev.memjay.error.BulkException;
import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.RetryPolicy;
import dev.memjay.model.WriteLatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a write to three zones waits for, answers and throws, by zones that answer, fail or hang. */
class ZonesTest {
    /** Answers nothing until the test says so. */
    private static final class Hanging extends FakeEngine {
        private final CompletableFuture<Object> end = new CompletableFuture<>();

        @Override
        public <R extends @Nullable Object> CompletableFuture<R> start(
                Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
            return end.thenCompose(nothing -> super.start(request, key, timeoutNanos, reader));
        }

        @Override
        public <R extends @Nullable Object> CompletableFuture<R> startAll(
                BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
            return end.thenCompose(nothing -> super.startAll(call, timeoutNanos, reader));
        }

        void timesOut() {
            end.completeExceptionally(Errors.timeout());
        }

        void answersAtLast() {
            end.complete("");
        }
    }

    private final FakeEngine a = new FakeEngine();
    private final FakeEngine near = new FakeEngine();
    private final FakeEngine c = new FakeEngine();
    private final Hanging hanging = new Hanging();

    private static Keyspace<String, String> zones(WriteLatch latch, FakeEngine a, FakeEngine near, FakeEngine c) {
        Map<String, Keyspace<String, String>> zones = new LinkedHashMap<>();
        zones.put("a", Views.strings(a));
        zones.put("near", Views.strings(near));
        zones.put("c", Views.strings(c));
        return Zones.of("near", zones, latch);
    }

    private static NodeDownException down() {
        return new NodeDownException("down", Errors.context("x", false), null, Duration.ZERO, Duration.ZERO);
    }

    // ---- Whether it may have been applied

    @Test
    void aWriteThatOtherZonesTookMayHaveBeenApplied() {
        a.counts(1);
        near.counts(1);
        c.fails(down());
        Keyspace<String, String> zones = zones(WriteLatch.ALL, a, near, c);

        NodeDownException error = catchThrowableOfType(NodeDownException.class, () -> zones.incr("k"));

        assertThat(error.mayHaveBeenApplied()).isTrue();
        assertThat(error).hasMessageContaining("may have been applied");
    }

    @ParameterizedTest
    @EnumSource(names = {"QUORUM", "ALL"})
    void itIsNotMadeAgain(WriteLatch latch) {
        near.answers(Status.STORED).answers(Status.STORED);
        a.fails(down());
        c.fails(down());
        Keyspace<String, String> retrying = Retrying.of(zones(latch, a, near, c), RetryPolicy.attempts(2));

        catchThrowableOfType(NodeDownException.class, () -> retrying.append("k", "v"));

        assertThat(near.sent).hasSize(1);
    }

    @Test
    void aWriteThatNoZoneTookIsMadeAgain() {
        for (FakeEngine zone : List.of(a, near, c)) {
            zone.fails(down()).answers(Status.STORED);
        }
        Keyspace<String, String> zones = zones(WriteLatch.ALL, a, near, c);

        assertThat(Retrying.of(zones, RetryPolicy.attempts(2)).set("k", "v")).isTrue();
    }

    @Test
    void neitherIsOneThatTheNearZoneWasNotSent() {
        near.fails(down()).counts(5);
        Keyspace<String, String> zones = zones(WriteLatch.ALL, a, near, c);

        assertThat(Retrying.of(zones, RetryPolicy.attempts(2)).incr("k")).isEqualTo(OptionalLong.of(5));
        assertThat(a.sent).hasSize(1).first().asString().startsWith("md k ");
    }

    @Test
    void whatTheNearZoneMayHaveChangedIsRemovedInTheOthers() {
        near.fails(Errors.timeout()).fails(Errors.timeout());
        Keyspace<String, String> zones = zones(WriteLatch.ALL, a, near, c);

        assertThat(catchThrowableOfType(OperationTimeoutException.class, () -> zones.add("k", "v")))
                .isNotNull();
        assertThat(errorOf(zones.async().append("l", "v"))).isInstanceOf(OperationTimeoutException.class);
        for (FakeEngine zone : List.of(a, c)) {
            assertThat(zone.posted).containsExactly("k", "l");
            assertThat(zone.sent).allMatch(sent -> sent.startsWith("md "));
        }
    }

    @Test
    void soIsWhatWasGivenUp() {
        CompletableFuture<Boolean> added =
                zones(WriteLatch.ONE, a, hanging, c).async().add("k", "v");

        added.cancel(false);

        assertThat(a.posted).containsExactly("k");
        assertThat(c.posted).containsExactly("k");
    }

    @Test
    void whatIsPostedAndDependsOnTheItemIsRemovedInTheOthers() {
        zones(WriteLatch.ALL, a, near, c).noreply().add("k", "v");

        assertThat(near.sent).hasSize(1).first().asString().startsWith("ms k ");
        assertThat(a.sent).hasSize(1).first().asString().startsWith("md k ");
    }

    @Test
    void aZoneThatHasNotEndedMayTakeItYet() {
        near.fails(down());
        CompletableFuture<Boolean> stored =
                zones(WriteLatch.ALL, hanging, near, c).async().set("k", "v");

        assertThat(stored).isCompletedExceptionally();
        assertThat(errorOf(stored)).isInstanceOf(NodeDownException.class).matches(MemjayException::mayHaveBeenApplied);
    }

    @Test
    void anInterruptedCallerIsToldThatTheWriteGoesOn() {
        near.answers(Status.STORED).answers(Status.STORED);
        a.answers(Status.STORED).answers(Status.STORED);
        Keyspace<String, String> zones = zones(WriteLatch.ALL, a, near, hanging);
        List<Runnable> writes =
                List.of(() -> zones.set("k", "v"), () -> zones.add("k", "v"), () -> zones.deleteAll(List.of("k")));
        for (Runnable write : writes) {
            Thread.currentThread().interrupt();
            InterruptedCallException error = catchThrowableOfType(InterruptedCallException.class, write::run);
            assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
            assertThat(error.mayHaveBeenApplied()).isTrue();
        }
    }

    /** An error of the caller's own code, or of its arguments, changed nothing anywhere. */
    @ParameterizedTest
    @EnumSource(names = {"ONE", "ALL"})
    void whatTheCallersCodeThrowsRemovesNothing(WriteLatch latch) {
        IllegalStateException own = new IllegalStateException("own");
        UnaryOperator<String> change = old -> {
            throw own;
        };
        near.finds("1", 0).finds("1", 0);
        Keyspace<String, String> zones = zones(latch, a, near, c);

        assertThatThrownBy(() -> zones.update("k", change)).isSameAs(own);
        assertThatThrownBy(() -> zones.async().update("k", change).join()).hasCause(own);
        assertThat(a.sent).isEmpty();
        assertThat(c.sent).isEmpty();
    }

    private static MemjayException errorOf(CompletableFuture<?> future) {
        return (MemjayException) future.handle((result, error) -> error).join();
    }

    // ---- A zone that hangs

    @ParameterizedTest
    @EnumSource
    void aHangingZoneIsWaitedForWhereTheLatchIncludesIt(WriteLatch latch) {
        near.answers(Status.STORED);
        a.answers(Status.STORED);
        CompletableFuture<Boolean> stored =
                zones(latch, a, near, hanging).async().set("k", "v");

        if (latch != WriteLatch.ALL) {
            assertThat(stored).isCompletedWithValue(true);
            return;
        }
        assertThat(stored).isNotDone();
        hanging.timesOut();
        assertThat(errorOf(stored)).isInstanceOf(OperationTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    void soItIsForManyKeys(WriteLatch latch) {
        for (FakeEngine zone : List.of(a, near, hanging)) {
            zone.row("k", Status.STORED).row("l", Status.STORED);
        }
        CompletableFuture<BulkWrite<String>> stored =
                zones(latch, a, near, hanging).async().setAll(Map.of("k", "1", "l", "2"));

        if (latch == WriteLatch.ALL) {
            assertThat(stored).isNotDone();
            hanging.answersAtLast();
        }
        assertThat(stored).isCompletedWithValue(BulkWrite.complete(Set.of("k", "l")));
    }

    @Test
    void withOneTheNextZoneWillDo() {
        a.answers(Status.STORED);
        c.answers(Status.STORED);

        CompletableFuture<Boolean> stored =
                zones(WriteLatch.ONE, a, hanging, c).async().set("k", "v");

        assertThat(stored).isCompletedWithValue(true);
    }

    @Test
    void theNearZoneAnswersIfItIsAmongThem() {
        a.counts(7);
        hanging.counts(8);
        c.counts(9);
        CompletableFuture<OptionalLong> counted =
                zones(WriteLatch.ALL, a, hanging, c).async().incr("k");

        hanging.answersAtLast();

        assertThat(counted).isCompletedWithValue(OptionalLong.of(8));
    }

    // ---- Many keys

    @Test
    void eachKeyHasALatchOfItsOwn() {
        List<String> keys = List.of("k", "l", "m");
        a.rowFails("k", down()).row("l", Status.DELETED).row("m", Status.DELETED);
        near.row("k", Status.DELETED).rowFails("l", down()).row("m", Status.NOT_FOUND);
        c.row("k", Status.NOT_FOUND).row("l", Status.DELETED).row("m", Status.DELETED);

        assertThat(zones(WriteLatch.ONE, a, near, c).deleteAll(keys).done())
                .as("where the near zone answered, it is its answer")
                .containsExactly("k", "l");
        assertThat(zones(WriteLatch.QUORUM, a, near, c).deleteAll(keys).done()).containsExactly("k", "l");
        BulkException error = catchThrowableOfType(
                BulkException.class, () -> zones(WriteLatch.ALL, a, near, c).deleteAll(keys));
        assertThat(error.failed()).containsOnlyKeys("k", "l");
        assertThat(error.failed().values()).allMatch(MemjayException::mayHaveBeenApplied);
        BulkWrite<String> others = error.results();
        assertThat(others.done()).isEmpty();
        assertThat(others.notDone()).as("as the near zone says").containsExactly("m");
        assertThat(error).hasMessageContaining("2 of 3 keys");
    }

    /** Under MISS the near zone answers as if nothing had been there; the keys that failed there are no answer. */
    @Test
    void aSwallowedFailureIsNoAnswer() {
        List<String> keys = List.of("k", "l");
        near.rowFails("k", down()).row("l", Status.DELETED);
        a.row("k", Status.DELETED).row("l", Status.DELETED);
        c.row("k", Status.DELETED).row("l", Status.DELETED);

        BulkWrite<String> quorum = zones(WriteLatch.QUORUM, a, near, c)
                .withFailurePolicy(FailurePolicy.MISS)
                .deleteAll(keys);
        assertThat(quorum.done()).as("two zones took both").containsExactly("k", "l");
        assertThat(quorum.isComplete()).isTrue();

        BulkWrite<String> all = zones(WriteLatch.ALL, a, near, c)
                .withFailurePolicy(FailurePolicy.MISS)
                .deleteAll(keys);
        assertThat(all.done()).containsExactly("l");
        assertThat(all.notDone()).containsExactly("k");
        assertThat(all.failed()).containsExactly("k");
    }

    @Test
    void aKeyThatNoZoneTookWasNotApplied() {
        for (FakeEngine zone : List.of(a, near, c)) {
            zone.rowFails("k", down()).row("l", Status.STORED);
        }

        BulkException error = catchThrowableOfType(
                BulkException.class, () -> zones(WriteLatch.ONE, a, near, c).setAll(Map.of("k", "1", "l", "2")));

        assertThat(error.failed()).containsOnlyKeys("k");
        assertThat(error.mayHaveBeenApplied()).isFalse();
    }

    @Test
    void aZoneThatFailsAsAWholeFailsAllKeysThere() {
        a.closed = true;
        for (FakeEngine zone : List.of(near, c)) {
            zone.row("k", Status.HIT).row("l", Status.MISS);
        }
        List<String> keys = List.of("k", "l");

        assertThat(zones(WriteLatch.QUORUM, a, near, c)
                        .touchAll(keys, Memjay.NEVER)
                        .done())
                .containsExactly("k");
        c.closed = true;
        near.closed = true;
        assertThat(catchThrowableOfType(
                        MemjayException.class,
                        () -> zones(WriteLatch.QUORUM, a, near, c).touchAll(keys, Memjay.NEVER)))
                .isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void noKeysAreDoneAtOnce(WriteLatch latch) {
        assertThat(zones(latch, a, near, c).deleteAll(List.of()).done()).isEmpty();
        assertThat(zones(latch, a, near, c).setAll(Map.of()).notDone()).isEmpty();
    }

    // ---- Failures that are no errors

    /** Zones says so: a zone that answers in the place of failing is one that answered. */
    @Test
    void failuresThatAreMissesCountAsAnswers() {
        near.answers(Status.STORED);
        a.fails(down());
        c.fails(down());
        Keyspace<String, String> zones = zones(WriteLatch.ALL, a, near, c);

        assertThat(zones.withFailurePolicy(FailurePolicy.MISS).set("k", "v")).isTrue();
    }

    // ---- Zones that refuse before anything is sent

    /** Refuses all that nobody waits for, and asynchronous calls from the call itself. */
    private static final class Refusing extends FakeEngine {
        @Override
        public void post(Request request, WireKey key, long timeoutNanos) {
            throw down();
        }

        @Override
        public <R extends @Nullable Object> CompletableFuture<R> start(
                Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
            throw down();
        }
    }

    @Test
    void whatTheNearZoneRefusesIsNotSentToTheOthers() {
        Keyspace<String, String> zones = zones(WriteLatch.ALL, a, new Refusing(), c);

        assertThatThrownBy(() -> zones.async().add("k", "v")).isInstanceOf(NodeDownException.class);
        assertThatThrownBy(() -> zones.async().set("k", "v")).isInstanceOf(NodeDownException.class);
        assertThat(a.sent).isEmpty();
        assertThat(c.sent).isEmpty();
    }

    @Test
    void aZoneThatRefusesIsOneThatFailed() {
        near.answers(Status.STORED);
        c.answers(Status.STORED);

        assertThat(zones(WriteLatch.QUORUM, new Refusing(), near, c).set("k", "v"))
                .isTrue();
        assertThat(c.sent).hasSize(1);
    }

    @Test
    void whatIsPostedGoesToAllZonesThatTakeIt() {
        Keyspace<String, String> zones = zones(WriteLatch.ALL, new Refusing(), near, c);

        assertThat(catchThrowableOfType(
                        NodeDownException.class, () -> zones.noreply().set("k", "v")))
                .matches(MemjayException::mayHaveBeenApplied);
        assertThat(near.posted).containsExactly("k");
        assertThat(c.posted).containsExactly("k");
    }

    @Test
    void aCopyThatCannotBeEndedDoesNotKeepTheOthers() {
        near.answers(Status.STORED);
        Keyspace<String, String> zones = zones(WriteLatch.ALL, new Refusing(), near, c);

        assertThat(catchThrowableOfType(NodeDownException.class, () -> zones.cas("k", "v", 7)))
                .matches(MemjayException::mayHaveBeenApplied);
        assertThat(c.sent).hasSize(1).first().asString().startsWith("ms k ");
    }
}
