package dev.memjay.placement;

import dev.memjay.model.Node;
import dev.memjay.placement.LibmemcachedRing.Weighting;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * libmemcached's placement after its options were set in some order, which matters there.
 *
 * <p>The ring is built when the distribution is set and when servers are added, with the hash of that moment, and not
 * when a hash is set. Whether nodes get points by their weights is a flag that setting a distribution may set or clear,
 * and that adding a server with a weight above 1 sets. So the same options give one ring when they are set before the
 * servers and another when they are set after them: php-memcached's {@code setOption} after {@code addServer}, say, or
 * pylibmc's behaviors that are changed later. For one order, the usual one, {@link Placements} has names.
 *
 * <pre>{@code
 * Placement theirs = Placements.libmemcached().servers().hash(KeyHash.md5()).ketama(true).placement();
 * }</pre>
 *
 * <p>Each method changes the object and returns it. Not thread-safe.
 */
public final class Libmemcached {
    /** libmemcached's distributions, with their names there. */
    public enum Distribution {
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

    Libmemcached() {}

    /** {@code MEMCACHED_BEHAVIOR_HASH}; points keep the hash that they have until the ring is built again. */
    public Libmemcached hash(KeyHash hash) {
        keyHash = Objects.requireNonNull(hash, "hash");
        return this;
    }

    /** {@code MEMCACHED_BEHAVIOR_DISTRIBUTION}; {@link Distribution#MODULA} where nothing is set. */
    public Libmemcached distribution(Distribution chosen) {
        distribution = Objects.requireNonNull(chosen, "chosen");
        switch (chosen) {
            case CONSISTENT, CONSISTENT_KETAMA -> weighting = Weighting.NEVER;
            case CONSISTENT_WEIGHTED -> weighting = Weighting.ALWAYS;
            case MODULA, CONSISTENT_KETAMA_SPY, VIRTUAL_BUCKET, RANDOM -> {
                // These leave the flag as it was.
            }
        }
        return rebuild();
    }

    /** {@code MEMCACHED_BEHAVIOR_KETAMA}: {@link Distribution#CONSISTENT_KETAMA}, or {@link Distribution#MODULA}. */
    public Libmemcached ketama(boolean on) {
        return distribution(on ? Distribution.CONSISTENT_KETAMA : Distribution.MODULA);
    }

    /**
     * {@code MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED}: MD5 and {@link Distribution#CONSISTENT_WEIGHTED}, or {@link
     * Distribution#CONSISTENT_KETAMA}.
     */
    public Libmemcached ketamaWeighted(boolean on) {
        return on
                ? hash(KeyHash.md5()).distribution(Distribution.CONSISTENT_WEIGHTED)
                : distribution(Distribution.CONSISTENT_KETAMA);
    }

    /** {@code MEMCACHED_BEHAVIOR_SORT_HOSTS}: nodes in the order of their names. */
    public Libmemcached sortHosts(boolean on) {
        sorted = on;
        return rebuild();
    }

    /** {@code memcached_bucket_set}: the index of the node of each bucket, for {@link Distribution#VIRTUAL_BUCKET}. */
    public Libmemcached buckets(int... map) {
        buckets = map.clone();
        return this;
    }

    /** Marks the step at which the servers are added. */
    public Libmemcached servers() {
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

    /** The placement after the steps so far. */
    public Placement placement() {
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

    /** The hash modulo the number of nodes, libmemcached's {@code modula}. */
    static final class Modula implements Placement {
        private final KeyHash hash;

        Modula(KeyHash hash) {
            this.hash = hash;
        }

        @Override
        public String name() {
            return "modula";
        }

        @Override
        public Ring ring(List<Node> nodes) {
            int count = nodes.size();
            return count == 1 ? route -> 0 : route -> Integer.remainderUnsigned(hash.hash(route), count);
        }
    }

    /** Any node for each call, libmemcached's {@code random}: for nodes that all hold the same. */
    static final class RandomPlacement implements Placement {
        @Override
        public String name() {
            return "random";
        }

        @Override
        public Ring ring(List<Node> nodes) {
            int count = nodes.size();
            return route -> ThreadLocalRandom.current().nextInt(count);
        }
    }
}
