package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.combine.Retrying;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** pymemcache's RetryingClient. */
class PymemcacheRetryingTest extends OnMemcached {
    @Test
    void retryingAttempts() {
        try (Memjay down = to(NOWHERE).build()) {
            Keyspace<String, String> thrice = Retrying.of(down.strings(), RetryPolicy.attempts(3));
            assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> thrice.get("key"));
            assertThat(failures(down)).isEqualTo(3);
        }
        assertThat(RetryPolicy.attempts(2).attempts()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.attempts(0));
    }

    private static long failures(Memjay client) {
        return client.metrics().nodes().get(0).verbs().values().stream()
                .flatMap(of -> of.failures().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void retryingWithAPause() {
        assertThat(RetryPolicy.attempts(2).pause()).isZero();
        try (Memjay down = to(NOWHERE).build()) {
            Keyspace<String, String> patient =
                    Retrying.of(down.strings(), RetryPolicy.attempts(2).pause(Duration.ofMillis(30)));
            long start = System.nanoTime();
            assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> patient.get("key"));
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
        }
    }

    @Test
    void retryingForSomeErrors() {
        try (Memjay down = to(NOWHERE).build()) {
            Keyspace<String, String> choosy = Retrying.of(
                    down.strings(), RetryPolicy.attempts(3).retryFor(List.of(OperationTimeoutException.class)));
            assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> choosy.get("key"));
            assertThat(failures(down)).isEqualTo(1);
        }
    }

    @Test
    void retryingNotForOthers() {
        try (Memjay down = to(NOWHERE).build()) {
            RetryPolicy policy = RetryPolicy.attempts(3)
                    .retryFor(List.of(MemjayException.class))
                    .doNotRetryFor(List.of(ConnectionException.class));
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> Retrying.of(down.strings(), policy).get("key"));
            assertThat(failures(down)).isEqualTo(1);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.attempts(2)
                        .retryFor(List.of(MemjayException.class))
                        .doNotRetryFor(List.of(MemjayException.class)));
    }

    @Test
    void retryingHasEveryVerb() {
        Keyspace<String, String> retried = Retrying.of(texts, RetryPolicy.attempts(2));
        retried.set("key", "value");
        assertThat(retried.get("key")).isEqualTo("value");
        assertThat(retried.delete("key")).isTrue();
        assertThat(retried.withPrefix("p:").add("key", "value")).isTrue();
        assertThat(texts.get("p:key")).isEqualTo("value");
    }
}
