package dev.memjay.it.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.spy.memcached.ArrayModNodeLocator;
import net.spy.memcached.DefaultHashAlgorithm;
import net.spy.memcached.KetamaConnectionFactory;
import net.spy.memcached.KetamaNodeKeyFormatter.Format;
import net.spy.memcached.KetamaNodeLocator;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.NodeLocator;
import org.junit.jupiter.api.Test;

/** Memjay's placements of spymemcached against spymemcached's own locators. */
class SpymemcachedPlacementTest {
    static {
        // Its locator asserts that no two points collide, which they do in large fleets; without -ea it just goes on.
        ClassLoader.getSystemClassLoader().setClassAssertionStatus("net.spy.memcached.KetamaNodeLocator", false);
    }

    @Test
    void ketamaWithAddresses() {
        for (List<Node> nodes : Fleets.byAddress()) {
            agrees(Placements.spymemcachedKetama(), nodes, ketama(nodes, Format.SPYMEMCACHED, false));
        }
    }

    @Test
    void ketamaWithNamesWhoseAddressesAreKnown() {
        for (List<Node> nodes : Fleets.byName()) {
            agrees(Placements.spymemcachedKetama(Fleets::addressOf), nodes, ketama(nodes, Format.SPYMEMCACHED, false));
        }
    }

    @Test
    void ketamaWithUnresolvedNames() {
        for (List<Node> nodes : Fleets.byName()) {
            List<MemcachedNode> theirs = nodes(nodes, node -> unresolved(node));
            agrees(
                    Placements.spymemcachedKetama(),
                    nodes,
                    new KetamaNodeLocator(theirs, DefaultHashAlgorithm.KETAMA_HASH));
        }
    }

    @Test
    void ketamaWithWeights() {
        for (List<Node> nodes : Fleets.withWeights()) {
            agrees(Placements.spymemcachedKetama(), nodes, ketama(nodes, Format.SPYMEMCACHED, true));
        }
    }

    @Test
    void ketamaInLibmemcachedsFormat() {
        for (List<Node> nodes : Fleets.byName()) {
            agrees(Placements.spymemcachedKetamaOfHosts(), nodes, ketama(nodes, Format.LIBMEMCACHED, false));
        }
    }

    @Test
    void ketamaOfAClientThatIsConnected() throws Exception {
        for (Format format : Format.values()) {
            try (Listeners listeners = new Listeners(5)) {
                MemcachedClient client = new MemcachedClient(
                        new KetamaConnectionFactory(
                                16, 1024, 1000, DefaultHashAlgorithm.KETAMA_HASH, format, new HashMap<>()),
                        listeners.addresses());
                try {
                    Placement placement = format == Format.SPYMEMCACHED
                            ? Placements.spymemcachedKetama()
                            : Placements.spymemcachedKetamaOfHosts();
                    Placement.Ring ring = placement.ring(listeners.nodes());
                    for (String key : Fleets.KEYS) {
                        InetSocketAddress theirs = (InetSocketAddress)
                                client.getNodeLocator().getPrimary(key).getSocketAddress();
                        assertThat(listeners
                                        .nodes()
                                        .get(ring.indexOf(Fleets.route(key)))
                                        .port())
                                .as("'%s' in %s", key, format)
                                .isEqualTo(theirs.getPort());
                    }
                } finally {
                    client.shutdown();
                }
            }
        }
    }

    @Test
    void arrayMod() {
        for (List<Node> nodes : Fleets.byAddress()) {
            List<MemcachedNode> theirs = nodes(nodes, Fleets::socketAddress);
            agrees(
                    Placements.spymemcachedArray(),
                    nodes,
                    new ArrayModNodeLocator(theirs, DefaultHashAlgorithm.NATIVE_HASH));
        }
    }

    private static NodeLocator ketama(List<Node> nodes, Format format, boolean weighted) {
        Map<InetSocketAddress, Integer> weights = new HashMap<>();
        if (weighted) {
            nodes.forEach(node -> weights.put(Fleets.socketAddress(node), node.weight()));
        }
        return new KetamaNodeLocator(
                nodes(nodes, Fleets::socketAddress), DefaultHashAlgorithm.KETAMA_HASH, format, weights);
    }

    private static InetSocketAddress unresolved(Node node) {
        return InetSocketAddress.createUnresolved(node.host(), node.port());
    }

    private static void agrees(Placement placement, List<Node> nodes, NodeLocator locator) {
        Placement.Ring ring = placement.ring(nodes);
        List<MemcachedNode> theirs = List.copyOf(locator.getAll());
        for (String key : Fleets.KEYS) {
            assertThat(ring.indexOf(Fleets.route(key)))
                    .as("'%s' on %s nodes from %s", key, nodes.size(), nodes.get(0))
                    .isEqualTo(theirs.indexOf(locator.getPrimary(key)));
        }
    }

    private static List<MemcachedNode> nodes(List<Node> nodes, Function<Node, InetSocketAddress> address) {
        return nodes.stream().map(node -> node(address.apply(node))).toList();
    }

    /** A node that knows nothing but its address. */
    private static MemcachedNode node(InetSocketAddress address) {
        return (MemcachedNode) Proxy.newProxyInstance(
                MemcachedNode.class.getClassLoader(), new Class<?>[] {MemcachedNode.class}, (proxy, method, args) -> {
                    return switch (method.getName()) {
                        case "getSocketAddress" -> address;
                        case "equals" -> proxy == args[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "toString" -> address.toString();
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }
}
