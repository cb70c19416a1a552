package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.LoaderException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.it.Patient;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.LoadPolicy.AfterWait;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** getOrCompute where only the classic protocol is spoken: a lock beside the item takes the place of the lease. */
@ParameterizedClass
@EnumSource(Way.class)
class LockTest {
    private static final LoadPolicy POLICY = LoadPolicy.standard().ttl(Duration.ofSeconds(100));

    @Parameter
    Way way;

    private Way.Server server;
    private Memjay mine;
    private Memjay others;
    private Keyspace<String, String> texts;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void connect() {
        server = way.start();
        mine = Patient.create("memcached://" + server.address() + "?protocol=classic");
        others = Patient.create("memcached://" + server.address() + "?protocol=classic");
        texts = mine.strings();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        mine.close();
        others.close();
        server.close();
    }

    @Test
    void oneLoadsAndTheOtherWaits() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Future<String> winner = threads.submit(() -> way.compute(
                texts,
                "k",
                key -> {
                    started.countDown();
                    go.await();
                    return "v";
                },
                POLICY));
        started.await();
        Future<String> loser = threads.submit(() -> way.compute(others.strings(), "k", key -> "w", POLICY));
        assertThat(texts.get("k:lock")).isNotNull();
        go.countDown();
        assertThat(winner.get(30, TimeUnit.SECONDS)).isEqualTo("v");
        assertThat(loser.get(30, TimeUnit.SECONDS)).isEqualTo("v");
        assertThat(texts.get("k")).isEqualTo("v");
    }

    @Test
    void theLockGoesWithTheLoad() {
        assertThatThrownBy(() -> way.compute(
                        texts,
                        "k",
                        key -> {
                            throw new IOException("disk");
                        },
                        POLICY))
                .isInstanceOf(LoaderException.class);
        assertThat(way.compute(texts, "k", key -> "v", POLICY.afterWait(AfterWait.FAIL)))
                .isEqualTo("v");
        assertThat(texts.get("k:lock")).isNull();
    }

    @Test
    void longKeysHaveALockToo() {
        String key = "x".repeat(250);
        assertThat(way.compute(texts, key, wanted -> "v", POLICY)).isEqualTo("v");
        assertThat(texts.get(key)).isEqualTo("v");
    }

    @Test
    void aLockedValueIsWaitedForNoLongerThanThePolicySays() {
        texts.set("k:lock", "1");
        LoadPolicy impatient = POLICY.maxWait(Duration.ofMillis(20)).afterWait(AfterWait.FAIL);
        assertThatThrownBy(() -> way.compute(texts, "k", key -> "v", impatient))
                .isInstanceOf(OperationTimeoutException.class);
    }

    @Test
    void severalKeysAreLoadedUnderTheirLocks() {
        texts.set("b", "there");
        assertThat(texts.getAllOrCompute(List.of("a", "b"), keys -> Map.of("a", "A"), POLICY))
                .isEqualTo(Map.of("a", "A", "b", "there"));
        assertThat(texts.get("a")).isEqualTo("A");
        assertThat(texts.get("a:lock")).isNull();
    }
}
