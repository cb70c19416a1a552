package dev.memjay.it.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.spotify.folsom.RawMemcacheClient;
import com.spotify.folsom.guava.HostAndPort;
import com.spotify.folsom.ketama.AddressAndClient;
import com.spotify.folsom.ketama.Continuum;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memjay's placement of folsom against folsom's own ring. */
class FolsomPlacementTest {
    @Test
    void ringWithAddresses() {
        Fleets.byAddress().forEach(FolsomPlacementTest::agrees);
    }

    @Test
    void ringWithNames() {
        Fleets.byName().forEach(FolsomPlacementTest::agrees);
    }

    @Test
    void weightsDoNotCount() {
        Fleets.withWeights().forEach(FolsomPlacementTest::agrees);
    }

    private static void agrees(List<Node> nodes) {
        Placement.Ring ring = Placements.folsom().ring(nodes);
        List<RawMemcacheClient> clients = new ArrayList<>();
        List<AddressAndClient> addresses = new ArrayList<>();
        for (Node node : nodes) {
            clients.add(client(node.toString()));
            HostAndPort address = HostAndPort.fromParts(node.host(), node.port());
            addresses.add(new AddressAndClient(address, clients.get(clients.size() - 1)));
        }
        Continuum theirs = new Continuum(addresses);
        for (String key : Fleets.KEYS) {
            assertThat(ring.indexOf(Fleets.route(key)))
                    .as("'%s' on %s nodes from %s", key, nodes.size(), nodes.get(0))
                    .isEqualTo(clients.indexOf(theirs.findClient(key.getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** A client that knows nothing but that it is connected. */
    private static RawMemcacheClient client(String name) {
        return (RawMemcacheClient) Proxy.newProxyInstance(
                RawMemcacheClient.class.getClassLoader(),
                new Class<?>[] {RawMemcacheClient.class},
                (proxy, method, args) -> {
                    return switch (method.getName()) {
                        case "isConnected" -> true;
                        case "equals" -> proxy == args[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "toString" -> name;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }
}
