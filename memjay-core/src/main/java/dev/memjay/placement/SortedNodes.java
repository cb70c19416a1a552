package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Another placement over the nodes sorted by host and port, so that their order does not matter: libmemcached's
 * {@code sort_hosts}.
 */
final class SortedNodes implements Placement {
    /** libmemcached compares bytes; code points in UTF-8 sort the same way. */
    private static final Comparator<Node> ORDER =
            Comparator.comparing(Node::host, CodePoints::compare).thenComparingInt(Node::port);

    private final Placement placement;

    SortedNodes(Placement placement) {
        this.placement = placement;
    }

    @Override
    public String name() {
        return placement.name();
    }

    @Override
    public Ring ring(List<Node> nodes) {
        int[] order = order(nodes);
        Ring ring = placement.ring(sorted(nodes, order));
        return route -> order[ring.indexOf(route)];
    }

    @Override
    public Ring ring(List<Node> nodes, BitSet live) {
        int[] order = order(nodes);
        BitSet sortedLive = new BitSet();
        IntStream.range(0, order.length).filter(i -> live.get(order[i])).forEach(sortedLive::set);
        Ring ring = placement.ring(sorted(nodes, order), sortedLive);
        return route -> order[ring.indexOf(route)];
    }

    @Override
    public int[] order(List<Node> nodes) {
        return IntStream.range(0, nodes.size())
                .boxed()
                .sorted(Comparator.comparing(nodes::get, ORDER))
                .mapToInt(i -> i)
                .toArray();
    }

    private static List<Node> sorted(List<Node> nodes, int[] order) {
        return IntStream.of(order).mapToObj(nodes::get).toList();
    }
}
