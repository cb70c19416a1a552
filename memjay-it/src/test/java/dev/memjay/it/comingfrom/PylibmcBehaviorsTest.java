package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.Node;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import dev.memjay.python.PylibmcBehaviors;
import dev.memjay.python.PylibmcCodec;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Those of pylibmc's behaviors that BehaviorEffectsTest does not look at one by one. */
class PylibmcBehaviorsTest extends OnMemcached {
    private static final List<Node> NODES =
            List.of(Node.of("10.0.0.1", 11211), Node.of("10.0.0.2", 11211), Node.of("10.0.0.3", 11211));

    /** The setting that a behavior makes of a client that works. */
    private String made(String behavior, Object value, String setting) {
        try (Memjay client =
                PylibmcBehaviors.of(Map.of(behavior, value)).apply(builder()).build()) {
            assertThat(client.strings().set("key", "value")).isTrue();
            assertThat(client.strings().get("key")).isEqualTo("value");
            return setting(client, setting);
        }
    }

    @Test
    void noBlock() {
        assertThat(made("no_block", 1, "linger")).isEqualTo("0");
        assertThat(made("no_block", 0, "linger")).isEqualTo("-1");
    }

    @Test
    void tcpNodelay() {
        assertThat(made("tcp_nodelay", true, "noDelay")).isEqualTo("true");
        assertThat(made("tcp_nodelay", 0, "noDelay")).isEqualTo("false");
    }

    @Test
    void tcpKeepalive() {
        assertThat(made("tcp_keepalive", 1, "keepAlive")).isEqualTo("true");
        assertThat(made("tcp_keepalive", 0, "keepAlive")).isEqualTo("false");
    }

    /** One that is far shorter than the answer takes has no effect, there as here. */
    @Test
    void sendAndReceiveTimeoutsHaveNoEffect() {
        try (MemcachedServer slow = MemcachedServer.start();
                Memjay client = PylibmcBehaviors.of(Map.of("send_timeout", 1, "receive_timeout", 1))
                        .apply(to(slow.address()))
                        .build()) {
            slow.faults().delay(Duration.ofMillis(20));
            assertThat(client.strings().set("key", "value")).isTrue();
        }
    }

    @Test
    void pollTimeoutIsTheOneThatCounts() {
        try (MemcachedServer mute = MemcachedServer.start();
                Memjay client = PylibmcBehaviors.of(Map.of("_poll_timeout", 60))
                        .apply(to(mute.address()))
                        .build()) {
            assertThat(client.awaitReady(PATIENCE)).isTrue();
            mute.faults().stopAnswering();
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() -> client.strings().get("key"));
            client.close(Duration.ZERO);
        }
    }

    @Test
    void deadTimeout() {
        assertThat(made("dead_timeout", 60, "deadTimeout")).isEqualTo("1m");
        assertThat(made("dead_timeout", 0, "deadTimeout")).isEqualTo("0s");
    }

    @Test
    void removeFailedIsNoCount() {
        assertThat(made("remove_failed", 4, "autoEject")).isEqualTo("true");
        assertThat(made("remove_failed", 0, "autoEject")).isEqualTo("false");
        assertThat(made("remove_failed", 4, "failureLimit")).isEqualTo("5");
    }

    @Test
    void autoEject() {
        assertThat(made("auto_eject", 1, "downNodePolicy")).startsWith("rehash");
        assertThat(made("auto_eject", 0, "downNodePolicy")).isEqualTo("fail_fast");
    }

    @Test
    void failureLimit() {
        assertThat(made("failure_limit", 1, "failureLimit")).isEqualTo("1");
        assertThatIllegalArgumentException().isThrownBy(() -> PylibmcBehaviors.of(Map.of("failure_limit", 0)));
    }

    @Test
    void retryTimeoutAndItsAlias() {
        assertThat(made("retry_timeout", 3, "retryTimeout")).isEqualTo("3s");
        assertThat(made("_retry_timeout", 4, "retryTimeout")).isEqualTo("4s");
    }

    @Test
    void socketSizes() {
        assertThat(made("_socket_send_size", 40_000, "sendBuffer")).isEqualTo("40000");
        assertThat(made("_socket_recv_size", 50_000, "receiveBuffer")).isEqualTo("50000");
    }

    @Test
    void watermarksDecideNothing() {
        try (Memjay client = PylibmcBehaviors.of(
                        Map.of("_io_msg_watermark", 1, "_io_bytes_watermark", 1, "_io_key_prefetch", 1))
                .apply(builder())
                .build()) {
            Map<String, String> many = new HashMap<>();
            IntStream.range(0, 2000).forEach(i -> many.put("key" + i, "value" + i));
            assertThat(client.strings().setAll(many).notDone()).isEmpty();
            assertThat(client.strings().getAll(many.keySet())).isEqualTo(many);
        }
    }

    @Test
    void pickleProtocol() {
        try (Memjay client = PylibmcBehaviors.of(Map.of("pickle_protocol", 5))
                .apply(builder())
                .build()) {
            client.keyspace(PylibmcCodec.of()).set("key", List.of(1));
            assertThat(raw.get("key").data()).as("2, which every Python reads").startsWith(0x80, 2);
        }
    }

    @Test
    void hashes() {
        for (String name : List.of(
                "default", "md5", "crc", "fnv1_64", "fnv1a_64", "fnv1_32", "fnv1a_32", "hsieh", "murmur", "jenkins")) {
            samePlaces(Map.of("hash", name), Placements.modula(KeyHash.byName(name)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PylibmcBehaviors.of(Map.of("hash", 1)))
                .withMessageContaining("hash");
    }

    @Test
    void distributions() {
        samePlaces(Map.of("distribution", "modula"), Placements.modula());
        samePlaces(Map.of("distribution", "consistent"), Placements.byName("consistent"));
        samePlaces(Map.of("distribution", "consistent ketama"), Placements.ketama());
        samePlaces(Map.of("distribution", "consistent ketama spy"), Placements.ketamaSpy());
        samePlaces(Map.of("ketama_weighted", 1), Placements.ketamaWeighted());
    }

    @Test
    void distributionsOfMapsAndOfChance() {
        samePlaces(Map.of("distribution", "virtual bucket"), Placements.virtualBucket(KeyHash.oneAtATime()));
        MemjayBuilder random =
                PylibmcBehaviors.of(Map.of("distribution", "random")).apply(to("10.0.0.1", "10.0.0.2"));
        try (Memjay client = random.build()) {
            assertThat(IntStream.range(0, 200).mapToObj(i -> client.nodeFor("key")))
                    .contains(client.nodes().get(0), client.nodes().get(1));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PylibmcBehaviors.of(Map.of("distribution", "consistent max")));
    }

    private static void samePlaces(Map<String, ?> behaviors, Placement expected) {
        Placement.Ring ring = expected.ring(NODES);
        try (Memjay client = PylibmcBehaviors.of(behaviors)
                .apply(Memjay.builder().nodes(NODES))
                .build()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.nodeFor("key" + i)).isEqualTo(NODES.get(ring.indexOf("key" + i)));
            }
        }
    }

    @Test
    void behaviorsSetLaterMakeAnotherRing() {
        Map<String, Object> behaviors = Map.of("ketama", 1, "hash", "md5");
        List<Node> weighted = List.of(NODES.get(0).weight(5), NODES.get(1), NODES.get(2));
        Placement.Ring first = PylibmcBehaviors.of(behaviors).placement().ring(weighted);
        Placement.Ring later =
                PylibmcBehaviors.of(behaviors).placementWhenSetLater().ring(weighted);
        assertThat(IntStream.range(0, 200)).anyMatch(i -> first.indexOf("key" + i) != later.indexOf("key" + i));
    }

    @Test
    void unknownNamesAndWrongTypesAreRefused() {
        for (Map<String, ?> wrong : List.<Map<String, ?>>of(
                Map.of("no_such", 1), Map.of("connect_timeout", 1.5), Map.of("tcp_nodelay", "yes"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PylibmcBehaviors.of(wrong))
                    .withMessageContaining(wrong.keySet().iterator().next());
        }
    }
}
