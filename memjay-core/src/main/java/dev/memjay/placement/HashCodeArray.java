package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.List;

/**
 * The default of spymemcached ({@code ArrayModNodeLocator}) and of xmemcached ({@code ArrayMemcachedSessionLocator}):
 * {@link String#hashCode()} of the key, unsigned, modulo the number of nodes.
 *
 * <p>xmemcached puts a node into its list as often as its weight says; spymemcached knows no weights here.
 */
final class HashCodeArray implements Placement {
    private final String name;
    private final boolean weighted;

    HashCodeArray(String name, boolean weighted) {
        this.name = name;
        this.weighted = weighted;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Ring ring(List<Node> nodes) {
        if (!weighted || nodes.stream().allMatch(node -> node.weight() == 1)) {
            int count = nodes.size();
            return route -> Integer.remainderUnsigned(hashCode(route), count);
        }
        int[] slots = new int[nodes.stream().mapToInt(Node::weight).sum()];
        int slot = 0;
        for (int i = 0; i < nodes.size(); i++) {
            for (int n = 0; n < nodes.get(i).weight(); n++) {
                slots[slot++] = i;
            }
        }
        return route -> slots[Integer.remainderUnsigned(hashCode(route), slots.length)];
    }

    private static int hashCode(String route) {
        String text = CodePoints.text(route);
        return (text == null ? route : text).hashCode();
    }
}
