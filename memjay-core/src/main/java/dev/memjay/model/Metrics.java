package dev.memjay.model;

import dev.memjay.error.OperationTimeoutException.Phase;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An immutable snapshot of what a client did since it was built.
 *
 * @param nodes what happened at each node, in the order they were configured
 * @param rescues how often a lost reader's role had to be found again; anything but 0 is a fault of Memjay
 * @param looks how often the discovery looked for the nodes; 0 without one
 * @param failedLooks how many of these looks failed, so that the nodes stayed as they were
 * @param callsWithoutNodes how many calls ended before the discovery had found any nodes; they are counted at no node
 * @param keyspaces what happened in each keyspace, by the name that {@code Keyspace.withName} gave
 * @param departed what happened at nodes that have left the fleet, all together: with it, a sum over the nodes never falls
 */
public record Metrics(
        List<OfNode> nodes,
        long rescues,
        long looks,
        long failedLooks,
        long callsWithoutNodes,
        List<OfKeyspace> keyspaces,
        Map<Verb, OfVerb> departed) {
    /** Why a call failed, as far as metrics tell it apart. */
    public enum FailureKind {
        /** The deadline was over. */
        TIMEOUT,
        /** No connection, or it was lost. */
        CONNECTION,
        /** The node is considered down, and the call was refused without trying it. */
        NODE_DOWN,
        /** The in-flight limit was reached. */
        OVERLOADED,
        /** The server answered with an error of its own. */
        SERVER_ERROR,
        /** The reply made no sense. */
        PROTOCOL,
        /** The value could not be decoded. */
        DECODE,
        /** Anything else, such as use after close. */
        OTHER
    }

    /** Metrics of a client without discovery. */
    public Metrics(List<OfNode> nodes, long rescues) {
        this(nodes, rescues, 0, 0, 0, List.of(), Map.of());
    }

    /** The same with the figures of discovery. */
    public Metrics withLooks(long newLooks, long newFailedLooks, long newCallsWithoutNodes) {
        return new Metrics(nodes, rescues, newLooks, newFailedLooks, newCallsWithoutNodes, keyspaces, departed);
    }

    /** The same with the figures of keyspaces. */
    public Metrics withKeyspaces(List<OfKeyspace> newKeyspaces) {
        return new Metrics(nodes, rescues, looks, failedLooks, callsWithoutNodes, newKeyspaces, departed);
    }

    /** The same with the figures of nodes that have left. */
    public Metrics withDeparted(Map<Verb, OfVerb> newDeparted) {
        return new Metrics(nodes, rescues, looks, failedLooks, callsWithoutNodes, keyspaces, newDeparted);
    }

    /** Both figures as one, by verb. */
    public static Map<Verb, OfVerb> sum(Map<Verb, OfVerb> some, Map<Verb, OfVerb> others) {
        Map<Verb, OfVerb> sum = new EnumMap<>(Verb.class);
        sum.putAll(some);
        others.forEach((verb, more) -> sum.merge(verb, more, OfVerb::plus));
        return sum;
    }

    /** Copies the lists and the map. */
    public Metrics {
        nodes = List.copyOf(nodes);
        keyspaces = List.copyOf(keyspaces);
        departed = Map.copyOf(departed);
    }

    /**
     * What happened at one node.
     *
     * @param node the node
     * @param status whether calls are sent to it, and what failed last
     * @param verbs by verb, those that were used
     * @param connects connections opened
     * @param disconnects connections lost
     * @param inFlight requests without a reply now
     * @param bytesRead bytes that came from the node
     * @param bytesWritten bytes that were handed to the socket
     */
    public record OfNode(
            Node node,
            NodeStatus status,
            Map<Verb, OfVerb> verbs,
            long connects,
            long disconnects,
            int inFlight,
            long bytesRead,
            long bytesWritten) {
        /** Copies the map. */
        public OfNode {
            verbs = Map.copyOf(verbs);
        }
    }

    /**
     * What happened to the calls of one verb at one node. A bulk call counts once for each node it went to.
     *
     * @param calls calls that ended, well or not
     * @param hits reads that found their item; in bulk, each key counts
     * @param misses reads that found none; in bulk, each key counts
     * @param retries calls sent a second time after a connection was lost
     * @param failures calls that failed, by reason
     * @param swallowed failures that a failure policy hid, by reason
     * @param timeouts calls whose deadline was over, by where they stood
     * @param latency time from the start of a call to its end, of calls that were answered
     * @param failedNanos the same of calls that failed, all together, in nanoseconds
     */
    public record OfVerb(
            long calls,
            long hits,
            long misses,
            long retries,
            Map<FailureKind, Long> failures,
            Map<FailureKind, Long> swallowed,
            Map<Phase, Long> timeouts,
            Latency latency,
            long failedNanos) {
        /** Copies the maps. */
        public OfVerb {
            failures = Map.copyOf(failures);
            swallowed = Map.copyOf(swallowed);
            timeouts = Map.copyOf(timeouts);
        }

        /** The same verb elsewhere added. */
        public OfVerb plus(OfVerb other) {
            return new OfVerb(
                    calls + other.calls,
                    hits + other.hits,
                    misses + other.misses,
                    retries + other.retries,
                    both(failures, other.failures),
                    both(swallowed, other.swallowed),
                    both(timeouts, other.timeouts),
                    latency.plus(other.latency),
                    failedNanos + other.failedNanos);
        }

        private static <R> Map<R, Long> both(Map<R, Long> some, Map<R, Long> others) {
            Map<R, Long> sum = new HashMap<>(some);
            others.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
            return sum;
        }
    }

    /**
     * What happened in one keyspace, with all of its views that have the same name.
     *
     * @param name the name that {@code Keyspace.withName} gave; {@code default} for keyspaces without one, and {@code other}
     *     for all names beyond the first thousand
     * @param hits keys that were found and were fresh; in bulk, each key counts. Values that a near cache had are not among
     *     them
     * @param misses keys that were not found
     * @param stale values found that were marked stale
     * @param loads loaders that gave a value
     * @param failedLoads loaders that failed
     * @param loadNanos nanoseconds that loaders took which gave a value, all together
     * @param failedLoadNanos the same of loaders that failed
     * @param leaseWaits loads for which a caller waited that another made
     * @param swallowed calls of which a {@link FailurePolicy} made misses, and loaded values that could not be stored, by reason; the same unit as failures
     */
    public record OfKeyspace(
            String name,
            long hits,
            long misses,
            long stale,
            long loads,
            long failedLoads,
            long loadNanos,
            long failedLoadNanos,
            long leaseWaits,
            Map<FailureKind, Long> swallowed) {
        /** Copies the map. */
        public OfKeyspace {
            swallowed = Map.copyOf(swallowed);
        }
    }
}
