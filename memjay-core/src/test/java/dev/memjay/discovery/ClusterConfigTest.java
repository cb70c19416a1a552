package dev.memjay.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.model.Node;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @Test
    void withoutAnEndpointThereIsNothingToAsk() {
        assertThatIllegalArgumentException().isThrownBy(() -> NodeDiscovery.elasticache(List.of()));
    }

    private void answer(String... lines) {
        network.answers.put("cfg:11211" + COMMAND, List.of(lines));
    }
}
