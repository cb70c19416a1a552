package dev.memjay.internal.verb;

import dev.memjay.error.IllegalKeyException;

/** What is said of keys that cannot be sent: what is wrong, what would do, and never more of a key than is safe to print. */
public final class KeyRefusal {
    private static final int MAX_EXCERPT = 40;

    private KeyRefusal() {}

    static IllegalKeyException character(String key, int index) {
        int bad = key.codePointAt(index);
        String remedy = bad > 127
                ? "KeyPolicy.UTF8, KeyPolicy.BINARY and KeyPolicy.HASH take it"
                : "KeyPolicy.BINARY and KeyPolicy.HASH take it";
        return new IllegalKeyException("the key '" + excerpt(key) + "' has the character "
                + String.format("U+%04X", bad) + " at index " + index
                + ", and memcached's protocol takes no spaces and control characters, by default nothing but ASCII; "
                + remedy);
    }

    static IllegalKeyException tooLong(String key, int length, int limit, String prefix, String namespace, String how) {
        String parts = prefix.isEmpty() && namespace.isEmpty()
                ? ""
                : ", of which prefix and namespace take " + (prefix.length() + namespace.length());
        return new IllegalKeyException("the key '" + excerpt(key) + "' has " + length + " bytes" + parts + "; at most "
                + limit + " can be sent, " + how + "; KeyPolicy.HASH takes longer ones");
    }

    /** The beginning of a key, with a dot for each character that is not printable ASCII. */
    static String excerpt(String key) {
        StringBuilder text = new StringBuilder();
        int length = Math.min(key.length(), MAX_EXCERPT);
        for (int i = 0; i < length; i++) {
            char c = key.charAt(i);
            text.append(c >= ' ' && c <= '~' ? c : '.');
        }
        return length < key.length() ? text + "..." : text.toString();
    }
}
