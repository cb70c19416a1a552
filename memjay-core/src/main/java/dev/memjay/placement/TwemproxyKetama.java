package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.List;

/**
 * twemproxy's {@code ketama}: libmemcached's weighted ring, with keys hashed by what {@code hash:} says,
 * {@code fnv1a_64} if nothing.
 *
 * <p>A server's name in its configuration takes the place of host and port; give it as the node's host with port 11211 to
 * see where keys go. A UNIX socket's name keeps the colon that stands before the weight.
 */
final class TwemproxyKetama implements Placement {
    private final KeyHash hash;

    TwemproxyKetama(KeyHash hash) {
        this.hash = hash;
    }

    @Override
    public String name() {
        return "twemproxy-ketama";
    }

    @Override
    public Ring ring(List<Node> nodes) {
        int count = nodes.size();
        if (count == 1) {
            return route -> 0;
        }
        long total = nodes.stream().mapToLong(Node::weight).sum();
        PointRing.Points points = new PointRing.Points();
        for (int i = 0; i < count; i++) {
            String prefix = nameOf(nodes.get(i)) + "-";
            int names = LibmemcachedRing.names(nodes.get(i).weight(), total, count);
            for (int n = 0; n < names; n++) {
                points.addMd5(prefix + n, i);
            }
        }
        return points.ring(PointRing.Tie.LOWEST).hashedBy(hash);
    }

    private static String nameOf(Node node) {
        if (node.isUnix()) {
            return node.host() + ":";
        }
        return node.port() == Node.DEFAULT_PORT ? node.host() : node.host() + ":" + node.port();
    }
}
