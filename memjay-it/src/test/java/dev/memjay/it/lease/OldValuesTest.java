package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.LoaderException;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.LoadPolicy.AfterWait;
import dev.memjay.model.Loader;
import dev.memjay.model.Lookup;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** When getOrCompute serves an old value, and who loads the new one meanwhile. */
@ParameterizedClass
@EnumSource(Way.class)
class OldValuesTest extends ComputingClients {
    @Test
    void theOldValueIsTakenAfterTheWaitIfTheRuleSaysSo() {
        texts.set("k", "old");
        texts.invalidate("k", LONG);
        leaseIsTakenFor(LONG);
        LoadPolicy impatient = POLICY.maxWait(Duration.ofMillis(20)).afterWait(AfterWait.STALE);

        assertThat(compute(texts, gives("v"), impatient)).isEqualTo("old");
        assertThat(loads).hasValue(0);
    }

    @Test
    void aValueIsRefreshedAheadOfItsEndByOneCallerWhileTheOldOneIsServed() {
        texts.set("k", "old", Duration.ofSeconds(50));
        LoadPolicy ahead = POLICY.refreshAhead(Duration.ofSeconds(60));
        CountDownLatch go = new CountDownLatch(1);
        Loader<String, String> slow = key -> {
            loads.incrementAndGet();
            go.await();
            return "new";
        };

        assertThat(compute(texts, slow, ahead)).isEqualTo("old");
        assertThat(compute(elsewhere, slow, ahead)).isEqualTo("old");
        go.countDown();
        soon(() -> "new".equals(texts.get("k")));
        assertThat(loads).hasValue(1);
        assertThat(texts.inspect("k").orElseThrow().ttl().orElseThrow()).isGreaterThan(Duration.ofSeconds(80));
    }

    @Test
    void aRefreshThatFailsLeavesTheValueFreshForTheNext() {
        texts.set("k", "old", Duration.ofSeconds(50));
        LoadPolicy ahead = POLICY.refreshAhead(Duration.ofSeconds(60));

        assertThat(compute(texts, fails(new IOException("disk")), ahead)).isEqualTo("old");
        soon(() -> {
            assertThat(compute(elsewhere, gives("new"), ahead)).isIn("old", "new");
            assertThat(texts.lookup("k")).isInstanceOf(Lookup.Hit.class);
            return "new".equals(texts.get("k"));
        });
    }

    @Test
    void anInvalidatedValueIsServedWhileOneCallerRefreshesIt() {
        texts.set("k", "old");
        assertThat(texts.invalidate("k", LONG)).isTrue();
        CountDownLatch go = new CountDownLatch(1);
        Loader<String, String> slow = key -> {
            loads.incrementAndGet();
            go.await();
            return "new";
        };
        LoadPolicy meanwhile = POLICY.staleWhileRevalidate(Duration.ofSeconds(10));

        assertThat(compute(texts, slow, meanwhile)).isEqualTo("old");
        assertThat(compute(elsewhere, slow, meanwhile)).isEqualTo("old");
        go.countDown();
        soon(() -> "new".equals(texts.get("k")));
        assertThat(loads).hasValue(1);
    }

    @Test
    void anInvalidatedValueIsLoadedAnewWhereNothingOldIsServed() {
        texts.set("k", "old");
        texts.invalidate("k", LONG);

        assertThat(compute(texts, gives("new"), POLICY)).isEqualTo("new");
        assertThat(texts.lookup("k")).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void theOldValueIsServedIfTheLoaderFails() {
        texts.set("k", "old");
        texts.invalidate("k", LONG);
        LoadPolicy onError = POLICY.staleIfError(Duration.ofSeconds(10));

        assertThat(compute(texts, fails(new IOException("disk")), onError)).isEqualTo("old");
        assertThatThrownBy(() -> compute(texts, fails(new IOException("disk")), POLICY))
                .isInstanceOf(LoaderException.class);
        assertThat(compute(elsewhere, gives("new"), onError)).isEqualTo("new");
    }

    @Test
    void theServerKeepsAValueForItsGraceAndPoliciesTellWhatThatIsWorth() {
        LoadPolicy graceful =
                POLICY.staleIfError(Duration.ofSeconds(1000)).staleWhileRevalidate(Duration.ofSeconds(500));
        compute(texts, gives("old"), graceful);
        assertThat(texts.inspect("k").orElseThrow().ttl().orElseThrow())
                .isBetween(Duration.ofSeconds(1090), Duration.ofSeconds(1100));

        texts.touch("k", Duration.ofSeconds(800)); // over since 200 seconds
        assertThat(compute(texts, gives("new"), graceful)).isEqualTo("old");
        soon(() -> "new".equals(texts.get("k")));

        texts.touch("k", Duration.ofSeconds(300)); // over since 700 seconds
        assertThat(compute(texts, fails(new IOException("disk")), graceful)).isEqualTo("new");
        soon(() -> "newest".equals(compute(texts, gives("newest"), graceful)));
    }
}
