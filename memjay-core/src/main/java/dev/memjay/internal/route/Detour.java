package dev.memjay.internal.route;

import dev.memjay.internal.wire.Request;

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
}
