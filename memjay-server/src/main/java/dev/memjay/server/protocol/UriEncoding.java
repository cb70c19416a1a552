package dev.memjay.server.protocol;

import dev.memjay.server.store.Key;

/** Keys as memcached shows them in dumps and logs: everything but unreserved characters as {@code %XX}. */
public final class UriEncoding {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final String HEX = "0123456789ABCDEF";

    private UriEncoding() {}

    /** Writes a key. */
    public static void put(Key key, Output out) {
        for (int i = key.offset(), end = i + key.length(); i < end; i++) {
            int b = key.bytes()[i] & 0xFF;
            if (UNRESERVED.indexOf(b) >= 0) {
                out.put(b);
            } else {
                out.put('%').put(HEX.charAt(b >> 4)).put(HEX.charAt(b & 15));
            }
        }
    }
}
