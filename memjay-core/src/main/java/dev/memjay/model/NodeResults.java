package dev.memjay.model;

import dev.memjay.error.MemjayException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the nodes answered to a command that went to all of them, and which of them failed.
 *
 * @param results the answer of each node that gave one, in the order of the nodes
 * @param failed the error of each node that gave none, in the order of the nodes
 * @param <T> the type of an answer
 */
public record NodeResults<T>(Map<Node, T> results, Map<Node, MemjayException> failed) {
    /** Takes copies of the maps. */
    public NodeResults {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
        failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    }

    /** Whether every node answered. */
    public boolean isComplete() {
        return failed.isEmpty();
    }
}
