package dev.memjay.internal.route.fleet;

import dev.memjay.model.Node;
import java.util.ArrayList;
import java.util.List;

/** Changes to a list of nodes, in which each address stands once. */
public final class Nodes {
    private Nodes() {}

    /** The list with another node at its end; the same list if its address is there already. */
    public static List<Node> with(List<Node> nodes, Node node) {
        if (nodes.stream().anyMatch(other -> isSame(other, node))) {
            return nodes;
        }
        List<Node> more = new ArrayList<>(nodes);
        more.add(node);
        return List.copyOf(more);
    }

    /** The list without a node; the same list if it is not there. */
    public static List<Node> without(List<Node> nodes, Node node) {
        List<Node> fewer = nodes.stream().filter(other -> !isSame(other, node)).toList();
        if (fewer.isEmpty()) {
            throw new IllegalArgumentException("node " + node + " is the last one; a client needs one at least");
        }
        return fewer.size() == nodes.size() ? nodes : fewer;
    }

    private static boolean isSame(Node one, Node other) {
        return one.toString().equals(other.toString());
    }
}
