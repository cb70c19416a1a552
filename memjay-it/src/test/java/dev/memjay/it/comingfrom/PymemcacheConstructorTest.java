package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What pymemcache's constructors take, as settings and views. */
class PymemcacheConstructorTest extends OnMemcached {
    private static List<Node> nodes(String... servers) {
        try (Memjay client = to(servers).build()) {
            return client.nodes();
        }
    }

    @Test
    void serverInEverySpelling() {
        assertThat(nodes("localhost")).containsExactly(Node.of("localhost", 11211));
        assertThat(nodes("127.0.0.1:11212")).containsExactly(Node.of("127.0.0.1", 11212));
        assertThat(nodes("[::1]")).containsExactly(Node.of("::1", 11211));
        assertThat(nodes("[::1]:11213")).containsExactly(Node.of("::1", 11213));
        assertThat(nodes("unix:" + NOWHERE)).containsExactly(Node.unix(NOWHERE));
        assertThat(nodes(NOWHERE)).containsExactly(Node.unix(NOWHERE));
        try (Memjay pair =
                Memjay.builder().nodes(List.of(Node.of("localhost", 11212))).build()) {
            assertThat(pair.nodes()).extracting(Node::port).containsExactly(11212);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().servers("::1"))
                .withMessageContaining("::1");
    }

    @Test
    void serversInTheirOrder() {
        assertThat(nodes("127.0.0.2", "127.0.0.1:11212"))
                .containsExactly(Node.of("127.0.0.2", 11211), Node.of("127.0.0.1", 11212));
        assertThatIllegalArgumentException().isThrownBy(() -> Memjay.builder().nodes(List.of()));
    }

    @Test
    void hasherOfOnesOwn() {
        Placement last = new Placement() {
            @Override
            public String name() {
                return "last";
            }

            @Override
            public Ring ring(List<Node> nodes) {
                return route -> nodes.size() - 1;
            }
        };
        try (Memjay client = to(NOWHERE, server.address()).placement(last).build()) {
            assertThat(client.nodeFor("any")).isEqualTo(client.nodes().get(1));
            assertThat(client.strings().set("any", "value")).isTrue();
        }
        assertThat(texts.get("any")).isEqualTo("value");
    }

    @Test
    void connectTimeout() throws IOException {
        assertThat(defaultOf("connectTimeout")).isEqualTo("1s");
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Memjay client = to("127.0.0.1:" + mute.getLocalPort())
                        .connectTimeout(Duration.ofMillis(50))
                        .build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> client.strings().get("key"))
                    .withMessageContaining("connect timeout");
        }
    }

    @Test
    void timeoutOfAWholeCall() {
        assertThat(defaultOf("timeout")).isEqualTo("1s");
        try (MemcachedServer mute = MemcachedServer.start();
                Memjay client = to(mute.address()).build()) {
            assertThat(client.awaitReady(PATIENCE)).isTrue();
            mute.faults().stopAnswering();
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() ->
                            client.strings().withTimeout(Duration.ofMillis(60)).get("key"))
                    .satisfies(e -> assertThat(e.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(60)))
                    .satisfies(e -> assertThat(e.phase())
                            .isIn(OperationTimeoutException.Phase.WRITTEN, OperationTimeoutException.Phase.WAITING));
            client.close(Duration.ZERO);
        }
    }

    private static String defaultOf(String name) {
        try (Memjay client = Memjay.builder().build()) {
            return setting(client, name);
        }
    }

    @Test
    void noDelay() {
        assertThat(defaultOf("noDelay")).isEqualTo("true");
        try (Memjay client = builder().noDelay(false).build()) {
            assertThat(setting(client, "noDelay")).isEqualTo("false");
            assertThat(client.strings().set("key", "value")).isTrue();
        }
    }

    @Test
    void ignoreExcOfClient() {
        try (Memjay client = to(NOWHERE).failurePolicy(FailurePolicy.MISS_READS).build()) {
            Keyspace<String, String> down = client.strings();
            assertThat(down.get("key")).isNull();
            assertThat(down.getOrDefault("key", "default")).isEqualTo("default");
            assertThat(down.gets("key")).isNull();
            assertThat(down.gat("key", PATIENCE)).isNull();
            assertThat(down.getAll(List.of("key"))).isEmpty();
            assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> down.set("key", "value"));
        }
    }

    @Test
    void ignoreExcOfHashClient() {
        try (Memjay client = to(NOWHERE).failurePolicy(FailurePolicy.MISS).build()) {
            Keyspace<String, String> down = client.strings();
            assertThat(down.get("key")).isNull();
            assertThat(down.set("key", "value")).isFalse();
            assertThat(down.append("key", "value")).isFalse();
            assertThat(down.delete("key")).isFalse();
            assertThat(down.incr("key")).isEmpty();
            assertThat(down.setAll(Map.of("a", "1", "b", "2")).notDone()).containsExactlyInAnyOrder("a", "b");
            assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> down.cas("key", "value", 1));
        }
    }

    @Test
    void ignoreExcCoversTheDeserializerAndNotTheKey() {
        raw.set("key", Encoded.of(bytes("value"), 77));
        Keyspace<String, String> lenient = texts.withFailurePolicy(FailurePolicy.MISS_READS);

        assertThat(lenient.get("key")).isNull();
        assertThat(lenient.getAll(List.of("key"))).isEmpty();
        assertThatExceptionOfType(IllegalKeyException.class).isThrownBy(() -> lenient.get("a key"));
        assertThatExceptionOfType(MemjayException.class).isThrownBy(() -> texts.get("key"));
    }

    @Test
    void keepaliveOptions() {
        try (Memjay client = builder()
                .keepAlive(true)
                .keepAliveIdle(Duration.ofSeconds(1))
                .keepAliveInterval(Duration.ofSeconds(2))
                .keepAliveCount(5)
                .build()) {
            assertThat(client.strings().set("key", "value")).isTrue();
            assertThat(setting(client, "keepAliveIdle")).isEqualTo("1s");
            assertThat(setting(client, "keepAliveInterval")).isEqualTo("2s");
            assertThat(setting(client, "keepAliveCount")).isEqualTo("5");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memjay.builder().keepAliveCount(-1))
                .withMessageContaining("keepAliveCount");
    }

    @Test
    void keyPrefixIsAbsentFromResults() {
        try (Memjay client = builder().namespace("app:").build()) {
            client.strings().set("key", "value");
            assertThat(texts.get("app:key")).isEqualTo("value");
            assertThat(client.strings().getAll(List.of("key", "none"))).isEqualTo(Map.of("key", "value"));
            assertThatExceptionOfType(IllegalKeyException.class)
                    .isThrownBy(() -> client.strings().get("x".repeat(247)));
            assertThat(client.strings().get("x".repeat(246))).isNull();
        }
    }

    @Test
    void keyPrefixAndRouting() {
        String[] fleet = {"127.0.0.2", "127.0.0.3", "127.0.0.4"};
        try (Memjay spaced = to(fleet).namespace("app:").build();
                Memjay prefixed = to(fleet).prefix("app:").build();
                Memjay plain = to(fleet).build()) {
            for (int i = 0; i < 50; i++) {
                assertThat(spaced.nodeFor("key" + i)).isEqualTo(plain.nodeFor("key" + i));
                assertThat(prefixed.nodeFor("key" + i)).isEqualTo(plain.nodeFor("app:key" + i));
            }
        }
    }

    @Test
    void defaultNoreply() {
        assertThat(texts.add("key", "one")).isTrue();
        assertThat(texts.add("key", "two"))
                .as("an answer, unless one does without")
                .isFalse();
        texts.noreply().set("key", "three");
        assertThat(texts.get("key")).as("a read sees the write before it").isEqualTo("three");
    }

    @Test
    void encoding() {
        Keyspace<String, String> latin = memjay.keyspace(Codec.strings(StandardCharsets.ISO_8859_1));
        latin.set("key", "größer");

        assertThat(raw.get("key").data()).isEqualTo("größer".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(latin.get("key")).isEqualTo("größer");
        texts.set("key", "größer");
        assertThat(raw.get("key").data()).isEqualTo("größer".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void retrySettings() {
        EjectionSettings settings = EjectionSettings.pymemcache();
        assertThat(settings.retryAttempts()).isEqualTo(2);
        assertThat(settings.retryTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.deadTimeout()).isEqualTo(Duration.ofSeconds(60));
        try (Memjay client = builder()
                .ejection(settings.retryAttempts(0)
                        .retryTimeout(Duration.ofSeconds(3))
                        .deadTimeout(Duration.ofSeconds(4)))
                .build()) {
            assertThat(setting(client, "failureLimit")).isEqualTo("1");
            assertThat(setting(client, "retryTimeout")).isEqualTo("3s");
            assertThat(setting(client, "deadTimeout")).isEqualTo("4s");
        }
    }
}
