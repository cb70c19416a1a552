package dev.memjay.internal.route.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.discovery.DnsProvider;
import dev.memjay.discovery.Fleet;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.internal.connection.talk.Inquiries;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of nodes, asked of a provider of this test. */
class NodeNamesTest {
    private final List<String> asked = new ArrayList<>();
    private final List<String> known = new ArrayList<>();
    private final NodeNames names =
            new NodeNames(new Scripted(), new SystemNetwork(new Inquiries(Duration.ofSeconds(20)), List.of()));

    @Test
    void aNameIsAskedForEachTime() throws IOException {
        known.addAll(List.of("10.0.0.1", "2001:db8::1"));
        assertThat(names.of("pod.example.test")).containsExactly("10.0.0.1", "2001:db8::1");

        known.remove(1);
        assertThat(names.of("pod.example.test")).containsExactly("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "2001:db8::1", "fe80::1%eth0", "b\u00fccher.test"})
    void whatIsNoNameIsLeftToThePlatform(String host) throws IOException {
        assertThat(names.of(host)).containsExactly(host);
        assertThat(asked).isEmpty();
    }

    private final class Scripted implements DnsProvider {
        @Override
        public NodeDiscovery addresses(String name, int port) {
            if (name.startsWith("b\u00fc")) {
                throw new IllegalArgumentException(name);
            }
            return network -> {
                asked.add(name);
                return Fleet.of(
                        known.stream().map(address -> Node.of(address, port)).toList());
            };
        }

        @Override
        public NodeDiscovery services(String service) {
            throw new AssertionError(service);
        }

        @Override
        public NodeDiscovery headlessService(String service, int port) {
            throw new AssertionError(service);
        }
    }
}
