package dev.memjay.internal.route;

import dev.memjay.internal.wire.Request;
import dev.memjay.placement.Placement;
import java.util.BitSet;

/**
 * Who serves a key whose node is out, or beside it. Immutable, like the topology it is part of: when a node goes out or
 * comes back there is another one, or none.
 */
interface Detour {
    /** No client is left to be tried. */
    int NONE = -1;

    /**
     * The client that serves a route.
     *
     * @param attempt 0 for the first choice; greater for who comes next where an attempt was certainly not applied
     * @return its index among the topology's clients, or {@link #NONE}; never that for the attempt 0
     */
    int index(String route, int attempt);

    /**
     * The request as it is sent to a client: with a shorter time to live, where that is a stand-in.
     *
     * @param index what {@link #index} answered for the route; not to be asked for again, since a placement may draw lots
     */
    default Request limited(Request request, String route, int index) {
        return request;
    }

    /** How many other clients hold copies of each item. */
    default int copies() {
        return 0;
    }

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
}
