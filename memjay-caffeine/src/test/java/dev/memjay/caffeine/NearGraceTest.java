package dev.memjay.caffeine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values that the server keeps beyond their own time, for loads that fail. A value is ended here without waiting: it is stored, or
 * touched, with less time to live than the grace is long.
 */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class NearGraceTest {
    private static final Duration AGE = Duration.ofSeconds(5);
    private static final Duration IN_GRACE = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofHours(1);
    private static final LoadPolicy KEPT_FOR_ERRORS = LoadPolicy.standard().staleIfError(GRACE);

    @Parameter
    boolean real;

    private ServerAndClient server;
    private Keyspace<String, String> plain;
    private final AtomicLong nanos = new AtomicLong();
    private NearCache<String, String> near;
    private AsyncKeyspace<String, String> async;

    @BeforeEach
    void connect() {
        server = ServerAndClient.start(real);
        plain = server.memjay().strings();
        near = NearCache.of(
                plain.withLoadPolicy(KEPT_FOR_ERRORS), NearPolicy.of(100, AGE).revalidatedFor(GRACE), nanos::get);
        async = near.async();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    /** So that there is an aged copy of a value, and the server has the same, which has ended. */
    private void endBehindACopy(String key) {
        near.set(key, "old", GRACE);
        assertThat(near.get(key)).isEqualTo("old");
        plain.touch(key, IN_GRACE);
        nanos.addAndGet(AGE.toNanos());
    }

    @Test
    void anEndedValueIsNotKept() {
        plain.set("k", "old", IN_GRACE);
        assertThat(near.get("k")).isNull();
        assertThat(near.get("k")).isNull();
        assertThat(near.getAll(List.of("k"))).isEmpty();
        assertThat(near.getAll(List.of("k"))).isEmpty();
        assertThat(async.get("k").join()).isNull();
        assertThat(async.getAll(List.of("k")).join()).isEmpty();
        assertThat(near.size()).isZero();
        assertThat(near.getOrCompute("k", key -> "new")).isEqualTo("new");
    }

    @Test
    void allOfAReadOfSeveralAreJudgedByTheirOwnTime() {
        plain.set("ended", "old", IN_GRACE);
        near.set("k", "v", GRACE);
        for (int i = 0; i < 2; i++) {
            assertThat(near.getAll(List.of("ended", "k"))).isEqualTo(Map.of("k", "v"));
        }
        assertThat(near.size()).isEqualTo(1);
    }

    @Test
    void aCallsOwnPolicySaysWhatServesIt() {
        plain.set("k", "old", IN_GRACE);
        assertThat(near.getOrCompute("k", key -> "new", LoadPolicy.standard())).isEqualTo("old");
        assertThat(async.getOrCompute("k", key -> CompletableFuture.completedFuture("new"), LoadPolicy.standard())
                        .join())
                .isEqualTo("old");
        assertThat(near.get("k")).isNull();
    }

    @Test
    void aCopyWhoseValueHasEndedIsNotRevalidated() {
        endBehindACopy("k");
        assertThat(near.get("k")).isNull();
        endBehindACopy("async");
        assertThat(async.get("async").join()).isNull();
        assertThat(near.size()).isZero();
    }

    @Test
    void aLoaderRunsInPlaceOfARevalidationOnceTheValueHasEnded() {
        endBehindACopy("k");
        assertThat(near.getOrCompute("k", key -> "new")).isEqualTo("new");
        endBehindACopy("async");
        assertThat(async.getOrCompute("async", key -> CompletableFuture.completedFuture("new"))
                        .join())
                .isEqualTo("new");
    }

    @Test
    void aValueWhoseTimeIsNotOverIsRevalidated() {
        near.set("k", "v", IN_GRACE);
        assertThat(near.get("k")).isEqualTo("v");
        for (int i = 0; i < 2; i++) {
            nanos.addAndGet(AGE.toNanos());
            assertThat(near.get("k")).isEqualTo("v");
            nanos.addAndGet(AGE.toNanos());
            assertThat(near.getOrCompute("k", key -> "new")).isEqualTo("v");
        }
        assertThat(server.calls(Verb.LOOKUP)).isEqualTo(1);
    }

    @Test
    void anEndedValueIsRevalidatedWhileItIsServedStale() {
        near = near.withLoadPolicy(LoadPolicy.standard().staleWhileRevalidate(GRACE));
        endBehindACopy("k");
        assertThat(near.get("k")).isEqualTo("old");
        assertThat(server.calls(Verb.LOOKUP)).isEqualTo(1);
    }
}
