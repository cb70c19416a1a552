package dev.memjay.model;

import dev.memjay.error.OperationTimeoutException.Phase;
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
 */
public record Metrics(List<OfNode> nodes, long rescues, long looks, long failedLooks, long callsWithoutNodes) {
    /** Why a call failed, as far as metrics tell it apart. */
    public enum FailureKind {
        /** The deadline was over. */
        TIMEOUT,
        /** No connection, or it was lost. */
        CONNECTION,
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
        this(nodes, rescues, 0, 0, 0);
    }

    /** The same with the figures of discovery. */
    public Metrics withLooks(long newLooks, long newFailedLooks, long newCallsWithoutNodes) {
        return new Metrics(nodes, rescues, newLooks, newFailedLooks, newCallsWithoutNodes);
    }

    /** Copies the list. */
    public Metrics {
        nodes = List.copyOf(nodes);
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
     */
    public record OfVerb(
            long calls,
            long hits,
            long misses,
            long retries,
            Map<FailureKind, Long> failures,
            Map<FailureKind, Long> swallowed,
            Map<Phase, Long> timeouts,
            Latency latency) {
        /** Copies the maps. */
        public OfVerb {
            failures = Map.copyOf(failures);
            swallowed = Map.copyOf(swallowed);
            timeouts = Map.copyOf(timeouts);
        }
    }
}
