package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.ClosedException;
import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each policy makes of each failure of each verb for one key, blocking and asynchronous alike. */
class FailurePolicyTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** How a verb behaves when it fails: a read, a write, or one whose failures are always thrown. */
    private enum Kind {
        READ,
        WRITE,
        EXACT
    }

    /** A verb, with what it answers for a swallowed failure. */
    private record Trial(String name, Kind kind, Object missed, Function<Keyspace<String, String>, Object> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Trial trial(String name, Kind kind, Object missed, Function<Keyspace<String, String>, Object> call) {
        return new Trial(name, kind, missed, call);
    }

    private static List<Trial> trials() {
        List<Trial> trials = new ArrayList<>(List.of(
                trial("get", Kind.READ, null, v -> v.get("k")),
                trial(
                        "get of a hashed key",
                        Kind.READ,
                        null,
                        v -> v.withKeyPolicy(KeyPolicy.HASH).get("k k")),
                trial("getOrDefault", Kind.READ, "d", v -> v.getOrDefault("k", "d")),
                trial("contains", Kind.READ, false, v -> v.contains("k")),
                trial("gets", Kind.READ, null, v -> v.gets("k")),
                trial("gat", Kind.READ, null, v -> v.gat("k", MINUTE)),
                trial("gats", Kind.READ, null, v -> v.gats("k", MINUTE)),
                trial("inspect", Kind.READ, Optional.empty(), v -> v.inspect("k")),
                trial("set", Kind.WRITE, false, v -> v.set("k", "v")),
                trial("add", Kind.WRITE, false, v -> v.add("k", "v")),
                trial("replace", Kind.WRITE, false, v -> v.replace("k", "v", MINUTE)),
                trial("append", Kind.WRITE, false, v -> v.append("k", "v")),
                trial("prepend", Kind.WRITE, false, v -> v.prepend("k", "v")),
                trial("delete", Kind.WRITE, false, v -> v.delete("k")),
                trial("touch", Kind.WRITE, false, v -> v.touch("k", MINUTE)),
                trial("incr", Kind.WRITE, OptionalLong.empty(), v -> v.incr("k")),
                trial("decr", Kind.WRITE, OptionalLong.empty(), v -> v.decr("k", 1, 1, MINUTE)),
                trial("cas", Kind.EXACT, null, v -> v.cas("k", "v", 1)),
                trial("delete with cas", Kind.EXACT, null, v -> v.delete("k", 1)),
                trial("update", Kind.EXACT, null, v -> v.update("k", text -> text))));
        trials.addAll(List.of(
                trial("async get", Kind.READ, null, v -> await(v.async().get("k"))),
                trial("async getOrDefault", Kind.READ, "d", v -> await(v.async().getOrDefault("k", "d"))),
                trial("async set", Kind.WRITE, false, v -> await(v.async().set("k", "v"))),
                trial(
                        "async incr",
                        Kind.WRITE,
                        OptionalLong.empty(),
                        v -> await(v.async().incr("k"))),
                trial("async cas", Kind.EXACT, null, v -> await(v.async().cas("k", "v", 1))),
                trial("async update", Kind.EXACT, null, v -> await(v.async().update("k", text -> text)))));
        return trials;
    }

    private static Object await(CompletableFuture<?> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> allTrials() {
        return trials().stream()
                .flatMap(trial -> Stream.of(FailurePolicy.values()).map(policy -> Arguments.of(trial, policy)));
    }

    private static boolean swallows(FailurePolicy policy, Kind kind) {
        return switch (policy) {
            case THROW -> false;
            case MISS_READS -> kind == Kind.READ;
            case MISS -> kind != Kind.EXACT;
        };
    }

    @ParameterizedTest(name = "{0} under {1}")
    @MethodSource("allTrials")
    void failuresOutsideTheCallerFollowThePolicy(Trial trial, FailurePolicy policy) {
        for (MemjayException error : Errors.outside()) {
            FakeEngine engine = new FakeEngine().fails(error);
            Keyspace<String, String> view = Views.strings(engine).withFailurePolicy(policy);
            if (swallows(policy, trial.kind())) {
                assertThat(trial.call().apply(view)).isEqualTo(trial.missed());
                assertThat(engine.swallowed).containsExactly(error);
            } else {
                assertThatThrownBy(() -> trial.call().apply(view)).isSameAs(error);
                assertThat(engine.swallowed).isEmpty();
            }
        }
    }

    @ParameterizedTest(name = "{0} under {1}")
    @MethodSource("allTrials")
    void otherFailuresAreAlwaysThrown(Trial trial, FailurePolicy policy) {
        for (MemjayException error : Errors.always()) {
            FakeEngine engine = new FakeEngine().fails(error);
            Keyspace<String, String> view = Views.strings(engine).withFailurePolicy(policy);

            assertThatThrownBy(() -> trial.call().apply(view)).isSameAs(error);
            assertThat(engine.swallowed).isEmpty();
        }
        FakeEngine closed = new FakeEngine();
        closed.closed = true;
        assertThatThrownBy(() -> trial.call().apply(Views.strings(closed).withFailurePolicy(policy)))
                .isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @MethodSource("readsOfValues")
    void valuesThatCannotBeDecodedAreMissesWhereReadsAre(Trial trial) {
        for (FailurePolicy policy : FailurePolicy.values()) {
            FakeEngine engine = new FakeEngine().finds("pickle", 1);
            Keyspace<String, String> view = Views.strings(engine).withFailurePolicy(policy);
            if (policy == FailurePolicy.THROW) {
                assertThatThrownBy(() -> trial.call().apply(view)).isInstanceOf(CodecException.class);
            } else {
                assertThat(trial.call().apply(view)).isEqualTo(trial.missed());
                assertThat(engine.swallowed).hasSize(1);
            }
        }
    }

    static List<Trial> readsOfValues() {
        return trials().stream()
                .filter(trial -> trial.kind() == Kind.READ)
                .filter(trial ->
                        !trial.name().equals("contains") && !trial.name().equals("inspect"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void lookupTellsFailuresUnderEveryPolicy(FailurePolicy policy) {
        for (MemjayException error : Errors.outside()) {
            FakeEngine engine = new FakeEngine().fails(error);

            assertThat(Views.strings(engine).withFailurePolicy(policy).lookup("k"))
                    .isEqualTo(new Lookup.Failed<>(error));
            assertThat(engine.swallowed).isEmpty();
        }
        MemjayException unsupported = Errors.always().get(0);
        Keyspace<String, String> view = Views.strings(
                        new FakeEngine().finds("pickle", 1).fails(unsupported))
                .withFailurePolicy(policy);
        assertThat(view.lookup("k")).isInstanceOf(Lookup.Failed.class);
        assertThatThrownBy(() -> view.lookup("k")).isSameAs(unsupported);
    }

    static FailurePolicy[] policies() {
        return FailurePolicy.values();
    }
}
