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
    private final List<Node> spares;
    private final NodeClient[] clients;
    private final Placement.Ring ring;
    private final @Nullable Detour detour;

    /**
     * @param nodes the nodes in the order they were configured
     * @param spares nodes that no key belongs to
     * @param clients for each node its client, and behind them those of the spares
     * @param ring which node has which key
     * @param detour who serves a key in place of its node, or beside it; null while each node serves its own keys
     */
    Topology(List<Node> nodes, List<Node> spares, NodeClient[] clients, Placement.Ring ring, @Nullable Detour detour) {
        this.nodes = nodes;
        this.spares = spares;
        this.clients = clients;
        this.ring = ring;
        this.detour = detour;
    }

    /** The same fleet with another detour. */
    Topology with(@Nullable Detour newDetour) {
        return new Topology(nodes, spares, clients, ring, newDetour);
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Node> spares() {
        return spares;
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

    /** The client of a key's own node. */
    NodeClient client(String key, @Nullable String route) {
        return clients.length == 1 ? clients[0] : clients[ring.indexOf(route == null ? key : route)];
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
