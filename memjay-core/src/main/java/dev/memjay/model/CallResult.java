package dev.memjay.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended, as it is reported to a {@link Telemetry}. For many keys each key counts.
 *
 * @param nanos nanoseconds from the start of the call to its end
 * @param hits keys that a read found, stale values among them
 * @param misses keys that a read did not find
 * @param stale values found that were marked stale
 * @param nodes the nodes that were asked, as far as they are known
 * @param error why it failed, or a part of it; null if it did not
 * @param swallowed whether a {@link FailurePolicy} made a miss of that, so that its caller saw no error
 */
public record CallResult(
        long nanos,
        int hits,
        int misses,
        int stale,
        List<Node> nodes,
        @Nullable Throwable error,
        boolean swallowed) {
    /** Copies the list. */
    public CallResult {
        nodes = List.copyOf(nodes);
    }
}
