package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.it.Soon;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.Node;
import dev.memjay.python.PylibmcBehaviors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What pylibmc's behaviors do on real memcached. Those of a socket are proven on the socket, in memjay-core. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BehaviorEffectsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private RealMemcached one;
    private RealMemcached two;
    private RealMemcached three;

    @BeforeAll
    void start() {
        one = RealMemcached.start();
        two = RealMemcached.start();
        three = RealMemcached.start();
    }

    @AfterAll
    void stop() {
        one.close();
        two.close();
        three.close();
    }

    private MemjayBuilder toOne() {
        return Memjay.builder()
                .servers(one.host() + ":" + one.port())
                .timeout(LONG)
                .connectTimeout(LONG);
    }

    private MemjayBuilder toAll() {
        return Memjay.builder()
                .nodes(List.of(one, two, three).stream()
                        .map(server -> Node.of(server.host(), server.port()))
                        .toList())
                .timeout(LONG)
                .connectTimeout(LONG);
    }

    private static List<String> keys() {
        return IntStream.range(0, 200).mapToObj(i -> "key" + i).toList();
    }

    private void placesAs(Map<String, ?> behaviors) {
        try (Memjay memjay = PylibmcBehaviors.of(behaviors).apply(toAll()).build();
                Memjay expected = toAll().placement(
                                PylibmcBehaviors.of(behaviors).placement())
                        .build()) {
            for (String key : keys()) {
                assertThat(memjay.nodeFor(key)).isEqualTo(expected.nodeFor(key));
            }
            memjay.strings().set("placed", "value");
            try (Memjay there = Memjay.builder()
                    .nodes(List.of(expected.nodeFor("placed")))
                    .timeout(LONG)
                    .connectTimeout(LONG)
                    .build()) {
                assertThat(there.strings().get("placed")).isEqualTo("value");
            }
        }
    }

    @Test
    void hash() {
        placesAs(Map.of("hash", "fnv1a_32"));
    }

    @Test
    void ketama() {
        placesAs(Map.of("ketama", 1));
    }

    @Test
    void ketamaWeighted() {
        placesAs(Map.of("ketama_weighted", 1));
    }

    @Test
    void distribution() {
        placesAs(Map.of("distribution", "consistent ketama spy", "hash", "md5"));
    }

    @Test
    void sortHosts() {
        placesAs(Map.of("_sort_hosts", 1));
    }

    @Test
    void ketamaHashHasNoEffect() {
        try (Memjay with = PylibmcBehaviors.of(Map.of("ketama_hash", "md5"))
                        .apply(toAll())
                        .build();
                Memjay without = PylibmcBehaviors.of(Map.of()).apply(toAll()).build()) {
            for (String key : keys()) {
                assertThat(with.nodeFor(key)).isEqualTo(without.nodeFor(key));
            }
        }
    }

    @Test
    void namespaceAndWhetherItIsHashed() {
        try (Memjay memjay = PylibmcBehaviors.of(Map.of("namespace", "app:".getBytes(StandardCharsets.US_ASCII)))
                        .apply(toOne())
                        .build();
                Memjay plain = toOne().build()) {
            memjay.strings().set("spaced", "value");
            assertThat(plain.strings().get("app:spaced")).isEqualTo("value");
        }
        try (Memjay hashed = PylibmcBehaviors.of(Map.of("namespace", "app:", "_hash_with_prefix_key", 1))
                        .apply(toAll())
                        .build();
                Memjay unhashed = PylibmcBehaviors.of(Map.of("namespace", "app:"))
                        .apply(toAll())
                        .build();
                Memjay plain = PylibmcBehaviors.of(Map.of()).apply(toAll()).build()) {
            for (String key : keys()) {
                assertThat(hashed.nodeFor(key)).isEqualTo(plain.nodeFor("app:" + key));
                assertThat(unhashed.nodeFor(key)).isEqualTo(plain.nodeFor(key));
            }
        }
    }

    @Test
    void connectTimeoutInMilliseconds() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Memjay memjay = PylibmcBehaviors.of(Map.of("connect_timeout", 50))
                        .apply(Memjay.builder()
                                .servers("127.0.0.1:" + mute.getLocalPort())
                                .timeout(LONG))
                        .build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> memjay.strings().get("key"))
                    .withMessageContaining("connect timeout");
        }
    }

    @Test
    void pollTimeoutInMilliseconds() {
        try (ScriptedDatagrams silent = new ScriptedDatagrams((number, request) -> List.of());
                Memjay memjay = PylibmcBehaviors.of(Map.of("_poll_timeout", 300))
                        .apply(Memjay.builder()
                                .servers(silent.address())
                                .protocol("meta")
                                .connectTimeout(LONG))
                        .build()) {
            assertThat(memjay.awaitReady(LONG)).isTrue();
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() -> memjay.strings().get("key"));
        }
    }

    @Test
    void keysAreVerifiedInAnyCase() {
        try (Memjay memjay =
                PylibmcBehaviors.of(Map.of("verify_keys", 0)).apply(toOne()).build()) {
            assertThatExceptionOfType(IllegalKeyException.class)
                    .isThrownBy(() -> memjay.strings().set("a\r\nflush_all", "value"));
        }
    }

    @Test
    void casIsThereInAnyCase() {
        try (Memjay memjay =
                PylibmcBehaviors.of(Map.of("cas", 0)).apply(toOne()).build()) {
            memjay.strings().set("counted", "value");
            assertThat(memjay.strings().gets("counted").cas()).isPositive();
        }
    }

    @Test
    void writesAreConfirmedInAnyCase() {
        try (Memjay memjay = PylibmcBehaviors.of(Map.of("buffer_requests", 1, "_noreply", 1))
                .apply(toOne())
                .build()) {
            assertThat(memjay.strings().set("kept", "value")).isTrue();
            assertThat(memjay.strings().add("kept", "other")).isFalse();
        }
    }

    @Test
    void numReplicasKeepsCopies() {
        try (Memjay memjay =
                PylibmcBehaviors.of(Map.of("num_replicas", 2)).apply(toAll()).build()) {
            memjay.strings().set("copied", "value");
            for (RealMemcached server : List.of(one, two, three)) {
                try (Memjay there = Memjay.builder()
                        .servers(server.host() + ":" + server.port())
                        .timeout(LONG)
                        .connectTimeout(LONG)
                        .build()) {
                    Soon.until(() -> "value".equals(there.strings().get("copied")));
                }
            }
        }
    }

    /** The four of a failing node, through one that goes away. */
    @Test
    void failedNodesAreLeftAloneAndTheirKeysMove() throws IOException {
        Path none = Files.createTempDirectory("none").resolve("none.sock");
        try (Memjay memjay = PylibmcBehaviors.of(Map.of(
                        "auto_eject",
                        1,
                        "failure_limit",
                        1,
                        "retry_timeout",
                        1,
                        "dead_timeout",
                        60,
                        "distribution",
                        "consistent"))
                .apply(Memjay.builder()
                        .servers(one.host() + ":" + one.port(), none.toString())
                        .timeout(LONG)
                        .connectTimeout(LONG))
                .build()) {
            Soon.until(() -> {
                try {
                    return memjay.strings()
                            .setAll(Map.of("m1", "1", "m2", "2", "m3", "3", "m4", "4"))
                            .notDone()
                            .isEmpty();
                } catch (MemjayException notYet) {
                    return false;
                }
            });
        } finally {
            Files.delete(none.getParent());
        }
    }

    @Test
    void everythingElseLeavesAWorkingClient() {
        try (Memjay memjay = PylibmcBehaviors.of(Map.ofEntries(
                        Map.entry("no_block", 1),
                        Map.entry("tcp_nodelay", 1),
                        Map.entry("tcp_keepalive", 1),
                        Map.entry("send_timeout", 100_000),
                        Map.entry("receive_timeout", 100_000),
                        Map.entry("remove_failed", 1),
                        Map.entry("_retry_timeout", 1),
                        Map.entry("_io_msg_watermark", 500),
                        Map.entry("_io_bytes_watermark", 66_560),
                        Map.entry("_io_key_prefetch", 0),
                        Map.entry("_socket_send_size", 40_000),
                        Map.entry("_socket_recv_size", 50_000),
                        Map.entry("pickle_protocol", -1)))
                .apply(toOne())
                .build()) {
            memjay.strings().set("works", "value");
            assertThat(memjay.strings().get("works")).isEqualTo("value");
        }
    }
}
