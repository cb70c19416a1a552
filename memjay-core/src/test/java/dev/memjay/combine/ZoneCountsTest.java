package dev.memjay.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.model.Metrics;
import dev.memjay.model.WriteLatch;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What zones look up in order to copy it is no read of the user's: a load counts once, by its first look. */
class ZoneCountsTest {
    private final MemcachedServer nearServer = MemcachedServer.start();
    private final MemcachedServer farServer = MemcachedServer.start();
    private final Memjay near = open(nearServer);
    private final Memjay far = open(farServer);
    private final Keyspace<String, String> zones = Zones.of("near", byName(), WriteLatch.ALL);

    private static Memjay open(MemcachedServer server) {
        return Memjay.builder()
                .servers(server.host() + ":" + server.port())
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    private Map<String, Keyspace<String, String>> byName() {
        Map<String, Keyspace<String, String>> zones = new LinkedHashMap<>();
        zones.put("near", near.strings().withName("users"));
        zones.put("far", far.strings().withName("users"));
        return zones;
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
        nearServer.close();
        farServer.close();
    }

    private static List<Long> counts(Memjay memjay) {
        Metrics.OfKeyspace counts = memjay.metrics().keyspaces().stream()
                .filter(each -> each.name().equals("users"))
                .findFirst()
                .orElseThrow();
        return List.of(counts.hits(), counts.misses(), counts.stale(), counts.loads());
    }

    @Test
    void ofLoads() throws Exception {
        assertThat(zones.getOrCompute("a", key -> "1")).isEqualTo("1");
        assertThat(counts(near)).containsExactly(0L, 1L, 0L, 1L);
        assertThat(zones.getAllOrCompute(List.of("a", "b"), keys -> Map.of("b", "2")))
                .containsOnlyKeys("a", "b");
        assertThat(counts(near)).containsExactly(1L, 2L, 0L, 2L);
        assertThat(zones.async()
                        .getOrCompute("c", key -> CompletableFuture.completedFuture("3"))
                        .get())
                .isEqualTo("3");
        assertThat(counts(near)).containsExactly(1L, 3L, 0L, 3L);
        assertThat(counts(far)).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void ofReadsThatGoOnToTheNextZone() {
        far.strings().set("a", "1");
        assertThat(zones.get("a")).isEqualTo("1");
        assertThat(counts(near)).containsExactly(0L, 1L, 0L, 0L);
        assertThat(counts(far)).containsExactly(1L, 0L, 0L, 0L);
    }
}
