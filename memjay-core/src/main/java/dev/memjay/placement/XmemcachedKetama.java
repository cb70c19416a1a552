package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * xmemcached's {@code KetamaMemcachedSessionLocator} with its {@code KETAMA_HASH}.
 *
 * <p>The ring is ketama's over names that begin with Java's slash, with forty names for each unit of a node's weight.
 * Points in one place are sorted by name, and the place's number modulo theirs says whose it is.
 */
final class XmemcachedKetama implements Placement {
    private static final int NAMES = 40;
    /** Eight million points, some 130 MB while the ring is made; xmemcached itself ends much sooner. */
    private static final long MAX_WEIGHT = 50_000;

    private final Function<Node, String> nodeName;

    XmemcachedKetama(Function<Node, String> nodeName) {
        this.nodeName = nodeName;
    }

    @Override
    public String name() {
        return "xmemcached-ketama";
    }

    @Override
    public Ring ring(List<Node> nodes) {
        if (nodes.size() == 1) {
            return route -> 0;
        }
        long total = nodes.stream().mapToLong(Node::weight).sum();
        if (total > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weights sum up to " + total + ", but xmemcached's ring has 160 points for"
                            + " each unit of weight; up to " + MAX_WEIGHT + " would do");
        }
        List<String> nodeNames = nodes.stream().map(nodeName).toList();
        PointRing.Points points = new PointRing.Points();
        for (int i = 0; i < nodes.size(); i++) {
            for (int n = 0; n < NAMES * nodes.get(i).weight(); n++) {
                points.addMd5(nodeNames.get(i) + "-" + n, i);
            }
        }
        return points.ring((point, owners) -> owner(point, owners, nodeNames)).hashedBy(KeyHash.md5());
    }

    private static int owner(int point, int[] owners, List<String> nodeNames) {
        return IntStream.of(owners)
                .boxed()
                .sorted(Comparator.comparing(nodeNames::get))
                .skip(Integer.remainderUnsigned(point, owners.length))
                .findFirst()
                .orElseThrow();
    }
}
