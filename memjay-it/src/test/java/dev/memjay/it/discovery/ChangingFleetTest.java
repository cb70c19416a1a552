package dev.memjay.it.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.Migration;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.MigrationStage;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that come and go while five real servers are under load: no wrong value, no failed call, nothing left open. */
@Timeout(180)
class ChangingFleetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SERVERS = 5;
    private static final int ROUNDS = 6;
    private static final List<RealMemcached> FLEET = new ArrayList<>();

    @BeforeAll
    static void start() {
        for (int i = 0; i < SERVERS; i++) {
            FLEET.add(RealMemcached.start());
        }
    }

    @AfterAll
    static void close() {
        FLEET.forEach(RealMemcached::close);
    }

    private static Node node(int index) {
        return Node.of("127.0.0.1", FLEET.get(index).port());
    }

    private static Memjay client(int from, int to) {
        List<Node> nodes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            nodes.add(node(i));
        }
        return Memjay.builder()
                .nodes(nodes)
                .timeout(PATIENCE)
                .connectTimeout(PATIENCE)
                .connectionsPerServer(1) // sockets are counted
                .build();
    }

    @Test
    void nodesComeAndGoByHand() throws Exception {
        try (Memjay memjay = client(0, 3)) {
            assertThat(memjay.awaitReady(PATIENCE)).isTrue();
            long before = sockets();
            try (FleetLoad load = new FleetLoad("byHand", memjay)) {
                for (int round = 0; round < ROUNDS; round++) {
                    assertThat(memjay.addNode(node(3))).isTrue();
                    assertThat(memjay.addNode(node(3).weight(7))).isFalse();
                    progress(load);
                    assertThat(memjay.nodes()).hasSize(4);
                    assertThat(memjay.removeNode(node(round % 3))).isTrue();
                    assertThat(memjay.removeNode(node(round % 3))).isFalse();
                    progress(load);
                    assertThat(memjay.removeNode(node(3))).isTrue();
                    assertThat(memjay.addNode(node(round % 3))).isTrue();
                    progress(load);
                }
                load.stop();
                assertThat(load.wrong()).isEmpty();
                assertThat(load.failed()).isEmpty();
            }
            assertThat(memjay.nodes()).hasSize(3);
            Awaitility.await().atMost(PATIENCE).until(() -> sockets() <= before);
        }
    }

    @Test
    void theLastNodeStays() {
        try (Memjay memjay = client(0, 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> memjay.removeNode(node(0)))
                    .withMessageContaining("last");
            assertThat(memjay.strings().set("k", "v")).isTrue();
        }
    }

    @Test
    void aClusterThatChangesIsFollowedUnderLoad() throws Exception {
        try (MemcachedServer endpoint =
                        MemcachedServer.builder().cluster(1, entry(0), entry(1)).start();
                Memjay memjay = Memjay.builder()
                        .uri("memcached+elasticache://" + endpoint.address())
                        .discoveryInterval(Duration.ofMillis(100))
                        .timeout(PATIENCE)
                        .connectTimeout(PATIENCE)
                        .build()) {
            assertThat(memjay.nodes()).hasSize(2);
            try (FleetLoad load = new FleetLoad("cluster", memjay)) {
                for (int version = 2; version < 2 + ROUNDS; version++) {
                    int count = 2 + version % 4;
                    String[] nodes = new String[count];
                    for (int i = 0; i < count; i++) {
                        nodes[i] = entry((version + i) % SERVERS);
                    }
                    endpoint.cluster(version, nodes);
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .until(() -> memjay.nodes().size() == count);
                    progress(load);
                }
                load.stop();
                assertThat(load.wrong()).isEmpty();
                assertThat(load.failed()).isEmpty();
            }
        }
    }

    private static String entry(int index) {
        return "localhost|127.0.0.1|" + FLEET.get(index).port();
    }

    @Test
    void aMigrationUnderLoadMissesNothing() throws Exception {
        try (Migration migration = Migration.between(client(0, 2), client(2, 5))) {
            Keyspace<String, String> texts = migration.client().strings();
            texts.set("stays", "here");
            try (FleetLoad load = new FleetLoad("migration", migration.client())) {
                progress(load);
                migration.stage(MigrationStage.WRITE_BOTH);
                progress(load);
                assertThat(texts.get("stays")).isEqualTo("here");
                migration.stage(MigrationStage.READ_NEW);
                progress(load);
                assertThat(texts.get("stays")).isEqualTo("here");
                migration.stage(MigrationStage.NEW);
                progress(load);
                load.stop();
                assertThat(load.wrong()).isEmpty();
                assertThat(load.failed()).isEmpty();
            }
        }
    }

    /** Waits until the load has made some rounds since now. */
    private static void progress(FleetLoad load) {
        long enough = load.calls() + 400;
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENCE)
                .until(() -> load.calls() >= enough || !load.failed().isEmpty());
    }

    /** The sockets that this process has open. */
    private static long sockets() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(ChangingFleetTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
