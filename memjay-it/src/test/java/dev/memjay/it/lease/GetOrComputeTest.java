package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.LoadPolicy.AfterWait;
import dev.memjay.model.Loader;
import dev.memjay.model.Lookup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What getOrCompute promises to the callers of one client and of several. */
@ParameterizedClass
@EnumSource(Way.class)
class GetOrComputeTest extends ComputingClients {
    @Test
    void aMissIsLoadedAndStoredWithItsTimeToLive() {
        assertThat(compute(texts, gives("v"), POLICY)).isEqualTo("v");
        assertThat(compute(elsewhere, gives("w"), POLICY)).isEqualTo("v");

        assertThat(loads).hasValue(1);
        assertThat(texts.get("k")).isEqualTo("v");
        assertThat(texts.inspect("k").orElseThrow().ttl().orElseThrow())
                .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
    }

    @Test
    void manyCallersOfOneClientShareALoad() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Loader<String, String> slow = key -> {
            loads.incrementAndGet();
            started.countDown();
            go.await();
            return "v";
        };
        List<Future<String>> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            callers.add(threads.submit(() -> compute(texts, slow, POLICY)));
        }
        started.await();
        go.countDown();
        for (Future<String> caller : callers) {
            assertThat(caller.get(30, TimeUnit.SECONDS)).isEqualTo("v");
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void anotherClientWaitsForTheValueAndDoesNotLoad() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Future<String> winner = threads.submit(() -> compute(
                texts,
                key -> {
                    started.countDown();
                    go.await();
                    return "v";
                },
                POLICY));
        started.await();
        Future<String> loser = threads.submit(() -> compute(elsewhere, gives("w"), POLICY));
        assertThat(elsewhere.get("k")).isNull();
        go.countDown();

        assertThat(winner.get(30, TimeUnit.SECONDS)).isEqualTo("v");
        assertThat(loser.get(30, TimeUnit.SECONDS)).isEqualTo("v");
        assertThat(loads).hasValue(0);
    }

    @Test
    void aFailedLoaderGivesTheLeaseBackAtOnceAndItsErrorReachesTheCaller() {
        RuntimeException bug = new IllegalArgumentException("bug");
        assertThatThrownBy(() -> compute(texts, fails(bug), POLICY)).isSameAs(bug);
        assertThatThrownBy(() -> compute(texts, fails(new IOException("disk")), POLICY))
                .isInstanceOf(LoaderException.class)
                .hasRootCauseInstanceOf(IOException.class);

        LoadPolicy impatient = POLICY.maxWait(Duration.ZERO).afterWait(AfterWait.FAIL);
        soon(this::nothingIsLeft);
        assertThat(compute(elsewhere, gives("v"), impatient)).isEqualTo("v");
    }

    @Test
    void afterTheWinnerDiedTheLeaseRunsOutAndSomebodyElseLoads() {
        leaseIsTakenFor(Duration.ofSeconds(1));

        assertThat(compute(
                        texts,
                        gives("v"),
                        POLICY.leaseTime(Duration.ofSeconds(1)).maxWait(LONG)))
                .isEqualTo("v");
        assertThat(loads).hasValue(1);
    }

    @Test
    void afterTheWaitTheRuleDecides() {
        leaseIsTakenFor(Duration.ofMinutes(10));
        LoadPolicy impatient = POLICY.maxWait(Duration.ofMillis(20));

        assertThatThrownBy(() -> compute(texts, gives("v"), impatient.afterWait(AfterWait.FAIL)))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("20 ms");
        assertThat(loads).hasValue(0);
        assertThat(compute(texts, gives("v"), impatient)).isEqualTo("v");
        assertThat(texts.get("k")).as("stored, since nobody changed the item").isEqualTo("v");
    }

    @Test
    void missesAreRememberedIfWished() {
        assertThat(compute(texts, gives(null), POLICY)).isNull();
        soon(this::nothingIsLeft);

        LoadPolicy remembering = POLICY.missTtl(Duration.ofSeconds(60));
        loads.set(0);
        assertThat(compute(texts, gives(null), remembering)).isNull();
        assertThat(compute(elsewhere, gives("v"), remembering)).isNull();
        assertThat(loads).hasValue(1);
        assertThat(texts.get("k")).isNull();
        assertThat(texts.contains("k")).isFalse();
        assertThat(texts.getAll(List.of("k"))).isEmpty();
        assertThat(mine.bytes().get("k")).isNull();
        assertThat(mine.objects().get("k")).isNull();
        assertThat(texts.lookup("k")).isInstanceOf(Lookup.Miss.class);
        texts.set("k", "v");
        assertThat(compute(elsewhere, gives("w"), remembering)).isEqualTo("v");
    }

    @Test
    void timesToLiveAreSpread() {
        LoadPolicy spread = LoadPolicy.standard().ttl(Duration.ofSeconds(1000)).spread(0.5);
        List<Long> left = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            way.compute(texts, "k" + i, gives("v"), spread);
            left.add(texts.inspect("k" + i).orElseThrow().ttl().orElseThrow().toSeconds());
        }
        assertThat(left).allMatch(seconds -> seconds >= 490 && seconds <= 1000);
        assertThat(left.stream().distinct().count()).isGreaterThan(10);
    }

    @Test
    void whatWasInvalidatedWhileItWasLoadedIsNotStored() {
        assertThat(compute(
                        texts,
                        key -> {
                            elsewhere.invalidate(key, LONG);
                            return "old";
                        },
                        POLICY))
                .isEqualTo("old");
        assertThat(texts.get("k")).isNull();

        assertThat(compute(
                        texts,
                        key -> {
                            elsewhere.delete(key);
                            return "old";
                        },
                        POLICY))
                .isEqualTo("old");
        assertThat(texts.get("k")).isNull();
        assertThat(compute(texts, gives("new"), POLICY)).isEqualTo("new");
    }

    @Test
    void aLoaderThatAsksForItsOwnKeyIsToldSo() {
        if (way.name().endsWith("ASYNC")) {
            return; // another thread loads, so nobody can tell; the wait ends it
        }
        assertThatThrownBy(() -> compute(texts, key -> texts.getOrCompute(key, gives("v")), POLICY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asked the cache for the key");
    }

    @Test
    void anEmptyValueIsAValueAndAPlaceholderIsNone() {
        leaseIsTakenFor(LONG);
        assertThat(texts.get("k")).isNull();
        assertThat(texts.getAll(List.of("k"))).isEmpty();
        assertThat(texts.contains("k")).isFalse();
        assertThat(mine.bytes().getAll(List.of("k"))).isEmpty();
        assertThat(texts.getsAll(List.of("k"))).isEmpty();

        texts.set("k", "");
        assertThat(compute(texts, gives("v"), POLICY)).isEmpty();
        mine.bytes().set("b", new byte[0]);
        assertThat(mine.bytes().getAll(List.of("b"))).containsOnlyKeys("b");
    }

    @Test
    void aValueThatCannotBeDecodedIsAnErrorOrIsLoaded() {
        mine.keyspace(Codec.encoded()).set("k", Encoded.of(new byte[] {(byte) 0xFF}, 0));
        Keyspace<String, Long> counters = mine.strings().counters();
        assertThatThrownBy(() -> counters.getOrCompute("k", key -> 1L)).isInstanceOf(MemjayException.class);
        assertThat(counters.withFailurePolicy(FailurePolicy.MISS_READS).getOrCompute("k", key -> 1L))
                .isEqualTo(1L);
    }

    @Test
    void withoutServerThePolicyDecides() {
        server.close();
        soon(() -> texts.lookup("k") instanceof Lookup.Failed);
        Keyspace<String, String> quick = texts.withTimeout(Duration.ofMillis(100));

        assertThatThrownBy(() -> compute(quick, gives("v"), POLICY)).isInstanceOf(MemjayException.class);
        assertThat(loads).hasValue(0);
        for (FailurePolicy policy : List.of(FailurePolicy.MISS_READS, FailurePolicy.MISS)) {
            assertThat(compute(quick.withFailurePolicy(policy), gives("v"), POLICY))
                    .isEqualTo("v");
        }
        assertThat(loads).hasValue(2);
    }
}
