package dev.memjay.internal.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.CodecException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls that follow each other: nothing starts too early or too late, and errors come as they are. */
class InTurnTest {
    /** What was started, and how it will answer. */
    private final List<CompletableFuture<Boolean>> started = new ArrayList<>();

    private Iterator<CompletableFuture<Boolean>> calls(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    CompletableFuture<Boolean> call = new CompletableFuture<>();
                    started.add(call);
                    return call;
                })
                .iterator();
    }

    @Test
    void eachCallWaitsForTheOneBefore() {
        CompletableFuture<Boolean> all = InTurn.all(calls(3));
        for (int i = 0; i < 3; i++) {
            assertThat(started).hasSize(i + 1);
            assertThat(all).isNotDone();
            started.get(i).complete(true);
        }

        assertThat(all).isCompletedWithValue(true);
    }

    @Test
    void noCallsAreAllTrue() {
        assertThat(InTurn.all(calls(0))).isCompletedWithValue(true);
    }

    @Test
    void theFirstFalseEndsIt() {
        CompletableFuture<Boolean> all = InTurn.all(calls(3));
        started.get(0).complete(true);
        started.get(1).complete(false);

        assertThat(all).isCompletedWithValue(false);
        assertThat(started).hasSize(2);
    }

    @Test
    void anErrorComesAsItIs() {
        CodecException error = new CodecException("no");
        CompletableFuture<Boolean> all = InTurn.all(calls(2));
        started.get(0).completeExceptionally(new CompletionException(error));

        assertThatThrownBy(all::join).isInstanceOf(CompletionException.class).hasCause(error);
        assertThat(started).hasSize(1);
    }

    @Test
    void whatACallThrowsIsTheResult() {
        Iterator<CompletableFuture<Boolean>> broken =
                List.<CompletableFuture<Boolean>>of().iterator();
        Iterator<CompletableFuture<Boolean>> calls = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public CompletableFuture<Boolean> next() {
                return broken.next();
            }
        };

        assertThatThrownBy(InTurn.all(calls)::join).hasCauseInstanceOf(NoSuchElementException.class);
    }

    @Test
    void givingUpReachesTheCallInFlightAndStartsNoOther() {
        CompletableFuture<Boolean> all = InTurn.all(calls(3));
        started.get(0).complete(true);

        all.cancel(false);

        assertThat(started).hasSize(2);
        assertThat(started.get(1)).isCancelled();
    }

    @Test
    void answersThatAreThereAlreadyDoNotNest() {
        Iterator<CompletableFuture<Boolean>> answered = IntStream.range(0, 1_000_000)
                .mapToObj(i -> CompletableFuture.completedFuture(true))
                .iterator();

        assertThat(InTurn.all(answered)).isCompletedWithValue(true);
    }
}
