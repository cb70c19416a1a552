package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memjay.combine.Retrying;
import dev.memjay.error.BulkException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.fleet.MigratingEngine;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.MigrationStage;
import dev.memjay.model.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the caller of a migration is told, and how long each pool is asked, when one of the pools fails. */
class MigrationFailureTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final FakeEngine oldPool = new FakeEngine();
    private final FakeEngine newPool = new FakeEngine();
    private MigrationStage stage = MigrationStage.WRITE_BOTH;
    private final Keyspace<String, String> texts =
            Views.strings(new MigratingEngine(oldPool, newPool, () -> stage)).withTimeout(LONG);

    /** The blocking and the asynchronous form of the same call. */
    private record Form<R>(String name, Function<Keyspace<String, String>, R> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static <R> Stream<Form<R>> forms(
            Function<Keyspace<String, String>, R> blocking,
            Function<AsyncKeyspace<String, String>, CompletableFuture<R>> async) {
        return Stream.of(new Form<>("blocking", blocking), new Form<>("async", keyspace -> {
            try {
                return async.apply(keyspace.async()).join();
            } catch (CompletionException e) {
                throw (RuntimeException) e.getCause();
            }
        }));
    }

    static Stream<Form<?>> counts() {
        return forms(keyspace -> keyspace.incr("k"), keyspace -> keyspace.incr("k"))
                .map(form -> form);
    }

    private static NodeDownException down() {
        return new NodeDownException("down", Errors.context("x", false), null, Duration.ZERO, Duration.ZERO);
    }

    private static OperationTimeoutException timedOutRead() {
        return new OperationTimeoutException(
                "timed out", Errors.context("get", false), OperationTimeoutException.Phase.WAITING);
    }

    private MemjayException failureOf(Form<?> form) {
        return catchThrowableOfType(MemjayException.class, () -> form.call.apply(texts));
    }

    // ---- Writes that one pool took

    @ParameterizedTest
    @MethodSource("counts")
    void aCountThatTheNewPoolDidNotHearOfMayHaveBeenApplied(Form<?> incr) {
        oldPool.counts(1);
        newPool.fails(down());

        assertThat(failureOf(incr))
                .isInstanceOf(NodeDownException.class)
                .hasMessageContaining("may have been applied")
                .matches(MemjayException::mayHaveBeenApplied);
    }

    @ParameterizedTest
    @MethodSource("counts")
    void itIsNotCountedAgain(Form<?> incr) {
        oldPool.counts(1).counts(2);
        newPool.fails(down());
        Keyspace<String, String> retrying = Retrying.of(texts, RetryPolicy.attempts(2));

        catchThrowableOfType(NodeDownException.class, () -> incr.call.apply(retrying));

        assertThat(oldPool.sent).hasSize(1);
    }

    static Stream<Form<?>> deletes() {
        return forms(keyspace -> keyspace.delete("k"), keyspace -> keyspace.delete("k"))
                .map(form -> form);
    }

    @ParameterizedTest
    @MethodSource("deletes")
    void whatChangedNothingInTheOldPoolWasNotApplied(Form<?> delete) {
        oldPool.answers(Status.NOT_FOUND);
        newPool.fails(down());

        assertThat(failureOf(delete)).matches(error -> !error.mayHaveBeenApplied());
    }

    static Stream<Form<?>> bulkStores() {
        Map<String, String> values = Map.of("a", "1", "b", "2");
        return forms(keyspace -> keyspace.setAll(values), keyspace -> keyspace.setAll(values))
                .map(form -> form);
    }

    @ParameterizedTest
    @MethodSource("bulkStores")
    void bulkWritesSayOfEachKeyWhetherItMayHaveBeenApplied(Form<?> setAll) {
        NodeDownException inTheOldPool = down();
        oldPool.row("a", Status.STORED).rowFails("b", inTheOldPool);
        newPool.rowFails("a", down());

        BulkException error = (BulkException) failureOf(setAll);

        assertThat(error.failed()).containsOnlyKeys("a", "b");
        assertThat(error.failed().get("a").mayHaveBeenApplied()).isTrue();
        assertThat(error.failed().get("b")).isSameAs(inTheOldPool);
        assertThat(inTheOldPool.mayHaveBeenApplied()).isFalse();
        assertThat(error.mayHaveBeenApplied()).isTrue();
    }

    // ---- Writes that the old pool failed

    @ParameterizedTest
    @MethodSource("bulkStores")
    void whatTheOldPoolFailedIsRemovedFromTheNewOneInTimeOfItsOwn(Form<?> setAll) {
        oldPool.rowFails("a", Errors.timeout()).rowFails("b", down());

        assertThat(((BulkException) failureOf(setAll)).failed()).containsOnlyKeys("a", "b");
        assertThat(newPool.posted)
                .as("b certainly did not reach the old pool, which has what it had")
                .containsExactly("a");
        assertThat(newPool.sent).hasSize(1).first().asString().contains("md a ");
        // All of it, but for what encoding took.
        assertThat(newPool.timeoutNanos).isBetween(LONG.minusMinutes(5).toNanos(), LONG.toNanos());
    }

    @ParameterizedTest
    @MethodSource("counts")
    void soIsWhatWasInterrupted(Form<?> incr) {
        InterruptedCallException interrupted =
                new InterruptedCallException("interrupted", Errors.context("incr", true), null);
        oldPool.fails(interrupted);

        assertThat(failureOf(incr)).isSameAs(interrupted);
        assertThat(newPool.sent).hasSize(1).allSatisfy(sent -> assertThat(sent).startsWith("md k "));
    }

    @ParameterizedTest
    @MethodSource("counts")
    void theFirstErrorIsToldWhereTheNewPoolIsClosed(Form<?> incr) {
        MemjayException timeout = Errors.timeout();
        oldPool.fails(timeout);
        newPool.closed = true;

        assertThat(failureOf(incr)).isSameAs(timeout);
        assertThat(timeout.getSuppressed()).hasSize(1);
    }

    // ---- One deadline

    @ParameterizedTest
    @MethodSource("writes")
    void aWriteHasOneDeadlineInBothPools(Form<?> write) {
        FakeEngine slow = new FakeEngine() {
            @Override
            public Exchange call(Request request, WireKey key, long timeoutNanos) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                return super.call(request, key, timeoutNanos);
            }

            @Override
            public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                return super.callAll(call, timeoutNanos);
            }
        };
        slow.counts(1).row("k", Status.STORED);
        long start = System.nanoTime();

        write.call.apply(Views.strings(new MigratingEngine(slow, newPool, () -> MigrationStage.WRITE_BOTH))
                .withTimeout(LONG));

        long took = System.nanoTime() - start;
        assertThat(slow.timeoutNanos).isLessThanOrEqualTo(LONG.toNanos()).isGreaterThan(LONG.toNanos() - took);
        assertThat(newPool.timeoutNanos)
                .as("what the old pool left")
                .isLessThan(slow.timeoutNanos)
                .isGreaterThanOrEqualTo(LONG.toNanos() - took);
    }

    static Stream<Form<?>> writes() {
        return Stream.concat(counts(), stores());
    }

    // ---- Reads while the new pool hangs

    static Stream<Form<?>> reads() {
        return Stream.concat(
                forms(keyspace -> keyspace.get("k"), keyspace -> keyspace.get("k")),
                forms(
                        keyspace -> keyspace.getAll(List.of("k")).get("k"),
                        keyspace -> keyspace.getAll(List.of("k")).thenApply(found -> found.get("k"))));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void theNewPoolHasHalfOfTheTimeOfARead(Form<?> read) {
        stage = MigrationStage.READ_NEW;
        newPool.fails(timedOutRead()).rowFails("k", timedOutRead());
        oldPool.finds("old", 0).rowFinds("k", "old", 0);

        assertThat(read.call.apply(texts)).isEqualTo("old");

        assertThat(newPool.timeoutNanos).isLessThanOrEqualTo(LONG.toNanos() / 2).isGreaterThan(LONG.toNanos() / 3);
        assertThat(oldPool.timeoutNanos)
                .as("what is left, which is all but what the new pool took")
                .isGreaterThan(LONG.toNanos() / 2)
                .isLessThanOrEqualTo(LONG.toNanos());
    }

    @Test
    void aNewPoolThatFailsAWriteIsSwallowedAsAnyFailure() {
        oldPool.counts(1);
        newPool.fails(down());

        assertThat(texts.withFailurePolicy(FailurePolicy.MISS).incr("k")).isEmpty();
        assertThat(newPool.swallowed).isEmpty();
        assertThat(oldPool.swallowed).hasSize(1).allMatch(MemjayException::mayHaveBeenApplied);
    }

    // ---- Bulk calls that end as a whole

    /** Ends bulk calls that somebody waits for as a whole. */
    private static final class Ending extends FakeEngine {
        private final MemjayException end;

        Ending(MemjayException end) {
            this.end = end;
        }

        @Override
        public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
            throw end;
        }
    }

    static Stream<Form<?>> stores() {
        return forms(keyspace -> keyspace.setAll(Map.of("k", "v")), keyspace -> keyspace.setAll(Map.of("k", "v")))
                .map(form -> form);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void whatTheOldPoolMayHaveTakenIsRemovedInTheNewOne(Form<?> store) {
        Keyspace<String, String> ending = Views.strings(
                new MigratingEngine(new Ending(Errors.timeout()), newPool, () -> MigrationStage.READ_NEW));

        assertThat(catchThrowableOfType(OperationTimeoutException.class, () -> store.call.apply(ending)))
                .isNotNull();
        assertThat(newPool.posted).containsExactly("k");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void whatTheOldPoolTookMayHaveBeenAppliedThoughTheNewOneEndsTheCall(Form<?> store) {
        oldPool.row("k", Status.STORED);
        Keyspace<String, String> ending =
                Views.strings(new MigratingEngine(oldPool, new Ending(down()), () -> MigrationStage.READ_NEW));

        assertThat(catchThrowableOfType(NodeDownException.class, () -> store.call.apply(ending)))
                .matches(MemjayException::mayHaveBeenApplied);
    }
}
