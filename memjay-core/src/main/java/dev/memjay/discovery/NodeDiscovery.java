package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;
import java.util.List;

/**
 * Finds the nodes of a fleet, again and again while a client is open.
 *
 * <p>The client looks when it is built, when what it found is no longer valid or its interval is over, and whenever it
 * loses a connection. A look that fails changes nothing: the last good fleet stays, and the client's listener and metrics
 * are told. Where a look finds other nodes, the client goes over to them in one step: calls under way finish where they
 * are, connections to nodes that stayed are kept, and those to nodes that left are closed.
 *
 * <p>Implementations are thread-safe if one object is given to several clients; one client looks on one thread of its
 * own, never twice at a time.
 */
@FunctionalInterface
public interface NodeDiscovery {
    /**
     * Looks for the nodes. May block; is interrupted when the client is closed.
     *
     * @param network what the client lends for asking
     * @return the nodes as they are now
     * @throws IOException if they could not be found; whatever else is thrown counts as that too, and so does null
     */
    Fleet discover(Network network) throws IOException;

    /**
     * Always the same nodes.
     *
     * @param nodes at least one
     */
    static NodeDiscovery of(List<Node> nodes) {
        return new FixedNodes(Fleet.of(nodes));
    }

    /**
     * A node for every address (A and AAAA records) of a name. Nodes are known by their addresses and sorted by them; where
     * an IPv4 loopback address is among them, the IPv6 one is left out, since it is the same machine.
     *
     * <p>The time to live of the records says when to look again. The file of hosts is asked before the name servers, and
     * the Java platform's resolver, with its cache, only as long as neither has known an address: once they have, a look
     * that they cannot serve fails.
     *
     * @param name a host name; without a dot at its end the search list applies
     * @param port of every node, 1 to 65535
     * @throws IllegalStateException if the library {@code dev.memjay:memjay-dns} is missing
     */
    static NodeDiscovery dns(String name, int port) {
        Node node = Node.of(name, port);
        return DnsProvider.load("memcached+dns://").addresses(node.host(), node.port());
    }

    /**
     * A node for every SRV record of a service, sorted by host and port. Nodes are known by the names in the records. Only
     * the records of the lowest priority count. Their weights are the nodes' where they differ; where all are equal each
     * node has weight 1.
     *
     * @param service such as {@code _memcache._tcp.example.com}; without a dot at its end the search list applies
     * @throws IllegalStateException if the library {@code dev.memjay:memjay-dns} is missing
     */
    static NodeDiscovery srv(String service) {
        Node node = Node.of(service, Node.DEFAULT_PORT); // checked as the host of a node is
        return DnsProvider.load("memcached+srv://").services(node.host());
    }

    /**
     * The nodes of an Amazon ElastiCache or Google Memorystore cluster, by {@code config get cluster} at its configuration
     * endpoint. A list with a lower version than the last is passed over. Nodes are known by their host names, or by address where they
     * have no name.
     *
     * @param endpoints the configuration endpoint; of several, the first that answers
     */
    static NodeDiscovery elasticache(List<Node> endpoints) {
        return new ClusterConfig(endpoints, false);
    }

    /**
     * {@link #elasticache} with nodes known by their addresses, as pymemcache's {@code AWSElastiCacheHashClient} knows them
     * by default. An address may change when a node is replaced, and with it the place of keys.
     *
     * @param endpoints the configuration endpoint; of several, the first that answers
     */
    static NodeDiscovery elasticacheByAddress(List<Node> endpoints) {
        return new ClusterConfig(endpoints, true);
    }

    /**
     * The pods behind a headless service of Kubernetes: by its SRV records, in which pods of a StatefulSet have names that
     * stay, or where it is answered that it has none for the port by its addresses, as {@link #dns} takes them. A question
     * for SRV records that is not answered is a look that failed.
     *
     * @param service the service's name in the cluster, such as {@code memcached.default}; what has no {@code .svc} in it
     *     gets {@code .svc.cluster.local}
     * @param port the memcached port; SRV records of other ports are left out
     * @throws IllegalStateException if the library {@code dev.memjay:memjay-dns} is missing
     */
    static NodeDiscovery kubernetes(String service, int port) {
        Node node = Node.of(service, port);
        return DnsProvider.load("memcached+kubernetes://").headlessService(node.host(), node.port());
    }
}
