package dev.memjay.internal.route;

import dev.memjay.internal.meter.CallTrace;
import org.jspecify.annotations.Nullable;

/**
 * A checked key, ready to be sent: the same object from the front door to the connection.
 *
 * @param text the key as the caller gave it, as text and without prefixes, for codecs
 * @param wire the key as it goes on the wire, one character a byte
 * @param base64 whether {@code wire} is base64 of what the server is to store it under
 * @param route what decides the node, one character a byte; null when {@code wire} does
 * @param trace the call that it is sent for, if somebody follows that
 */
public record WireKey(
        String text,
        String wire,
        boolean base64,
        @Nullable String route,
        @Nullable CallTrace trace) {
    /** A key of a call that nobody follows. */
    public WireKey(String text, String wire, boolean base64, @Nullable String route) {
        this(text, wire, base64, route, null);
    }

    /** A key that is sent as it is and decides its node. */
    public static WireKey plain(String wire) {
        return new WireKey(wire, wire, false, null);
    }

    /** The same key for a call that somebody follows. */
    WireKey in(CallTrace call) {
        return new WireKey(text, wire, base64, route, call);
    }

    /** The same key for what goes on behind a call. */
    WireKey unfollowed() {
        return trace == null ? this : new WireKey(text, wire, base64, route);
    }

    /** What decides the node. */
    public String placed() {
        return route == null ? wire : route;
    }
}
