package dev.memjay.internal.route;

import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fleet at one moment: its nodes, who talks to them, and which key belongs to which. Immutable: a change makes
 * another one, which the router takes over in one step, and calls under way go on with the one they began with.
 */
final class Topology {
    private final List<Node> nodes;
    private final Placement.Ring ring;
    private final List<Node> spares;
    private final Placement.@Nullable Ring spareRing;
    private final NodeClient[] clients;
    private final @Nullable Detour detour;

    /**
     * @param nodes the nodes in the order they were configured
     * @param ring which node has which key
     * @param spares nodes that no key belongs to
     * @param spareRing which of those takes over which key; null where there are none
     * @param clients for each node its client, and behind them those of the spares
     * @param detour who serves a key in place of its node, or beside it; null while each node serves its own keys
     */
    private Topology(
            List<Node> nodes,
            Placement.Ring ring,
            List<Node> spares,
            Placement.@Nullable Ring spareRing,
            NodeClient[] clients,
            @Nullable Detour detour) {
        this.nodes = nodes;
        this.ring = ring;
        this.spares = spares;
        this.spareRing = spareRing;
        this.clients = clients;
        this.detour = detour;
    }

    /** A fleet that nobody talks to yet. */
    static Topology of(List<Node> nodes, Placement.Ring ring, List<Node> spares, Placement.@Nullable Ring spareRing) {
        return new Topology(nodes, ring, spares, spareRing, new NodeClient[0], null);
    }

    /** The same fleet with who talks to it. */
    Topology connectedTo(NodeClient[] newClients) {
        return new Topology(nodes, ring, spares, spareRing, newClients, detour);
    }

    /** The same fleet with another detour. */
    Topology with(@Nullable Detour newDetour) {
        return new Topology(nodes, ring, spares, spareRing, clients, newDetour);
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Node> spares() {
        return spares;
    }

    Placement.@Nullable Ring spareRing() {
        return spareRing;
    }

    /** The clients of all nodes, then those of the spare ones. Not to be changed. */
    NodeClient[] clients() {
        return clients;
    }

    Placement.Ring ring() {
        return ring;
    }

    @Nullable
    Detour detour() {
        return detour;
    }

    /** The client of a route's own node. */
    NodeClient client(String route) {
        return clients.length == 1 ? clients[0] : clients[ring.indexOf(route)];
    }

    /** The index of the client that serves a route now. */
    int indexFor(String route) {
        return detour == null ? ring.indexOf(route) : detour.index(route, 0);
    }

    /** Whether all nodes but the spare ones may be called. */
    boolean isReady() {
        for (int i = 0; i < nodes.size(); i++) {
            if (!clients[i].isReady()) {
                return false;
            }
        }
        return true;
    }

    /** The client of a node of this fleet, or of a spare one. */
    NodeClient clientOf(Node node) {
        for (NodeClient client : clients) {
            if (client.isOf(node)) {
                return client;
            }
        }
        throw new IllegalArgumentException("node " + node + " is none of this client's nodes " + nodes);
    }
}
