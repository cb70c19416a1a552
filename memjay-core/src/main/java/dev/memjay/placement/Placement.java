package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decides which node a key belongs to.
 *
 * <p>Two clients share a cache only if they place keys alike, so a placement is a rule that others can repeat: it
 * depends on nothing but the key and the nodes. Thread-safe.
 */
public interface Placement {
    /** The placement's name as settings and the command spell it, such as {@code modula}. */
    String name();

    /**
     * Prepares the rule for a list of nodes; called whenever the list changes.
     *
     * @param nodes the nodes in the order they were configured, at least one
     */
    Ring ring(List<Node> nodes);

    /**
     * Prepares the rule while some of the nodes are out, so that the others take their keys over.
     *
     * <p>The nodes that are left get what they would get in a list of their own. A placement overrides this where that
     * is not what the clients do that it agrees with.
     *
     * @param nodes all nodes in the order they were configured, at least one
     * @param live the indexes of those that take part; when it is empty all do, since some node has to be named
     * @return a ring whose answers are indexes in the list of all nodes
     */
    default Ring ring(List<Node> nodes, BitSet live) {
        int[] indexes = live.stream().filter(i -> i < nodes.size()).toArray();
        if (indexes.length == 0 || indexes.length == nodes.size()) {
            return ring(nodes);
        }
        Ring ring = ring(
                live.stream().filter(i -> i < nodes.size()).mapToObj(nodes::get).toList());
        return route -> indexes[ring.indexOf(route)];
    }

    /**
     * The order in which copies of a key go round: they stand on the nodes that follow its own. That of the list, unless the
     * placement brings the nodes into another.
     *
     * @param nodes the nodes in the order they were configured
     * @return their indexes in the list, each once
     */
    default int[] order(List<Node> nodes) {
        return IntStream.range(0, nodes.size()).toArray();
    }

    /** The rule, ready for one list of nodes. Immutable, thread-safe, and fast: it is asked for every call. */
    @FunctionalInterface
    interface Ring {
        /**
         * The node that a key belongs to.
         *
         * @param route the key, or its routing key, one character of 1 to 255 a byte
         * @return the node's index in the list
         */
        int indexOf(String route);
    }
}
