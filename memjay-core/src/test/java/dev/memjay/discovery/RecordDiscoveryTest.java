package dev.memjay.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.internal.connection.talk.Inquiries;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Discovery by A, AAAA and SRV records, asked of a name server of this test. */
class RecordDiscoveryTest {
    private static final String NAME = "cache.example.test";

    private final ScriptedNameServer server = new ScriptedNameServer();
    private final FakeNetwork network = new AskingNetwork(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void everyAddressIsANodeSorted() throws IOException {
        server.addresses(NAME, 30, "10.0.0.9", "10.0.0.10", "2001:db8::5", "10.0.0.9");

        Fleet fleet = NodeDiscovery.dns(NAME, 11212).discover(network);

        assertThat(fleet.nodes())
                .containsExactly(
                        Node.of("10.0.0.10", 11212), Node.of("10.0.0.9", 11212), Node.of("2001:db8::5", 11212));
        assertThat(fleet.validFor()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void oneMachineIsOneNode() throws IOException {
        network.hosts.put("localhost", List.of("127.0.0.1", "::1"));

        assertThat(NodeDiscovery.dns("localhost", 11211).discover(network).nodes())
                .containsExactly(Node.of("127.0.0.1", 11211));
        assertThat(server.datagrams()).as("the file of hosts goes first").isZero();
    }

    @Test
    void anAliasIsFollowed() throws IOException {
        server.alias(NAME, 7, "real.example.test");
        server.addresses("real.example.test", 60, "10.0.0.1");

        Fleet fleet = NodeDiscovery.dns(NAME, 11211).discover(network);

        assertThat(fleet.nodes()).containsExactly(Node.of("10.0.0.1", 11211));
        assertThat(fleet.validFor()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void whatDoesNotFitIntoADatagramComesOverTcp() throws IOException {
        server.addresses(
                NAME, 30, IntStream.range(0, 200).mapToObj(i -> "10.1.2." + i).toArray(String[]::new));

        assertThat(NodeDiscovery.dns(NAME, 11211).discover(network).nodes()).hasSize(200);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void thePlatformIsAskedWhereTheNameServerKnowsNothing() throws IOException {
        network.resolved.put(NAME, List.of("10.7.7.7"));

        assertThat(NodeDiscovery.dns(NAME, 11211).discover(network).nodes())
                .containsExactly(Node.of("10.7.7.7", 11211));
    }

    @Test
    void aNameWithoutAddressFails() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.dns(NAME, 11211).discover(network))
                .withMessageContaining(NAME);
    }

    @Test
    void servicesAreNodesByName() throws IOException {
        server.services(NAME, 20, "0 50 11212 b.example.test", "0 50 11211 a.example.test", "1 1 11211 spare.test");

        Fleet fleet = NodeDiscovery.srv(NAME).discover(network);

        assertThat(fleet.nodes()).containsExactly(Node.of("a.example.test", 11211), Node.of("b.example.test", 11212));
        assertThat(fleet.validFor()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void weightsThatDifferCount() throws IOException {
        server.services(NAME, 20, "0 3 11211 a.test", "0 0 11211 b.test");

        assertThat(NodeDiscovery.srv(NAME).discover(network).nodes())
                .containsExactly(Node.of("a.test", 11211).weight(3), Node.of("b.test", 11211));
    }

    @Test
    void aServiceThatIsDecidedlyNotThereFails() {
        server.services(NAME, 20, "0 0 0 .");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.srv(NAME).discover(network));
    }

    @Test
    void kubernetesPrefersTheNamesOfPods() throws IOException {
        String service = "mc.default.svc.cluster.local";
        server.services(
                service,
                5,
                "0 50 11211 mc-1.mc.default.svc.cluster.local",
                "0 50 11211 mc-0.mc.default.svc.cluster.local",
                "0 50 9150 mc-0.mc.default.svc.cluster.local");

        assertThat(NodeDiscovery.kubernetes("mc.default", 11211)
                        .discover(network)
                        .nodes())
                .containsExactly(
                        Node.of("mc-0.mc.default.svc.cluster.local", 11211),
                        Node.of("mc-1.mc.default.svc.cluster.local", 11211));

        server.addresses(service, 5, "10.2.0.1");

        assertThat(NodeDiscovery.kubernetes("mc.default.svc.cluster.local", 11211)
                        .discover(network)
                        .nodes())
                .containsExactly(Node.of("10.2.0.1", 11211));
    }

    @Test
    void aNameServerThatFailsMakesTheLookFail() {
        server.code(2);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.srv(NAME).discover(network))
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("code 2"));
    }

    @Test
    void theNextNameServerIsAskedWhenOneFails() throws IOException {
        try (ScriptedNameServer other = new ScriptedNameServer()) {
            server.code(5);
            other.services(NAME, 1, "0 0 11211 a.test");

            assertThat(NodeDiscovery.srv(NAME)
                            .discover(new AskingNetwork(server, other))
                            .nodes())
                    .hasSize(1);
        }
    }

    /** Asks real sockets for DNS, and the test for everything else. */
    private static final class AskingNetwork extends FakeNetwork {
        private final Inquiries inquiries;

        AskingNetwork(ScriptedNameServer... servers) {
            inquiries = new Inquiries(
                    new TcpTransport(SocketSettings.DEFAULT),
                    Session.NONE,
                    Duration.ofSeconds(20),
                    List.of(servers).stream()
                            .map(server -> Node.of(
                                    "127.0.0.1",
                                    Integer.parseInt(server.address().split(":")[1])))
                            .toList());
        }

        @Override
        public byte[] askNameServer(byte[] query) throws IOException {
            return inquiries.askNameServer(query);
        }
    }
}
