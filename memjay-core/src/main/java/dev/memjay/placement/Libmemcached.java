package dev.memjay.placement;

import dev.memjay.placement.LibmemcachedRing.Weighting;

/**
 * libmemcached's placement after its options were set in some order, which matters there.
 *
 * <p>The ring is built when the distribution is set and when servers are added, with the hash of that moment, and not
 * when a hash is set. Whether nodes get points by their weights is a flag that setting a distribution may set or clear,
 * and that adding a server with a weight above 1 sets. So the same options give one ring when they are set before the
 * servers and another when they are set after them. One object is used by one thread.
 */
final class Libmemcached {
    /** The distributions. */
    enum Distribution {
        MODULA,
        CONSISTENT,
        CONSISTENT_KETAMA,
        CONSISTENT_KETAMA_SPY,
        CONSISTENT_WEIGHTED,
        VIRTUAL_BUCKET,
        RANDOM
    }

    private Distribution distribution = Distribution.MODULA;
    private KeyHash keyHash = KeyHash.oneAtATime();
    private KeyHash pointHash = keyHash;
    private Weighting weighting = Weighting.NEVER;
    private boolean sorted;
    private int[] buckets = {};

    Libmemcached hash(KeyHash hash) {
        keyHash = hash;
        return this;
    }

    Libmemcached distribution(Distribution chosen) {
        distribution = chosen;
        switch (chosen) {
            case CONSISTENT, CONSISTENT_KETAMA -> weighting = Weighting.NEVER;
            case CONSISTENT_WEIGHTED -> weighting = Weighting.ALWAYS;
            case MODULA, CONSISTENT_KETAMA_SPY, VIRTUAL_BUCKET, RANDOM -> {
                // These leave the flag as it was.
            }
        }
        return rebuild();
    }

    Libmemcached ketama(boolean on) {
        return distribution(on ? Distribution.CONSISTENT_KETAMA : Distribution.MODULA);
    }

    Libmemcached ketamaWeighted(boolean on) {
        return on
                ? hash(KeyHash.md5()).distribution(Distribution.CONSISTENT_WEIGHTED)
                : distribution(Distribution.CONSISTENT_KETAMA);
    }

    Libmemcached sortHosts(boolean on) {
        sorted = on;
        return rebuild();
    }

    Libmemcached buckets(int... map) {
        buckets = map.clone();
        return this;
    }

    /** This is where the servers are added. */
    Libmemcached servers() {
        boolean consistent = switch (distribution) {
            case CONSISTENT, CONSISTENT_KETAMA, CONSISTENT_KETAMA_SPY, CONSISTENT_WEIGHTED -> true;
            case MODULA, VIRTUAL_BUCKET, RANDOM -> false;
        };
        if (consistent && weighting == Weighting.NEVER) {
            weighting = Weighting.IF_ANY;
        }
        return rebuild();
    }

    private Libmemcached rebuild() {
        pointHash = keyHash;
        return this;
    }

    Placement placement() {
        Placement placement = switch (distribution) {
            case MODULA -> new Modula(keyHash);
            case CONSISTENT -> ring("consistent", false);
            case CONSISTENT_KETAMA -> ring("ketama", false);
            case CONSISTENT_WEIGHTED -> ring("ketama-weighted", false);
            case CONSISTENT_KETAMA_SPY -> ring("ketama-spy", true);
            case VIRTUAL_BUCKET -> new VirtualBucket(keyHash, buckets);
            case RANDOM -> new RandomPlacement();
        };
        return sorted ? new SortedNodes(placement) : placement;
    }

    private Placement ring(String name, boolean spyNames) {
        return new LibmemcachedRing(name, keyHash, pointHash, weighting, spyNames);
    }
}
