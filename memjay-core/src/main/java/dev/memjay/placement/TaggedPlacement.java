package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.BitSet;
import java.util.List;

/**
 * Another placement, asked with what stands in braces in the key, so that keys with the same tag are neighbours:
 * twemproxy's {@code hash_tag: "{}"}.
 */
final class TaggedPlacement implements Placement {
    private final Placement placement;

    TaggedPlacement(Placement placement) {
        this.placement = placement;
    }

    @Override
    public String name() {
        return "tagged(" + placement.name() + ")";
    }

    @Override
    public Ring ring(List<Node> nodes) {
        Ring ring = placement.ring(nodes);
        return route -> ring.indexOf(tag(route));
    }

    @Override
    public Ring ring(List<Node> nodes, BitSet live) {
        Ring ring = placement.ring(nodes, live);
        return route -> ring.indexOf(tag(route));
    }

    @Override
    public int[] order(List<Node> nodes) {
        return placement.order(nodes);
    }

    private static String tag(String route) {
        int open = route.indexOf('{');
        int close = open < 0 ? -1 : route.indexOf('}', open + 1);
        return close > open + 1 ? route.substring(open + 1, close) : route;
    }
}
