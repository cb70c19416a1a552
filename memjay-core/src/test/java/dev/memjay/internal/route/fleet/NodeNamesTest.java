package dev.memjay.internal.route.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.discovery.ScriptedNameServer;
import dev.memjay.internal.connection.talk.Inquiries;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of nodes, asked of a name server of this test. */
class NodeNamesTest {
    private final ScriptedNameServer server = new ScriptedNameServer();
    private final NodeNames names = names(Duration.ofSeconds(20), server);

    private static NodeNames names(Duration patience, ScriptedNameServer... servers) {
        List<Node> nodes = Arrays.stream(servers)
                .map(server ->
                        Node.of("127.0.0.1", Integer.parseInt(server.address().split(":")[1])))
                .toList();
        return new NodeNames(new SystemNetwork(new Inquiries(patience, nodes)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aNameIsAskedForEachTime() throws IOException {
        server.addresses("pod.example.test", 3600, "10.0.0.1", "2001:db8::1");
        assertThat(names.of("pod.example.test")).containsExactly("10.0.0.1", "2001:db8::1");

        server.addresses("pod.example.test", 3600, "10.0.0.2");
        assertThat(names.of("pod.example.test")).containsExactly("10.0.0.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "2001:db8::1", "fe80::1%eth0", "b\u00fccher.test", "a..b"})
    void whatIsNoNameIsLeftToThePlatform(String host) throws IOException {
        assertThat(names.of(host)).containsExactly(host);
        assertThat(server.datagrams()).isZero();
    }

    @Test
    void aSilentNameServerIsNoLongerAskedFirst() throws IOException {
        try (ScriptedNameServer silent = new ScriptedNameServer()) {
            silent.silent(true);
            silent.addresses("pod.example.test", 3600, "10.0.0.2");
            server.addresses("pod.example.test", 3600, "10.0.0.1");
            NodeNames both = names(Duration.ofSeconds(2), silent, server);

            assertThat(both.of("pod.example.test")).containsExactly("10.0.0.1");
            assertThat(both.of("pod.example.test")).containsExactly("10.0.0.1");
            assertThat(silent.datagrams()).isEqualTo(1);
            assertThat(server.datagrams()).as("two types of records, twice").isEqualTo(4);

            silent.silent(false);
            server.silent(true);
            assertThat(both.of("pod.example.test")).containsExactly("10.0.0.2");
        }
    }
}
