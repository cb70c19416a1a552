package dev.memjay.model;

import dev.memjay.error.OperationTimeoutException.Phase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended, as it is reported to a {@link Telemetry}. For many keys each key counts. A call that holds others has what
 * they did, too, until it ends.
 *
 * @param nanos nanoseconds from the start of the call to its end
 * @param hits keys that a read found, stale values among them
 * @param misses keys that a read did not find
 * @param stale values found that were marked stale
 * @param nodes the nodes that were asked, those that took over from others too; the key's node where none was asked
 * @param error why it failed, or a part of it; null if it did not
 * @param swallowed whether a {@link FailurePolicy} made a miss of that, so that its caller saw no error
 * @param retries how often a request of it was sent again, after a connection was lost or to a node that stands in for another.
 *     What {@code Retrying} makes again is a call of its own
 * @param valueBytesRead bytes of the values that came, as they go on the wire: compressed, and without keys and headers
 * @param valueBytesWritten bytes of the values to be stored, likewise, and once each however often they were sent
 * @param phaseNanos where {@code nanos} went, in all but {@link Phase#WRITTEN}: until there was a connection, until a request was
 *     in its buffer, until the last answer was there, and until the end. Empty for a call that holds others
 */
public record CallResult(
        long nanos,
        int hits,
        int misses,
        int stale,
        List<Node> nodes,
        @Nullable Throwable error,
        boolean swallowed,
        int retries,
        long valueBytesRead,
        long valueBytesWritten,
        Map<Phase, Long> phaseNanos) {
    /** Copies the list and the map. */
    public CallResult {
        nodes = List.copyOf(nodes);
        phaseNanos = Map.copyOf(phaseNanos);
    }

    /** A call that was sent once, without values, and of which it is not known where its time went. */
    public CallResult(
            long nanos,
            int hits,
            int misses,
            int stale,
            List<Node> nodes,
            @Nullable Throwable error,
            boolean swallowed) {
        this(nanos, hits, misses, stale, nodes, error, swallowed, 0, 0, 0, Map.of());
    }
}
