package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.BitSet;
import java.util.List;

/**
 * A table from buckets to nodes, libmemcached's {@code virtual bucket}.
 *
 * <p>Its bucket is the hash masked by the number of buckets minus one, so a number that is no power of two leaves buckets
 * unused; without a table, nodes.
 */
final class VirtualBucket implements Placement {
    private final KeyHash hash;
    private final int[] map;

    /**
     * @param map the node of each bucket; empty for a bucket a node
     */
    VirtualBucket(KeyHash hash, int[] map) {
        this.hash = hash;
        this.map = map.clone();
        for (int node : map) {
            if (node < 0) {
                throw new IllegalArgumentException("bucket map has the node " + node + "; nodes count from 0");
            }
        }
    }

    @Override
    public String name() {
        return "virtual-bucket";
    }

    @Override
    public Ring ring(List<Node> nodes) {
        int count = nodes.size();
        if (count == 1) {
            return route -> 0;
        }
        if (map.length == 0) {
            return route -> hash.hash(route) & count - 1;
        }
        for (int node : map) {
            if (node >= count) {
                throw new IllegalArgumentException(
                        "bucket map has the node " + node + ", but there are " + count + ", which count from 0");
            }
        }
        return route -> map[hash.hash(route) & map.length - 1];
    }

    /** The same as ever: the table says which node a bucket has, and nobody else is to make one up. */
    @Override
    public Ring ring(List<Node> nodes, BitSet live) {
        return ring(nodes);
    }
}
