package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.ConflictException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.internal.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Updates: read, change, store unless somebody was faster; blocking and asynchronous alike. */
class UpdateTest {
    /** Both ways to call an update. */
    enum Way {
        BLOCKING {
            @Override
            String update(Keyspace<String, String> view, UnaryOperator<String> change) {
                return view.update("k", change);
            }

            @Override
            String update(Keyspace<String, String> view, String ifAbsent, UnaryOperator<String> change) {
                return view.update("k", ifAbsent, change);
            }
        },
        ASYNCHRONOUS {
            @Override
            String update(Keyspace<String, String> view, UnaryOperator<String> change) {
                return await(view.async().update("k", change));
            }

            @Override
            String update(Keyspace<String, String> view, String ifAbsent, UnaryOperator<String> change) {
                return await(view.async().update("k", ifAbsent, change));
            }
        };

        abstract String update(Keyspace<String, String> view, UnaryOperator<String> change);

        abstract String update(Keyspace<String, String> view, String ifAbsent, UnaryOperator<String> change);

        private static String await(CompletableFuture<String> future) {
            try {
                return future.get();
            } catch (ExecutionException e) {
                throw (RuntimeException) e.getCause();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final FakeEngine engine = new FakeEngine();
    private final Keyspace<String, String> view = Views.strings(engine)
            .withTtl(Duration.ofMinutes(1))
            .withTimeout(Duration.ofMinutes(1)); // else a pause would end an update before its last round

    @ParameterizedTest
    @EnumSource
    void storesTheNewValueWithTheCasNumberThatWasRead(Way way) {
        engine.finds("a", 0).answers(Status.STORED);

        assertThat(way.update(view, text -> text + "b")).isEqualTo("ab");
        assertThat(engine.sent).hasSize(2);
        assertThat(engine.sent.get(1))
                .startsWith("ms k 2 ")
                .contains(" C7 ")
                .contains(" T60 ")
                .endsWith("\r\nab\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void absentMeansNullAndNoCallOfTheOperator(Way way) {
        engine.answers(Status.MISS);

        assertThat(way.update(view, text -> {
                    throw new AssertionError("there is nothing to change");
                }))
                .isNull();
        assertThat(engine.sent).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void absentAddsTheFirstValue(Way way) {
        engine.answers(Status.MISS).answers(Status.STORED);

        assertThat(way.update(view, "first", text -> text + "b")).isEqualTo("first");
        assertThat(engine.sent.get(1)).contains(" ME ").contains(" T60 ");
    }

    @ParameterizedTest
    @EnumSource
    void somebodyElsesAddIsChangedInTheNextRound(Way way) {
        engine.answers(Status.MISS)
                .answers(Status.NOT_STORED)
                .finds("theirs", 0)
                .answers(Status.STORED);

        assertThat(way.update(view, "first", text -> text + "!")).isEqualTo("theirs!");
    }

    @ParameterizedTest
    @EnumSource
    void nullDeletesWithTheCasNumberThatWasRead(Way way) {
        engine.finds("a", 0).answers(Status.DELETED);

        assertThat(way.update(view, text -> null)).isNull();
        assertThat(engine.sent.get(1)).startsWith("md k C7 ");
    }

    @ParameterizedTest
    @EnumSource
    void everyRoundStartsFromWhatIsThereNow(Way way) {
        engine.finds("a", 0)
                .answers(Status.EXISTS)
                .finds("b", 0)
                .answers(Status.NOT_FOUND)
                .answers(Status.MISS);
        List<String> seen = new ArrayList<>();

        assertThat(way.update(view, text -> {
                    seen.add(text);
                    return text + "!";
                }))
                .isNull();
        assertThat(seen).containsExactly("a", "b");
    }

    @ParameterizedTest
    @EnumSource
    void afterSixteenLostRoundsItIsAConflict(Way way) {
        for (int i = 0; i < 20; i++) {
            engine.finds("a", 0).answers(Status.EXISTS);
        }

        assertThatThrownBy(() -> way.update(view, text -> text))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("16 rounds")
                .satisfies(e ->
                        assertThat(((ConflictException) e).mayHaveBeenApplied()).isFalse());
        assertThat(engine.sent).hasSize(32);
    }

    @ParameterizedTest
    @EnumSource
    void allRoundsShareOneDeadline(Way way) {
        engine.finds("a", 0).answers(Status.STORED);
        way.update(view.withTimeout(Duration.ofSeconds(5)), text -> text);

        assertThat(engine.timeoutNanos).isLessThan(5_000_000_000L).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheOperatorThrowsComesAsItIs(Way way) {
        engine.finds("a", 0);
        IllegalStateException error = new IllegalStateException("mine");

        assertThatThrownBy(() -> way.update(view, text -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(engine.sent).hasSize(1);
    }

    @Test
    void anIllegalKeyIsThrownAtOnce() {
        assertThatThrownBy(() -> view.async().update("a b", text -> text)).isInstanceOf(IllegalKeyException.class);
    }
}
