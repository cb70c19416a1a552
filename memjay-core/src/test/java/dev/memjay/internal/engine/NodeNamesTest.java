package dev.memjay.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.discovery.ScriptedNameServer;
import dev.memjay.internal.connection.talk.Inquiries;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of nodes, asked of a name server of this test. */
class NodeNamesTest {
    private final ScriptedNameServer server = new ScriptedNameServer();
    private final NodeNames names = new NodeNames(new SystemNetwork(new Inquiries(
            Duration.ofSeconds(20),
            List.of(Node.of("127.0.0.1", Integer.parseInt(server.address().split(":")[1]))))));

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
}
