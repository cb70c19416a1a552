package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Compression;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.Patient;
import dev.memjay.it.Soon;
import dev.memjay.model.Node;
import dev.memjay.placement.KeyHash;
import dev.memjay.python.PylibmcBehaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** pylibmc's client itself: its servers, its copies, its pools, its behaviors as a whole. */
class PylibmcClientTest extends OnMemcached {
    private static List<Node> nodes(String... servers) {
        try (Memjay client = to(servers).build()) {
            return client.nodes();
        }
    }

    @Test
    void servers() {
        assertThat(nodes("127.0.0.1")).containsExactly(Node.of("127.0.0.1", 11211));
        assertThat(nodes("127.0.0.1:11212")).containsExactly(Node.of("127.0.0.1", 11212));
        assertThat(nodes("[::1]", "[::1]:11212")).containsExactly(Node.of("::1", 11211), Node.of("::1", 11212));
        assertThat(nodes("127.0.0.1,127.0.0.2"))
                .as("text is no list of characters")
                .hasSize(2);
    }

    @Test
    void serversWithWeights() {
        assertThat(nodes("127.0.0.1:11211:3", "[::1]:11212:2"))
                .containsExactly(
                        Node.of("127.0.0.1", 11211).weight(3),
                        Node.of("::1", 11212).weight(2));
        assertThatIllegalArgumentException().isThrownBy(() -> Memjay.builder().servers("127.0.0.1:11211:0"));
    }

    @Test
    void serversOfEveryTransport() {
        assertThat(nodes("127.0.0.1", "udp:127.0.0.1:11212", NOWHERE))
                .containsExactly(Node.of("127.0.0.1", 11211), Node.udp("127.0.0.1", 11212), Node.unix(NOWHERE));
    }

    @Test
    void serversAsObjects() {
        try (Memjay client = Memjay.builder()
                .nodes(List.of(Node.of(server.host(), server.port()), Node.udp("127.0.0.1", 11212)))
                .build()) {
            assertThat(client.nodes()).extracting(Node::isUdp).containsExactly(false, true);
        }
        assertThat(Node.unix(NOWHERE).isUnix()).isTrue();
    }

    @Test
    void noServersAndPrefixesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Memjay.builder().nodes(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Memjay.builder().servers("ftp:127.0.0.1"));
    }

    @Test
    void allOfTheConstructorByName() {
        try (Memjay client = PylibmcBehaviors.of(Map.of("tcp_nodelay", 1))
                .apply(Patient.builder().servers(server.address()).protocol("binary"))
                .build()) {
            assertThat(setting(client, "protocol")).isEqualTo("binary");
            assertThat(client.strings().set("key", "value")).isTrue();
        }
        assertThat(texts.get("key")).isEqualTo("value");
    }

    @Test
    void cloneKeepsItsSettings() {
        try (Memjay original = builder().prefix("p:").build();
                Memjay clone = original.toBuilder().build()) {
            clone.strings().set("key", "value");
            original.close();
            assertThat(clone.strings().get("key")).as("of its own connections").isEqualTo("value");
            assertThat(texts.get("p:key")).isEqualTo("value");
        }
    }

    @Test
    void disconnectAll() {
        try (Memjay client = builder().build()) {
            client.strings().set("key", "value");
            client.admin().disconnectAll();
            assertThat(client.strings().get("key")).isEqualTo("value");
            Soon.until(() -> client.metrics().nodes().get(0).connects() == 2);
        }
    }

    @Test
    void addressesAndText() {
        assertThat(memjay.nodes()).extracting(Node::toString).containsExactly(server.address());
        assertThat(memjay).hasToString("Memjay[" + server.address() + "]");
        assertThat(setting(memjay, "protocol")).isEqualTo("auto");
    }

    @Test
    void hashIsTheServersIndex() {
        assertThat(memjay.nodes().indexOf(memjay.nodeFor("key"))).isZero();
        try (Memjay several = PylibmcBehaviors.of(Map.of("hash", "md5"))
                .apply(to("127.0.0.1", "127.0.0.2", "127.0.0.3"))
                .build()) {
            assertThat(several.nodes().indexOf(several.nodeFor("key")))
                    .isEqualTo(Integer.remainderUnsigned(KeyHash.md5().hash("key"), 3));
        }
    }

    @Test
    void behaviorsAreReadAsSettings() {
        try (Memjay client = PylibmcBehaviors.of(Map.of("_poll_timeout", 700, "namespace", "app:"))
                .apply(builder())
                .build()) {
            assertThat(setting(client, "timeout")).isEqualTo("700ms");
            assertThat(setting(client, "namespace")).as("shown, too").isEqualTo("app:");
        }
    }

    @Test
    void behaviorsAreSetForAnotherClient() {
        try (Memjay client = builder().build();
                Memjay changed = PylibmcBehaviors.of(Map.of("_poll_timeout", 900))
                        .apply(client.toBuilder())
                        .build()) {
            assertThat(setting(changed, "timeout")).isEqualTo("900ms");
            assertThat(setting(client, "timeout")).isEqualTo("20s");
            assertThat(changed.strings().set("key", "value")).isTrue();
        }
    }

    @Test
    void behaviorsOneByOne() {
        try (Memjay changed = PylibmcBehaviors.of(Map.of("tcp_nodelay", 0))
                .and(Map.of("tcp_keepalive", 0))
                .apply(builder())
                .build()) {
            assertThat(setting(changed, "noDelay")).isEqualTo("false");
            assertThat(setting(changed, "keepAlive")).isEqualTo("false");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PylibmcBehaviors.of(Map.of("behaviours", 1)))
                .withMessageContaining("behaviours");
    }

    @Test
    void threadsShareTheClient() throws InterruptedException {
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = "thread" + i;
            Thread thread = new Thread(() -> {
                Keyspace<String, String> reserved = texts;
                for (int round = 0; round < 100; round++) {
                    reserved.set(key, key + round);
                    if (!(key + round).equals(reserved.get(key))) {
                        wrong.add(key);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void nothingIsToBeGivenBack() throws InterruptedException {
        Thread shortLived = new Thread(() -> texts.set("key", "value"));
        shortLived.start();
        shortLived.join();
        assertThat(memjay.metrics().nodes().get(0).inFlight()).isZero();
        assertThat(texts.get("key")).isEqualTo("value");
    }

    @Test
    void everythingIsSupported() {
        assertThat(memjay.objects()
                        .withCompression(Compression.zlib().minLength(1))
                        .set("key", "x".repeat(500)))
                .isTrue();
        assertThat(memjay.objects().get("key")).isEqualTo("x".repeat(500));
    }

    @Test
    void whatAServerLacksIsSaid() {
        try (Memjay binary = builder().protocol("binary").build()) {
            assertThatExceptionOfType(UnsupportedByServerException.class)
                    .isThrownBy(() -> binary.strings().invalidate("key", Duration.ofSeconds(10)));
        }
    }
}
