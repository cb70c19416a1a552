package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes that were found by one look.
 *
 * @param nodes the nodes, in an order that every client sees alike; at least one, each address once
 * @param version grows whenever the list changes, if the source numbers its lists; else {@link #UNNUMBERED}. A client does
 *     not go back from a greater version to a smaller, which a source that lags behind may still give
 * @param validFor how long the list may be relied on at most; the client looks again by then, or sooner
 */
public record Fleet(List<Node> nodes, long version, Duration validFor) {
    /** The version of lists without versions. */
    public static final long UNNUMBERED = -1;
    /** Until the client's own interval is over. */
    public static final Duration UNTIL_NEXT_LOOK = Duration.ofDays(365);

    /** Checks and copies the list. */
    public Fleet {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a fleet has at least one node");
        }
        Set<String> addresses = new LinkedHashSet<>();
        for (Node node : nodes) {
            if (!addresses.add(node.toString())) {
                throw new IllegalArgumentException("the fleet has the node " + node + " twice");
            }
        }
        if (version < UNNUMBERED) {
            throw new IllegalArgumentException("version " + version + " is negative");
        }
        if (validFor.isNegative()) {
            throw new IllegalArgumentException("validFor " + validFor + " is negative");
        }
    }

    /**
     * Nodes of a source that has neither versions nor a time to live.
     *
     * @param nodes at least one, each address once
     */
    public static Fleet of(List<Node> nodes) {
        return new Fleet(nodes, UNNUMBERED, UNTIL_NEXT_LOOK);
    }
}
