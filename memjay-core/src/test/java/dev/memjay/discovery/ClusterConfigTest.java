package dev.memjay.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.error.Printable;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.talk.Inquiries;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the cluster configuration of ElastiCache and Memorystore, and refuses what is none. */
class ClusterConfigTest {
    private static final String COMMAND = " config get cluster";
    private static final Node ENDPOINT = Node.of("cfg", 11211);

    private final FakeNetwork network = new FakeNetwork();

    @Test
    void nodesAndVersionAreRead() throws IOException {
        answer(
                "CONFIG cluster 0 60",
                "12",
                "b.example|10.0.0.2|11212 a.example|10.0.0.1|11211 |10.0.0.3|11211",
                "",
                "END");

        Fleet fleet = NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network);

        assertThat(fleet.nodes())
                .containsExactly(Node.of("b.example", 11212), Node.of("a.example", 11211), Node.of("10.0.0.3", 11211));
        assertThat(fleet.version()).isEqualTo(12);
    }

    @Test
    void nodesMayBeKnownByAddress() throws IOException {
        answer("CONFIG cluster 0 60", "1", "a.example|10.0.0.1|11211 b.example||11211", "", "END");

        Fleet fleet = NodeDiscovery.elasticacheByAddress(List.of(ENDPOINT)).discover(network);

        assertThat(fleet.nodes()).containsExactly(Node.of("10.0.0.1", 11211), Node.of("b.example", 11211));
    }

    @Test
    void oldEnginesAreAskedInTheirOwnWay() throws IOException {
        answer("ERROR");
        network.answers.put(
                "cfg:11211 get AmazonElastiCache:cluster",
                List.of("VALUE AmazonElastiCache:cluster 0 20", "3", "a|10.0.0.1|11211", "", "END"));

        assertThat(NodeDiscovery.elasticache(List.of(ENDPOINT))
                        .discover(network)
                        .version())
                .isEqualTo(3);
    }

    @Test
    void theFirstEndpointThatAnswersCounts() throws IOException {
        answer("CONFIG cluster 0 20", "1", "a|10.0.0.1|11211", "", "END");

        NodeDiscovery.elasticache(List.of(Node.of("gone", 11211), ENDPOINT)).discover(network);

        assertThat(network.asked).containsExactly("gone:11211" + COMMAND, "cfg:11211" + COMMAND);
    }

    @Test
    void aServerThatIsNoEndpointIsRefusedByItsWords() {
        answer("ERROR");
        network.answers.put("cfg:11211 get AmazonElastiCache:cluster", List.of("SERVER_ERROR no"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network))
                .havingCause()
                .withMessageContaining("cfg:11211 answered 'SERVER_ERROR no'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "END",
                "CONFIG cluster 0 3;END",
                "CONFIG cluster 0 3;1;END",
                "CONFIG cluster 0 3;1;;END",
                "CONFIG cluster 0 3;x;a|10.0.0.1|11211;;END",
                "CONFIG cluster 0 3;-4;a|10.0.0.1|11211;;END",
                "CONFIG cluster 0 3;1;a|10.0.0.1;;END",
                "CONFIG cluster 0 3;1;a|10.0.0.1|11211|x;;END",
                "CONFIG cluster 0 3;1;||11211;;END",
                "CONFIG cluster 0 3;1;a|10.0.0.1|0;;END",
                "CONFIG cluster 0 3;1;a|10.0.0.1|port;;END",
                "CONFIG cluster 0 3;1;a|10.0.0.1|11211 a|10.0.0.2|11211;;END",
                "CONFIG cluster 0 3;1;a\u0001|10.0.0.1|11211;;END",
                "CONFIG cluster 0 3;1;a|10.0.0.1|11211;b|10.0.0.2|11211;END",
                "VERSION 1.6;1;a|10.0.0.1|11211;;END",
            })
    void garbageIsRefused(String lines) {
        answer(lines.split(";"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "7x; a|10.0.0.1|11211; '7x'",
                "-1; a|10.0.0.1|11211; '-1'",
                "7; ''; no nodes",
                "7; a|10.0.0.1|11211 b|10.0.0.2|port; 'b|10.0.0.2|port'",
                "7; a|10.0.0.1|11211 b|10.0.0.2|0; 'b|10.0.0.2|0'",
                "7; a|10.0.0.1|11211 b|10.0.0.2; 'b|10.0.0.2'",
                "7; a|10.0.0.1|11211 ||11212; '||11212'",
                "7; a|10.0.0.1|11211 a|10.0.0.2|11211; a:11211 twice",
                "7 more; a|10.0.0.1|11211; '7 more'",
            })
    void whatCannotBeReadIsNamed(String version, String nodes, String named) {
        answer("CONFIG cluster 0 3", version, nodes, "", "END");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network))
                .havingCause()
                .withMessageContaining("cfg:11211")
                .withMessageContaining(named);
    }

    @Test
    void anAnswerOfAnotherShapeIsNamed() {
        answer("CONFIG cluster 0 3", "7", "a|10.0.0.1|11211", "b|10.0.0.2|11211", "END");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network))
                .havingCause()
                .withMessageContaining("b|10.0.0.2|11211");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whatIsQuotedOfAConfigurationIsEscapedAndShort(int place) {
        String hostile = "\u001b[2J\u009bx\n\u2028" + "y".repeat(65_000);
        String[] lines = {"CONFIG cluster 0 3", "7", "a|10.0.0.1|11211", "", "END"};
        lines[place] = hostile;
        answer(lines);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network))
                .satisfies(ClusterConfigTest::isShortAndPrintable)
                .havingCause()
                .withMessageContaining("\\u001b[2J\\u009bx\\u000a\\u2028yy")
                .satisfies(ClusterConfigTest::isShortAndPrintable);
    }

    @Test
    void theReasonIsInTheMessageToo() {
        answer("ERROR");
        network.answers.put("cfg:11211 get AmazonElastiCache:cluster", List.of("ERROR"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network))
                .withMessage("no configuration endpoint of [cfg:11211] gave a fleet: cfg:11211 answered 'ERROR';"
                        + " it is no configuration endpoint, or discovery is off");
    }

    @Test
    void aRefusalIsQuotedEscapedAndShort() {
        answer("SERVER_ERROR \u009b2J" + "y".repeat(65_000));
        network.answers.put(
                "cfg:11211 get AmazonElastiCache:cluster", List.of("SERVER_ERROR \u009b2J" + "y".repeat(65_000)));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network))
                .satisfies(ClusterConfigTest::isShortAndPrintable)
                .havingCause()
                .satisfies(ClusterConfigTest::isShortAndPrintable);
    }

    private static void isShortAndPrintable(Throwable failure) {
        assertThat(failure.getMessage()).hasSizeLessThan(400).matches(Printable::isPrintable);
    }

    @Test
    void moreNodesThanAreAcceptedAreRefused() throws IOException {
        answer("CONFIG cluster 0 3", "7", nodes(Fleet.MAX_NODES), "", "END");
        assertThat(NodeDiscovery.elasticache(List.of(ENDPOINT))
                        .discover(network)
                        .nodes())
                .hasSize(Fleet.MAX_NODES);

        answer("CONFIG cluster 0 3", "8", nodes(60_000), "", "END");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> NodeDiscovery.elasticache(List.of(ENDPOINT)).discover(network))
                .havingCause()
                .withMessageContaining("60000 nodes")
                .withMessageContaining("2000");
    }

    private static String nodes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i + "||11211").collect(Collectors.joining(" "));
    }

    @Test
    void aNodeMayHaveANameAndNoAddress() throws IOException {
        answer("CONFIG cluster 0 60", "1", "a.example||11211 b.example|10.0.0.2|11211", "", "END");

        assertThat(NodeDiscovery.elasticache(List.of(ENDPOINT))
                        .discover(network)
                        .nodes())
                .containsExactly(Node.of("a.example", 11211), Node.of("b.example", 11211));
    }

    /** As AWS and Google send it, with and without carriage returns inside, the blank line, and one line end too many. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONFIG cluster 0 30\r\n7\na|10.0.0.1|11211 b|10.0.0.2|11211\n\r\nEND\r\n",
                "CONFIG cluster 0 30\r\n7\r\na|10.0.0.1|11211 b|10.0.0.2|11211\r\n\r\nEND\r\n",
                "CONFIG cluster 0 30\n7\na|10.0.0.1|11211 b|10.0.0.2|11211\n\nEND\n",
                "CONFIG cluster 0 30\r\n7\na|10.0.0.1|11211 b|10.0.0.2|11211\r\nEND\r\n",
                "CONFIG cluster 0 30\r\n7\r\na|10.0.0.1|11211  b|10.0.0.2|11211 \r\n\r\n\r\nEND\r\n",
            })
    void everyKindOfLineEndIsRead(String bytes) throws IOException {
        try (ScriptedServer endpoint = ScriptedServer.answering(asked -> bytes)) {
            Inquiries inquiries =
                    new Inquiries(new TcpTransport(SocketSettings.DEFAULT), Session.NONE, Duration.ofSeconds(20));
            Network asking = new FakeNetwork() {
                @Override
                public List<String> ask(Node node, String command, Predicate<String> isLast) throws IOException {
                    return inquiries.ask(node, command, isLast);
                }
            };

            Fleet fleet = NodeDiscovery.elasticache(List.of(endpoint.node())).discover(asking);

            assertThat(fleet.version()).isEqualTo(7);
            assertThat(fleet.nodes()).containsExactly(Node.of("a", 11211), Node.of("b", 11211));
        }
    }

    @Test
    void withoutAnEndpointThereIsNothingToAsk() {
        assertThatIllegalArgumentException().isThrownBy(() -> NodeDiscovery.elasticache(List.of()));
    }

    private void answer(String... lines) {
        network.answers.put("cfg:11211" + COMMAND, List.of(lines));
    }
}
