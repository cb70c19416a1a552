package dev.memjay.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Who serves the keys of a node that is down. Not to be mixed up with {@link FailurePolicy}, which says what the caller
 * sees of a call that failed.
 *
 * <p>Immutable.
 */
public sealed interface DownNodePolicy {
    /** The longest time to live that a policy can set. */
    Duration MAX = Duration.ofDays(30);

    /**
     * Nobody: calls fail at once with {@link dev.memjay.error.NodeDownException}, and keys never have two places. The
     * default.
     */
    DownNodePolicy FAIL_FAST = new FailFast();

    /** As {@link #rehash(Duration)} with one minute. */
    DownNodePolicy REHASH = rehash(Duration.ofMinutes(1));

    /** As {@link #replica(int)} with one copy. */
    DownNodePolicy REPLICA = replica(1);

    /**
     * The other nodes: the ring is rebuilt without those that are down, as HashClient and libmemcached's auto-eject do. A
     * node that comes back has the values it had when it went, unless it was restarted: what was written elsewhere
     * meanwhile is not there, and may be read again when the node goes another time. Hence the cap.
     *
     * @param longestTtl time to live, at most, of what is stored away from its own node; 1 s to 30 days
     */
    static DownNodePolicy rehash(Duration longestTtl) {
        return new Rehash(longestTtl);
    }

    /**
     * Nodes that have copies: the next in the list of nodes after the one that a key belongs to, as libmemcached's
     * {@code num_replicas} places them. Writes go to all of them; reads go to the first that is not down.
     *
     * @param copies how many other nodes hold a copy of each item, 1 to 100; fewer where there are not so many
     */
    static DownNodePolicy replica(int copies) {
        return new Replica(copies);
    }

    /**
     * Spare nodes, which have no keys of their own, share the keys of those that are down, by the same placement. A bucket
     * map has to do for them too: {@code build()} refuses spares of which it names more than there are.
     *
     * @param ttl time to live, at most, of what is stored there; 1 s to 30 days
     * @param spares at least one, none of the nodes that have keys of their own
     */
    static DownNodePolicy gutter(Duration ttl, List<Node> spares) {
        return new Gutter(ttl, spares);
    }

    /** {@link #FAIL_FAST}. */
    record FailFast() implements DownNodePolicy {
        @Override
        public String toString() {
            return "fail_fast";
        }
    }

    /**
     * See {@link #rehash}.
     *
     * @param longestTtl time to live, at most, of what is stored away from its own node
     */
    record Rehash(Duration longestTtl) implements DownNodePolicy {
        /** Checks the time. */
        public Rehash {
            checkTtl(longestTtl);
        }

        @Override
        public String toString() {
            return "rehash";
        }
    }

    /**
     * See {@link #replica}.
     *
     * @param copies how many other nodes hold a copy of each item
     */
    record Replica(int copies) implements DownNodePolicy {
        /** Checks the number. */
        public Replica {
            if (copies < 1 || copies > 100) {
                throw new IllegalArgumentException("the number of copies is " + copies + "; it has to be 1 to 100");
            }
        }

        @Override
        public String toString() {
            return "replica";
        }
    }

    /**
     * See {@link #gutter}.
     *
     * @param ttl time to live, at most, of what is stored there
     * @param spares the spare nodes
     */
    record Gutter(Duration ttl, List<Node> spares) implements DownNodePolicy {
        /** Checks and copies. */
        public Gutter {
            checkTtl(ttl);
            spares = List.copyOf(spares);
            if (spares.isEmpty()) {
                throw new IllegalArgumentException("a gutter has at least one spare node");
            }
            if (spares.stream().map(Node::toString).distinct().count() < spares.size()) {
                throw new IllegalArgumentException("a spare node stands there twice in " + spares);
            }
        }

        @Override
        public String toString() {
            return "gutter";
        }
    }

    private static void checkTtl(Duration ttl) {
        Objects.requireNonNull(ttl, "ttl");
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("the time to live is " + ttl + "; it has to be 1 s to 30 days");
        }
    }
}
