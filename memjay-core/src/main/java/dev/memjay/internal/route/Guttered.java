package dev.memjay.internal.route;

import dev.memjay.internal.wire.Request;
import dev.memjay.placement.Placement;
import java.util.BitSet;

/**
 * Spare nodes in the place of those that are out.
 *
 * @param full the ring of all nodes
 * @param out the indexes of those that are out; not to be changed
 * @param spares the ring of the spare nodes
 * @param firstSpare the index of the first of them among all clients
 * @param longestSeconds time to live, at most, of what is stored there
 */
record Guttered(Placement.Ring full, BitSet out, Placement.Ring spares, int firstSpare, long longestSeconds)
        implements Detour {
    @Override
    public int index(String route, int attempt) {
        if (attempt > 0) {
            return NONE;
        }
        int home = full.indexOf(route);
        return out.get(home) ? firstSpare + spares.indexOf(route) : home;
    }

    @Override
    public Request limited(Request request, String route, int index) {
        return index >= firstSpare ? request.atMost(longestSeconds) : request;
    }
}
