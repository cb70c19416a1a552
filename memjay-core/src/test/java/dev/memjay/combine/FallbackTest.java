package dev.memjay.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Errors;
import dev.memjay.FakeEngine;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Views;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which errors have the next keyspace asked, on both faces. */
class FallbackTest {
    private final FakeEngine first = new FakeEngine();
    private final FakeEngine second = new FakeEngine();
    private final Keyspace<String, String> chain = Fallback.of(Views.strings(first), Views.strings(second));

    @Test
    void whatTheArgumentsAreToBlameForIsNotAskedOfTheNext() {
        Keyspace<String, String> chain =
                Fallback.of(Views.strings(first), Views.strings(second).withKeyPolicy(KeyPolicy.BINARY));
        List<Function<Keyspace<String, String>, Object>> reads = List.of(
                face -> String.valueOf(face.get("a b")),
                face -> face.getAll(List.of("a b")),
                face -> face.async().get("a b"),
                face -> face.async().getAll(List.of("a b")));
        for (Function<Keyspace<String, String>, Object> read : reads) {
            assertThatThrownBy(() -> read.apply(chain)).isInstanceOf(IllegalKeyException.class);
        }
        assertThat(first.sent).isEmpty();
        assertThat(second.sent).isEmpty();
    }

    @Test
    void anInterruptionIsNotAskedOfTheNextEither() {
        MemjayException interrupted = new InterruptedCallException("interrupted", Errors.context("get", false), null);
        first.fails(interrupted).fails(interrupted);

        assertThatThrownBy(() -> chain.get("k")).isSameAs(interrupted);
        assertThatThrownBy(() -> chain.async().get("k").join()).hasCause(interrupted);
        assertThat(second.sent).isEmpty();
    }

    @Test
    void theNextIsNotAskedOnceTheReadWasGivenUp() {
        CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
        FakeEngine hanging = new FakeEngine() {
            @Override
            @SuppressWarnings("unchecked")
            public <R extends @Nullable Object> CompletableFuture<R> start(
                    Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
                return (CompletableFuture<R>) answer;
            }
        };
        CompletableFuture<@Nullable String> read = Fallback.of(Views.strings(hanging), Views.strings(second))
                .async()
                .get("k");

        read.cancel(false);

        assertThat(answer).isCancelled();
        assertThat(second.sent).isEmpty();
    }
}
