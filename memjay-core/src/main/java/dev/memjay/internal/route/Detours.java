package dev.memjay.internal.route;

import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the detour that the policy for down nodes asks for at the moment. */
final class Detours {
    /**
     * The ring of so many nodes is made in about a millisecond. That of 500 takes ten or more, and a hundred in a program that
     * never made one: who finds a node down is at the end of his time.
     */
    private static final int FEW_NODES = 50;

    private final DownNodePolicy policy;
    private final Placement placement;

    Detours(DownNodePolicy policy, Placement placement) {
        this.policy = policy;
        this.placement = placement;
    }

    /**
     * The fleet of these nodes and their spares, which nobody talks to yet.
     *
     * @throws IllegalArgumentException if the placement cannot do with so many nodes, or spares, or copies
     */
    Topology fleetOf(List<Node> nodes) {
        if (policy instanceof DownNodePolicy.Replica
                && placement.name().equals(Placements.random().name())) {
            throw new IllegalArgumentException(
                    "placement " + placement.name()
                            + " gives no key a node of its own, so none can hold its copies: another placement, or another policy for down nodes, will do");
        }
        List<Node> spares = spares(nodes);
        return Topology.of(nodes, placement.ring(nodes), spares, spares.isEmpty() ? null : ringOf(spares));
    }

    private Placement.Ring ringOf(List<Node> spares) {
        try {
            return placement.ring(spares);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("spare nodes " + spares + ": " + e.getMessage(), e);
        }
    }

    /** The nodes that have no keys of their own, beside the given ones, which have. */
    private List<Node> spares(List<Node> nodes) {
        if (!(policy instanceof DownNodePolicy.Gutter gutter)) {
            return List.of();
        }
        Set<String> taken = nodes.stream().map(Node::toString).collect(Collectors.toSet());
        return gutter.spares().stream()
                .filter(spare -> !taken.contains(spare.toString()))
                .toList();
    }

    /** Whether a node that goes out or comes back makes another detour. */
    boolean mayChange() {
        return !(policy instanceof DownNodePolicy.FailFast);
    }

    /** Whether making the detour takes so long that no caller should do it. */
    boolean mayTakeLong(Topology topology) {
        return policy instanceof DownNodePolicy.Rehash && topology.nodes().size() > FEW_NODES;
    }

    /** The detour of a fleet by the state that its nodes are in now; null when each serves its own keys. */
    @Nullable
    Detour of(Topology topology) {
        if (policy instanceof DownNodePolicy.Rehash rehash) {
            BitSet ejected = those(topology, NodeState::isEjected);
            return ejected.isEmpty() ? null : rehashed(topology, ejected, rehash);
        } else if (policy instanceof DownNodePolicy.Gutter gutter) {
            BitSet out = those(topology, state -> state.refusal() != null);
            Placement.Ring spares = topology.spareRing();
            return out.isEmpty() || spares == null
                    ? null
                    : new Detour.Guttered(
                            topology.ring(),
                            out,
                            spares,
                            topology.nodes().size(),
                            gutter.ttl().toSeconds());
        } else if (policy instanceof DownNodePolicy.Replica replica) {
            List<Node> nodes = topology.nodes();
            int copies = Math.min(replica.copies(), nodes.size() - 1);
            BitSet out = those(topology, state -> state.refusal() != null);
            return copies == 0 ? null : new Detour.Replicated(topology.ring(), out, placement.order(nodes), copies);
        }
        return null;
    }

    private Detour rehashed(Topology topology, BitSet ejected, DownNodePolicy.Rehash rehash) {
        BitSet live = new BitSet();
        live.set(0, topology.nodes().size());
        live.andNot(ejected);
        return new Detour.Rehashed(
                topology.ring(),
                placement.ring(topology.nodes(), live),
                rehash.longestTtl().toSeconds());
    }

    private static BitSet those(Topology topology, Predicate<NodeState> which) {
        BitSet found = new BitSet();
        for (int i = 0; i < topology.nodes().size(); i++) {
            if (which.test(topology.clients()[i].state())) {
                found.set(i);
            }
        }
        return found;
    }
}
