package dev.memjay.internal.route;

import dev.memjay.placement.Placement;
import java.util.BitSet;

/** Every node's keys on the nodes that follow it too, as libmemcached places replicas. */
final class Replicated implements Detour {
    private final Placement.Ring full;
    private final BitSet out;
    private final int copies;
    /** For each node the one that follows it. */
    private final int[] next;

    /**
     * @param full the ring of all nodes
     * @param out the indexes of those that are out; not to be changed
     * @param order the indexes of all in the order that copies go round
     * @param copies how many others hold each key
     */
    Replicated(Placement.Ring full, BitSet out, int[] order, int copies) {
        this.full = full;
        this.out = out;
        this.copies = copies;
        next = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            next[order[i]] = order[(i + 1) % order.length];
        }
    }

    /** The {@code attempt}-th holder of a key that is not out; the key's own node, first, if all are. */
    @Override
    public int index(String route, int attempt) {
        int home = full.indexOf(route);
        int holder = home;
        int found = 0;
        for (int i = 0; i <= copies; i++) {
            if (!out.get(holder) && found++ == attempt) {
                return holder;
            }
            holder = next[holder];
        }
        return attempt == 0 ? home : NONE;
    }

    @Override
    public int copies() {
        return copies;
    }
}
