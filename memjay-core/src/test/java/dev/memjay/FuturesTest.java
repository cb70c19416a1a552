package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.call.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Futures that recover: results and errors go up, giving up goes down. */
class FuturesTest {
    private final CompletableFuture<String> source = new CompletableFuture<>();
    private final CompletableFuture<String> result = Futures.recovering(source, error -> "recovered");

    @Test
    void resultsPass() {
        source.complete("value");

        assertThat(result).isCompletedWithValue("value");
    }

    @Test
    void failuresAreRecoveredWrappedOrNot() {
        MemjayException timeout = Errors.timeout();
        source.completeExceptionally(new CompletionException(timeout));

        assertThat(result).isCompletedWithValue("recovered");
    }

    @Test
    void otherErrorsPass() {
        source.completeExceptionally(new IllegalStateException("boom"));

        assertThat(result).isCompletedExceptionally();
    }

    @Test
    void cancellingTheResultCancelsTheCall() {
        result.cancel(false);

        assertThat(source).isCancelled();
    }

    @Test
    void aTimeLimitOnTheResultCancelsTheCall() throws Exception {
        result.orTimeout(1, TimeUnit.MILLISECONDS);
        source.handle((value, error) -> error).get(10, TimeUnit.SECONDS);

        assertThat(source).isCancelled();
    }
}
