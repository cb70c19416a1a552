package dev.memjay.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Errors;
import dev.memjay.FakeEngine;
import dev.memjay.Keyspace;
import dev.memjay.Views;
import dev.memjay.error.BulkException;
import dev.memjay.error.ClosedException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.RetryPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which part of a call is made again, and what is made of the parts. */
class RetryingTest {
    private static final List<String> KEYS = List.of("a", "b", "c", "d");
    private static final Duration HOUR = Duration.ofHours(1);

    /** Which keys each bulk call asked for; what is to change before each. */
    private static final class Attempts extends FakeEngine {
        final List<List<String>> asked = new ArrayList<>();
        final Deque<Runnable> before = new ArrayDeque<>();

        @Override
        public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
            Runnable change = before.poll();
            if (change != null) {
                change.run();
            }
            asked.add(List.of(call.keys()));
            return super.callAll(call, timeoutNanos);
        }
    }

    private final Attempts engine = new Attempts();
    private final Keyspace<String, String> plain = Views.strings(engine);
    private final Keyspace<String, String> retrying = Retrying.of(plain, RetryPolicy.attempts(3));

    private static NodeDownException down() {
        return new NodeDownException("down", Errors.context("x", false), null, Duration.ZERO, Duration.ZERO);
    }

    private static ServerErrorException full() {
        return new ServerErrorException("out of memory", Errors.context("x", false), null);
    }

    /** The face that a call is made by. */
    enum Face {
        BLOCKING,
        ASYNC;

        <R> R call(
                Keyspace<String, String> keyspace,
                Function<Keyspace<String, String>, R> blocking,
                Function<AsyncKeyspace<String, String>, CompletableFuture<R>> async) {
            if (this == BLOCKING) {
                return blocking.apply(keyspace);
            }
            try {
                return async.apply(keyspace.async()).join();
            } catch (CompletionException e) {
                throw (RuntimeException) e.getCause();
            }
        }

        BulkWrite<String> deleteAll(Keyspace<String, String> keyspace) {
            return call(keyspace, face -> face.deleteAll(KEYS), face -> face.deleteAll(KEYS));
        }

        BulkWrite<String> touchAll(Keyspace<String, String> keyspace) {
            return call(keyspace, face -> face.touchAll(KEYS, HOUR), face -> face.touchAll(KEYS, HOUR));
        }

        BulkWrite<String> setAll(Keyspace<String, String> keyspace) {
            Map<String, String> values = new LinkedHashMap<>();
            KEYS.forEach(key -> values.put(key, "of " + key));
            return call(keyspace, face -> face.setAll(values, HOUR), face -> face.setAll(values, HOUR));
        }

        Map<String, String> getAll(Keyspace<String, String> keyspace) {
            return call(keyspace, face -> face.getAll(KEYS), face -> face.getAll(KEYS));
        }

        Map<String, ?> getsAll(Keyspace<String, String> keyspace) {
            return call(keyspace, face -> face.getsAll(KEYS), face -> face.getsAll(KEYS));
        }

        Map<String, Lookup<String>> lookupAll(Keyspace<String, String> keyspace) {
            return call(keyspace, face -> face.lookupAll(KEYS), face -> face.lookupAll(KEYS));
        }

        Map<String, String> getAllOrCompute(Keyspace<String, String> keyspace) {
            return call(
                    keyspace,
                    face -> face.getAllOrCompute(KEYS, keys -> Map.of()),
                    face -> face.getAllOrCompute(KEYS, keys -> CompletableFuture.completedFuture(Map.of())));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofADeletionOnlyWhatFailedIsMadeAgain(Face face) {
        engine.row("a", Status.DELETED).rowFails("b", down()).row("c", Status.NOT_FOUND);
        engine.rowFails("d", down());
        engine.before.add(() -> {});
        engine.before.add(() -> engine.row("a", Status.NOT_FOUND).row("b", Status.DELETED));
        engine.before.add(() -> engine.row("d", Status.DELETED));

        assertThat(face.deleteAll(retrying).done()).containsExactly("a", "b", "d");
        assertThat(engine.asked).containsExactly(KEYS, List.of("b", "d"), List.of("d"));
    }

    @ParameterizedTest
    @EnumSource
    void ofTouchesToo(Face face) {
        engine.row("a", Status.HIT).rowFails("b", down()).row("d", Status.HIT);
        engine.before.add(() -> {});
        engine.before.add(() -> engine.row("b", Status.HIT));

        assertThat(face.touchAll(retrying).done()).containsExactly("a", "b", "d");
        assertThat(engine.asked).containsExactly(KEYS, List.of("b"));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasStoredIsNotStoredAgain(Face face) {
        engine.row("a", Status.STORED).rowFails("b", down()).row("c", Status.NOT_STORED);
        engine.row("d", Status.STORED);
        engine.before.add(() -> {});
        engine.before.add(() -> engine.row("b", Status.STORED));

        assertThat(face.setAll(retrying).notDone()).containsExactly("c");
        assertThat(engine.asked).containsExactly(KEYS, List.of("b"));
        assertThat(engine.sent.get(1)).contains("of b");
    }

    @ParameterizedTest
    @EnumSource
    void ofReadsToo(Face face) {
        engine.rowFails("a", down()).rowFinds("b", "1", 0).rowFinds("d", "2", 0);
        engine.before.add(() -> {});
        engine.before.add(() -> engine.rowFinds("a", "3", 0));

        assertThat(face.getAll(retrying).toString()).isEqualTo("{a=3, b=1, d=2}");
        assertThat(engine.asked).containsExactly(KEYS, List.of("a"));
    }

    @ParameterizedTest
    @EnumSource
    void ofReadsForCasNumbersToo(Face face) {
        engine.rowFails("a", down()).rowFinds("b", "1", 0);
        engine.before.add(() -> {});
        engine.before.add(() -> engine.rowFinds("a", "3", 0));

        assertThat(face.getsAll(retrying).keySet()).containsExactly("a", "b");
        assertThat(engine.asked).containsExactly(KEYS, List.of("a"));
    }

    @ParameterizedTest
    @EnumSource
    void ofLookupsToo(Face face) {
        engine.rowFails("a", down()).rowFinds("b", "1", 0).rowFails("c", full());
        engine.before.add(() -> {});
        engine.before.add(() -> engine.rowFinds("a", "3", 0));

        Map<String, Lookup<String>> found = face.lookupAll(retrying);

        assertThat(found.keySet()).containsExactlyElementsOf(KEYS);
        assertThat(found.get("a").value()).isEqualTo("3");
        assertThat(found.get("c")).isInstanceOf(Lookup.Failed.class);
        assertThat(found.get("d")).isInstanceOf(Lookup.Miss.class);
        assertThat(engine.asked).containsExactly(KEYS, List.of("a"));
    }

    @ParameterizedTest
    @EnumSource
    void ofLoadsToo(Face face) {
        engine.rowFails("a", down()).rowFinds("b", "1", 0).rowFinds("c", "2", 0).rowFinds("d", "3", 0);
        engine.before.add(() -> {});
        engine.before.add(() -> engine.rowFinds("a", "4", 0));

        assertThat(face.getAllOrCompute(retrying).toString()).isEqualTo("{a=4, b=1, c=2, d=3}");
        assertThat(engine.asked).containsExactly(KEYS, List.of("a"));
    }

    @ParameterizedTest
    @EnumSource
    void whatMayNotBeMadeAgainFailsWithAllThatSucceeded(Face face) {
        engine.row("a", Status.DELETED).rowFails("b", Errors.timeout()).rowFails("c", down());
        engine.before.add(() -> {});
        engine.before.add(() -> engine.row("c", Status.DELETED));

        BulkException error = catchThrowableOfType(BulkException.class, () -> face.deleteAll(retrying));

        assertThat(error.failed()).containsOnlyKeys("b");
        assertThat(error.<BulkWrite<String>>results().done()).containsExactly("a", "c");
        assertThat(error).hasMessageContaining("1 of 4 keys").matches(MemjayException::mayHaveBeenApplied);
        assertThat(engine.asked).containsExactly(KEYS, List.of("c"));
    }

    @ParameterizedTest
    @EnumSource
    void attemptsEnd(Face face) {
        engine.row("a", Status.DELETED).rowFails("b", down());

        BulkException error = catchThrowableOfType(BulkException.class, () -> face.deleteAll(retrying));

        assertThat(error.failed()).containsOnlyKeys("b");
        assertThat(error.<BulkWrite<String>>results().done()).containsExactly("a");
        assertThat(error.mayHaveBeenApplied()).isFalse();
        assertThat(engine.asked).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void anErrorOfTheWholeCallIsToldAsItIsUntilPartsAreDone(Face face) {
        engine.row("a", Status.DELETED).rowFails("b", down());
        engine.before.add(() -> {});
        engine.before.add(() -> engine.closed = true);

        BulkException error = catchThrowableOfType(BulkException.class, () -> face.deleteAll(retrying));

        assertThat(error.failed().get("b")).isInstanceOf(ClosedException.class);
        assertThat(error.<BulkWrite<String>>results().done()).containsExactly("a");
        assertThatThrownBy(() -> face.deleteAll(retrying)).isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void evenWhatMayHaveBeenAppliedIsMadeAgainIfSoWished(Face face) {
        Keyspace<String, String> bold =
                Retrying.of(plain, RetryPolicy.attempts(2).evenIfApplied(true));
        engine.fails(Errors.timeout()).answers(Status.STORED);
        assertThat(face.<Boolean>call(bold, it -> it.set("k", "v"), it -> it.set("k", "v")))
                .isTrue();
        assertThat(engine.sent).hasSize(2);

        engine.fails(Errors.timeout()).answers(Status.STORED);
        assertThatThrownBy(() -> face.<Boolean>call(retrying, it -> it.set("k", "v"), it -> it.set("k", "v")))
                .isInstanceOf(dev.memjay.error.OperationTimeoutException.class);
        assertThat(engine.sent).hasSize(3);

        engine.row("a", Status.DELETED).rowFails("b", Errors.timeout());
        engine.before.add(() -> {});
        engine.before.add(() -> engine.row("b", Status.DELETED));
        assertThat(face.deleteAll(bold).done()).containsExactly("a", "b");
        assertThat(engine.asked).containsExactly(KEYS, List.of("b"));
    }

    @ParameterizedTest
    @EnumSource
    void theLastErrorTellsOfTheAttemptsBefore(Face face) {
        Keyspace<String, String> bold =
                Retrying.of(plain, RetryPolicy.attempts(2).evenIfApplied(true));
        engine.fails(Errors.timeout()).fails(down());
        assertThatThrownBy(() -> face.<Boolean>call(bold, it -> it.set("k", "v"), it -> it.set("k", "v")))
                .isInstanceOfSatisfying(
                        NodeDownException.class,
                        error -> assertThat(error.mayHaveBeenApplied()).isTrue());

        engine.rowFails("b", Errors.timeout());
        engine.before.add(() -> {});
        engine.before.add(() -> engine.rowFails("b", down()));
        BulkException error = catchThrowableOfType(BulkException.class, () -> face.deleteAll(bold));
        assertThat(error.failed().get("b"))
                .isInstanceOf(NodeDownException.class)
                .matches(MemjayException::mayHaveBeenApplied);
        assertThat(error.mayHaveBeenApplied()).isTrue();
    }

    /** Its error is unknown, so the policy cannot say whether it may be made again. */
    @ParameterizedTest
    @EnumSource
    void aSwallowedFailureIsNotMadeAgainAndStaysOne(Face face) {
        engine.row("a", Status.DELETED)
                .rowFails("b", down())
                .row("c", Status.NOT_FOUND)
                .row("d", Status.DELETED);

        BulkWrite<String> deleted = face.deleteAll(retrying.withFailurePolicy(FailurePolicy.MISS));

        assertThat(deleted.done()).containsExactly("a", "d");
        assertThat(deleted.notDone()).containsExactly("b", "c");
        assertThat(deleted.failed()).containsExactly("b");
        assertThat(engine.asked).hasSize(1);
    }

    @Test
    void asManyAttemptsAsMayBeFitOnTheStack() {
        Keyspace<String, String> tireless = Retrying.of(plain, RetryPolicy.attempts(1000));
        engine.rowFails("b", down());
        for (int i = 0; i < 1000; i++) {
            engine.fails(down());
        }

        assertThat(tireless.async().set("k", "v")).failsWithin(Duration.ofMinutes(1));
        assertThat(engine.sent).hasSize(1000);
        assertThat(tireless.async().deleteAll(KEYS)).failsWithin(Duration.ofMinutes(1));
        assertThat(engine.asked).hasSize(1000);
    }

    /** The flag is set before the call, whose attempts do not look at it, so the pause is the first thing that does. */
    @Test
    void anInterruptedCallerWaitsForNoOtherAttempt() {
        Keyspace<String, String> patient = Retrying.of(
                plain, RetryPolicy.attempts(3).pause(Duration.ofMinutes(1)).evenIfApplied(true));
        engine.fails(down());
        InterruptedCallException error = interrupted(() -> patient.set("k", "v"));
        assertThat(error.mayHaveBeenApplied()).isFalse();
        assertThat(error).as("where the last attempt was made").hasMessageStartingWith("x on h1:11211: ");

        engine.fails(Errors.timeout());
        assertThat(interrupted(() -> patient.set("k", "v")).mayHaveBeenApplied())
                .as("the attempt before timed out")
                .isTrue();
        assertThat(engine.sent).hasSize(2);

        engine.row("a", Status.DELETED).rowFails("b", down());
        assertThat(interrupted(() -> patient.deleteAll(KEYS)).mayHaveBeenApplied())
                .as("one key was deleted")
                .isTrue();
        assertThat(engine.asked).hasSize(1);
    }

    private static InterruptedCallException interrupted(Runnable call) {
        Thread.currentThread().interrupt();
        InterruptedCallException error = catchThrowableOfType(InterruptedCallException.class, call::run);
        assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
        assertThat(error).hasMessageContaining("the calling thread was interrupted");
        return error;
    }

    @ParameterizedTest
    @EnumSource
    void argumentsAreRefusedByTheCallItself(Face face) {
        assertThatThrownBy(() -> retrying.async().get("a b")).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> face.<String>call(retrying, it -> it.get("a b"), it -> it.get("a b")))
                .isInstanceOf(IllegalKeyException.class);
        assertThat(engine.sent).isEmpty();
    }

    @Test
    void nothingIsSentAfterGivingUp() {
        HeldAttempts held = new HeldAttempts();
        CompletableFuture<Boolean> stored = Retrying.of(Views.strings(held), RetryPolicy.attempts(3))
                .async()
                .set("k", "v");

        stored.cancel(false);
        held.answer.completeExceptionally(down());

        assertThat(held.answer).isCancelled();
        assertThat(held.made).isEqualTo(1);
    }

    /** Answers nothing; counts the calls. */
    private static final class HeldAttempts extends FakeEngine {
        final CompletableFuture<Object> answer = new CompletableFuture<>();
        int made;

        @Override
        @SuppressWarnings("unchecked")
        public <R extends @Nullable Object> CompletableFuture<R> start(
                Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
            made++;
            return (CompletableFuture<R>) answer;
        }
    }

    @Test
    void theCallersMapMayChangeOnceTheCallIsMade() {
        Map<String, String> values = new LinkedHashMap<>(Map.of("a", "1"));
        engine.rowFails("a", down());
        engine.before.add(values::clear);
        engine.before.add(() -> engine.row("a", Status.STORED));

        assertThat(retrying.async().setAll(values).join().notDone()).isEmpty();
        assertThat(engine.asked).containsExactly(List.of("a"), List.of("a"));
    }
}
