package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes that were found by one look.
 *
 * @param nodes the nodes, in an order that every client sees alike; at least one and at most {@link #MAX_NODES}, each address once
 * @param version grows whenever the list changes, if the source numbers its lists; else {@link #UNNUMBERED}. A client does
 *     not go back from a greater version to a smaller, which a source that lags behind may still give
 * @param validFor how long the list may be relied on at most; the client looks again by then, or sooner
 */
public record Fleet(List<Node> nodes, long version, Duration validFor) {
    /** The version of lists without versions. */
    public static final long UNNUMBERED = -1;
    /**
     * Nodes that a fleet may have. Each takes 9 KB before it is used, a thread while it is dialled, and connections; the
     * source of a fleet is a server, which could list any number. The largest cluster of ElastiCache has 300 nodes.
     */
    public static final int MAX_NODES = 2_000;
    /** Until the client's own interval is over. */
    public static final Duration UNTIL_NEXT_LOOK = Duration.ofDays(365);

    /** Checks and copies the list. */
    public Fleet {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a fleet has at least one node");
        }
        if (nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException(
                    "the fleet has " + nodes.size() + " nodes, more than the " + MAX_NODES
                            + " that are accepted, since each takes connections and memory; does its source list the right servers?");
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
