package dev.memjay.placement;

import java.util.Objects;

/** The placements that Memjay knows by name. */
public final class Placements {
    private Placements() {}

    /** {@link #modula(KeyHash)} with libmemcached's {@code fnv1a_32}. */
    public static Placement modula() {
        return modula(KeyHash.fnv1a32());
    }

    /**
     * The hash modulo the number of nodes. Weights do not count, and nearly all keys move when a node comes or goes.
     *
     * @param hash the hash function over keys
     */
    public static Placement modula(KeyHash hash) {
        return new Modula(Objects.requireNonNull(hash, "hash"));
    }
}
