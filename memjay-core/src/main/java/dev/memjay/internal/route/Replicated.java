package dev.memjay.internal.route;

import dev.memjay.placement.Placement;
import java.util.BitSet;

/**
 * Every node's keys on the next nodes of the list too, as libmemcached places replicas.
 *
 * @param full the ring of all nodes
 * @param out the indexes of those that are out; not to be changed
 * @param nodes how many nodes there are
 * @param copies how many others hold each key
 */
record Replicated(Placement.Ring full, BitSet out, int nodes, int copies) implements Detour {
    /** The {@code attempt}-th holder of a key that is not out; the key's own node, first, if all are. */
    @Override
    public int index(String route, int attempt) {
        int home = full.indexOf(route);
        int found = 0;
        for (int i = 0; i <= copies; i++) {
            int holder = (home + i) % nodes;
            if (!out.get(holder) && found++ == attempt) {
                return holder;
            }
        }
        return attempt == 0 ? home : NONE;
    }
}
