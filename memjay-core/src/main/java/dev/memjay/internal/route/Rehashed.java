package dev.memjay.internal.route;

import dev.memjay.internal.wire.Request;
import dev.memjay.placement.Placement;

/**
 * The ring without the nodes that are down.
 *
 * @param full the ring of all nodes
 * @param live the ring of those that are left
 * @param longestSeconds time to live, at most, of what is stored away from its own node
 */
record Rehashed(Placement.Ring full, Placement.Ring live, long longestSeconds) implements Detour {
    @Override
    public int index(String route, int attempt) {
        return attempt == 0 ? live.indexOf(route) : NONE;
    }

    @Override
    public Request limited(Request request, String route, int index) {
        return index == full.indexOf(route) ? request : request.atMost(longestSeconds);
    }
}
