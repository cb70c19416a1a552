package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Lease;
import dev.memjay.Memjay;
import dev.memjay.error.LoaderException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.LoadPolicy.AfterWait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What getAllOrCompute promises. */
@ParameterizedClass
@EnumSource(Way.class)
class BulkLoadTest {
    private static final LoadPolicy POLICY = LoadPolicy.standard().ttl(Duration.ofSeconds(100));
    private static final Duration LONG = Duration.ofSeconds(200);

    @Parameter
    Way way;

    private Way.Server server;
    private Memjay memjay;
    private Keyspace<String, String> texts;
    private final List<Set<String>> asked = new ArrayList<>();

    @BeforeEach
    void connect() {
        server = way.start();
        memjay = server.client();
        texts = memjay.strings();
    }

    @AfterEach
    void close() {
        memjay.close();
        server.close();
    }

    private Map<String, String> compute(List<String> keys, BulkLoader<String, String> loader, LoadPolicy policy) {
        if (!way.name().endsWith("ASYNC")) {
            return texts.getAllOrCompute(keys, loader, policy);
        }
        try {
            return texts.async()
                    .getAllOrCompute(
                            keys,
                            wanted -> CompletableFuture.supplyAsync(() -> {
                                try {
                                    return loader.loadAll(wanted);
                                } catch (Exception e) {
                                    throw new CompletionException(e);
                                }
                            }),
                            policy)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private Map<String, String> upper(Set<String> keys) {
        asked.add(keys);
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, key.toUpperCase(java.util.Locale.ROOT)));
        return values;
    }

    @Test
    void whatIsMissingIsLoadedAtOnceAndStored() {
        texts.set("b", "there");
        assertThat(compute(List.of("a", "b", "c", "a"), this::upper, POLICY).entrySet())
                .extracting(Object::toString)
                .containsExactly("a=A", "b=there", "c=C");
        assertThat(asked).containsExactly(Set.of("a", "c"));
        assertThat(texts.getAll(List.of("a", "b", "c"))).hasSize(3);
        assertThat(texts.inspect("a").orElseThrow().ttl().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(100));
        assertThat(compute(List.of(), this::upper, POLICY)).isEmpty();
        assertThat(compute(List.of("a", "c"), this::upper, POLICY)).hasSize(2);
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatTheLoaderHasNotIsAbsentAndGivenBack() {
        assertThat(compute(List.of("a", "b"), keys -> Map.of("a", "A"), POLICY)).containsOnlyKeys("a");
        Awaitility.await().untilAsserted(() -> {
            try (Lease<String> lease = texts.leases().lease("b")) {
                assertThat(lease.isWon()).isTrue();
            }
        });
        assertThat(compute(List.of("x"), keys -> Map.of(), POLICY.missTtl(LONG)))
                .isEmpty();
        assertThat(compute(List.of("x"), this::upper, POLICY)).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void whatOthersLoadIsWaitedForAfterOnesOwn() {
        Lease<String> others = texts.leases().lease("b");
        Map<String, String> values = compute(
                List.of("a", "b"),
                keys -> {
                    others.complete("theirs");
                    return upper(keys);
                },
                POLICY);
        assertThat(values).containsEntry("a", "A").containsEntry("b", "theirs");
        assertThat(asked).containsExactly(Set.of("a"));
    }

    @Test
    void afterTheWaitTheRuleDecides() {
        texts.leases().lease("b", LONG);
        LoadPolicy impatient = POLICY.maxWait(Duration.ofMillis(20));
        assertThatThrownBy(() -> compute(List.of("b"), this::upper, impatient.afterWait(AfterWait.FAIL)))
                .isInstanceOf(OperationTimeoutException.class);
        assertThat(compute(List.of("b"), this::upper, impatient)).containsEntry("b", "B");
        assertThat(texts.get("b")).isEqualTo("B");
    }

    @Test
    void aFailedLoaderGivesAllBack() {
        assertThatThrownBy(() -> compute(
                        List.of("a", "b"),
                        keys -> {
                            throw new IOException("disk");
                        },
                        POLICY))
                .isInstanceOf(LoaderException.class);
        LoadPolicy impatient = POLICY.afterWait(AfterWait.FAIL);
        assertThat(compute(List.of("a", "b"), this::upper, impatient)).hasSize(2);
    }

    @Test
    void oldValuesAreServedWhileTheyAreRefreshed() {
        texts.set("a", "old");
        texts.invalidate("a", LONG);
        assertThat(compute(List.of("a"), this::upper, POLICY.staleWhileRevalidate(LONG)))
                .containsEntry("a", "old");
        Awaitility.await().until(() -> "A".equals(texts.get("a")));
    }
}
