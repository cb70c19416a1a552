package dev.memjay.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The binary protocol where nothing else is spoken, and where it is not. */
class BinaryOnlyServerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Memjay client(String address) {
        return Memjay.builder()
                .servers(address)
                .protocol("binary")
                .timeout(LONG)
                .connectTimeout(LONG)
                .build();
    }

    @Test
    void aServerThatSpeaksNothingElse() {
        try (RealMemcached memcached = RealMemcached.start("-B", "binary");
                Memjay memjay = client("127.0.0.1:" + memcached.port())) {
            Node node = memjay.nodes().get(0);

            assertThat(memjay.strings().set("k", "value")).isTrue();
            assertThat(memjay.strings().getAll(List.of("k", "none"))).isEqualTo(Map.of("k", "value"));
            assertThat(memjay.ping().failed()).isEmpty();
            assertThat(memjay.admin().version(node)).startsWith("1.");
            assertThat(memjay.admin().stats(node).asMap()).containsEntry("cmd_set", "1");
            assertThat(memjay.admin().stats(node, "settings").asMap()).containsKey("binding_protocol");
            memjay.admin().flushAll(node);
            assertThat(memjay.strings().get("k")).isNull();
            assertThatThrownBy(() -> memjay.admin().verbosity(node, 1))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("the meta and the classic dialect");
            assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
        }
    }

    @Test
    void posts() {
        try (MemcachedServer server = MemcachedServer.builder().start();
                Memjay memjay = client(server.host() + ":" + server.port())) {
            memjay.strings().noreply().set("k", "value");
            memjay.strings().noreply().append("k", "!");
            memjay.strings().noreply().set("a", "1");
            memjay.strings().noreply().set("b", "2");
            memjay.strings().noreply().delete("a");
            memjay.strings().noreply().incr("b");

            assertThat(memjay.strings().get("k")).isEqualTo("value!");
            assertThat(memjay.strings().getAll(List.of("k", "a", "b"))).isEqualTo(Map.of("k", "value!", "b", "3"));
        }
    }

    @Test
    void aServerThatSpeaksTextOnlyIsNoConnection() {
        try (MemcachedServer server = MemcachedServer.builder().start();
                Memjay memjay = client(server.host() + ":" + server.port())) {
            server.faults().garbage("ERROR\r\n".getBytes(StandardCharsets.US_ASCII));
            server.faults().closeConnections();

            assertThatThrownBy(() -> {
                        while (true) {
                            memjay.strings().get("k");
                        }
                    })
                    .isInstanceOfAny(ConnectionException.class, ProtocolException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-B binary, auto, protocol=binary would do",
        "-B binary, classic, protocol=binary would do",
        "-B ascii, binary, protocol=auto would do"
    })
    void aWrongProtocolIsToldWithTheRightOne(String option, String protocol, String told) {
        try (RealMemcached memcached = RealMemcached.start(option.split(" "));
                Memjay memjay = Memjay.builder()
                        .servers("127.0.0.1:" + memcached.port())
                        .protocol(protocol)
                        .connectTimeout(Duration.ofSeconds(1))
                        .timeout(LONG)
                        .build()) {
            assertThatThrownBy(() -> memjay.strings().get("k"))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining(told);
        }
    }
}
