package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.BitSet;
import java.util.List;

/**
 * libmemcached's consistent distributions: {@code consistent}, {@code consistent ketama}, {@code consistent weighted} and
 * {@code consistent ketama spy}.
 *
 * <p>All are one ring. Unweighted, each node has a hundred points, the hashes of its name with a number. Weighted, it
 * has forty names on average and four points to each, the words of the name's MD5; how many names is computed in single
 * precision, as there. Keys are hashed by a hash that may be another than the points'.
 */
final class LibmemcachedRing implements Placement {
    /** When nodes get points by their weights. */
    enum Weighting {
        NEVER,
        /** When one has a weight above 1: what libmemcached does when servers are added to a consistent distribution. */
        IF_ANY,
        ALWAYS
    }

    private static final int UNWEIGHTED_POINTS = 100;
    private static final int WEIGHTED_POINTS = 160;

    private final String name;
    private final KeyHash keyHash;
    private final KeyHash pointHash;
    private final Weighting weighting;
    private final boolean spyNames;

    LibmemcachedRing(String name, KeyHash keyHash, KeyHash pointHash, Weighting weighting, boolean spyNames) {
        this.name = name;
        this.keyHash = keyHash;
        this.pointHash = pointHash;
        this.weighting = weighting;
        this.spyNames = spyNames;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Ring ring(List<Node> nodes) {
        BitSet all = new BitSet();
        all.set(0, nodes.size());
        return ring(nodes, all);
    }

    /** Whether the ring is weighted depends on all nodes, so that it stays so when the heavy one goes. */
    @Override
    public Ring ring(List<Node> nodes, BitSet live) {
        if (nodes.size() == 1) {
            return route -> 0;
        }
        if (live.isEmpty()) {
            return ring(nodes);
        }
        boolean weighted = weighting == Weighting.ALWAYS
                || weighting == Weighting.IF_ANY && nodes.stream().anyMatch(node -> node.weight() > 1);
        PointRing.Points points = new PointRing.Points();
        long total = live.stream().mapToLong(i -> nodes.get(i).weight()).sum();
        live.stream().forEach(i -> {
            Node node = nodes.get(i);
            String prefix = spyNames ? spyPrefix(node) : prefix(node);
            if (weighted) {
                int names = names(node.weight(), total, live.cardinality());
                for (int n = 0; n < names; n++) {
                    points.addMd5(prefix + n, i);
                }
            } else {
                for (int n = 0; n < UNWEIGHTED_POINTS; n++) {
                    points.add(pointHash.hash(prefix + n), i);
                }
            }
        });
        return points.ring(PointRing.Tie.LOWEST).hashedBy(keyHash);
    }

    /** How many names with four points each a node has in a weighted ring: libmemcached's and twemproxy's arithmetic. */
    static int names(int weight, long totalWeight, int liveNodes) {
        float share = (float) weight / (float) totalWeight;
        return (int) Math.floor((float) (share * WEIGHTED_POINTS / 4 * liveNodes + 0.0000000001));
    }

    private static String prefix(Node node) {
        return node.port() == Node.DEFAULT_PORT ? node.host() + "-" : node.host() + ":" + node.port() + "-";
    }

    private static String spyPrefix(Node node) {
        return "/" + node.host() + ":" + node.port() + "-";
    }
}
