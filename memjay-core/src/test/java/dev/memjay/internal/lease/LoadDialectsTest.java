package dev.memjay.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.LoaderException;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.LoadPolicy;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading over each protocol, against an embedded server: by leases over meta, by locks over the others. */
@ParameterizedClass
@ValueSource(strings = {"meta", "classic", "binary"})
class LoadDialectsTest {
    /** Whoever has to wait fails at once, so a lease that is left behind is seen. */
    private static final LoadPolicy IMPATIENT =
            LoadPolicy.standard().maxWait(Duration.ZERO).afterWait(LoadPolicy.AfterWait.FAIL);

    @Parameter
    String protocol;

    private MemcachedServer server;
    private Memjay memjay;
    private Keyspace<String, String> view;

    @BeforeEach
    void connect() {
        server = MemcachedServer.builder().start();
        memjay = client();
        view = memjay.strings();
    }

    @AfterEach
    void close() {
        Thread.interrupted();
        memjay.close();
        server.close();
    }

    private Memjay client() {
        return Memjay.create("memcached://" + server.host() + ":" + server.port()
                + "?connectionsPerServer=1&timeout=20s&connectTimeout=20s&protocol=" + protocol);
    }

    /** What is posted goes on the same connection, so this comes after it. */
    private void fence() {
        view.contains("fence");
    }

    @Test
    void manyKeysAreLoadedAtOnceAndTheirLocksGo() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            keys.add("k" + i);
        }
        view.set("k7", "there");
        List<Integer> asked = new ArrayList<>();
        BulkLoader<String, String> loader = some -> {
            asked.add(some.size());
            Map<String, String> values = new LinkedHashMap<>();
            some.forEach(key -> values.put(key, "v" + key));
            values.remove("k5");
            return values;
        };

        assertThat(view.getAllOrCompute(keys, loader, IMPATIENT))
                .hasSize(1199)
                .containsEntry("k7", "there")
                .containsEntry("k1199", "vk1199");
        fence();
        assertThat(view.async()
                        .getAllOrCompute(
                                keys, some -> CompletableFuture.completedFuture(Map.of("k5", "second")), IMPATIENT)
                        .join())
                .hasSize(1200)
                .containsEntry("k5", "second");
        assertThat(asked).containsExactly(1199);
        fence();
        assertThat(view.contains("k6:lock")).isFalse();
    }

    @Test
    void whatIsLoadedOnAnInterruptedThreadIsStored() {
        assertThat(view.getOrCompute("one", key -> interrupted("1"), IMPATIENT)).isEqualTo("1");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(view.getAllOrCompute(
                        List.of("two", "three"), keys -> interrupted(Map.of("two", "2", "three", "3")), IMPATIENT))
                .hasSize(2);
        assertThat(Thread.interrupted()).isTrue();
        fence();

        assertThat(view.getOrCompute("one", key -> "other", IMPATIENT)).isEqualTo("1");
        assertThat(view.getAllOrCompute(List.of("two", "three"), keys -> Map.of(), IMPATIENT))
                .isEqualTo(Map.of("two", "2", "three", "3"));
    }

    private static <T> T interrupted(T value) {
        Thread.currentThread().interrupt();
        return value;
    }

    @Test
    void anInterruptedLoaderLeavesNoLease() {
        try {
            view.getOrCompute(
                    "k",
                    key -> {
                        throw new InterruptedException();
                    },
                    IMPATIENT);
        } catch (LoaderException expected) {
            assertThat(Thread.interrupted()).isTrue();
        }
        fence();

        assertThat(view.getOrCompute("k", key -> "v", IMPATIENT)).isEqualTo("v");
    }

    @Test
    void aClientThatIsClosedWhileItLoadsReturnsTheValue() {
        try (Memjay other = client()) {
            assertThat(other.strings().getOrCompute("k", key -> {
                        other.close();
                        return "v";
                    }))
                    .isEqualTo("v");
        }
        try (Memjay other = client()) {
            assertThat(other.strings().async().getAllOrCompute(List.of("l"), keys -> {
                        other.close();
                        return CompletableFuture.completedFuture(Map.of("l", "v"));
                    }))
                    .succeedsWithin(Duration.ofSeconds(20))
                    .isEqualTo(Map.of("l", "v"));
        }
    }
}
