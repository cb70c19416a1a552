package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.Arrays;
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
        long[] ends = new long[nodes.size()];
        long total = 0;
        for (int i = 0; i < ends.length; i++) {
            total += nodes.get(i).weight();
            ends[i] = total;
        }
        long slots = total;
        return route -> owner(ends, Integer.toUnsignedLong(hashCode(route)) % slots);
    }

    /** The node that has a slot of the list in which each is as often as its weight says. */
    private static int owner(long[] ends, long slot) {
        int found = Arrays.binarySearch(ends, slot);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private static int hashCode(String route) {
        String text = CodePoints.text(route);
        return (text == null ? route : text).hashCode();
    }
}
