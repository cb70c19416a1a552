package dev.memjay.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * A checked key, ready to be sent.
 *
 * @param text the key as the caller gave it, as text and without prefixes, for codecs
 * @param wire the key as it goes on the wire, one character a byte
 * @param base64 whether {@code wire} is base64 of what the server is to store it under
 * @param route what decides the node, one character a byte; null when {@code wire} does
 */
public record WireKey(
        String text, String wire, boolean base64, @Nullable String route) {
    /** What decides the node. */
    public String placed() {
        return route == null ? wire : route;
    }
}
