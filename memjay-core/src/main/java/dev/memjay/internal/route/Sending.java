package dev.memjay.internal.route;

import dev.memjay.internal.wire.Request;
import org.jspecify.annotations.Nullable;

/**
 * One call for one key on its way.
 *
 * @param request what is asked
 * @param key as it goes on the wire
 * @param base64Key whether the key is base64
 * @param route what decides the node, or null when the key does
 * @param start when the call began
 * @param deadline when its time is over
 */
record Sending(
        Request request,
        String key,
        boolean base64Key,
        @Nullable String route,
        long start,
        long deadline) {
    /** What decides the node. */
    String place() {
        return route == null ? key : route;
    }

    /** The same call with another request. */
    Sending with(Request other) {
        return new Sending(other, key, base64Key, route, start, deadline);
    }
}
