package dev.memjay.spring.boot;

import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a client's servers are, for a health indicator of either Boot: each is asked for a sign of life, all at once and at
 * most for the timeout.
 *
 * <p>A cache is no reason to take an application out of service: without it the application answers from its database. So
 * it is down only where {@link DownWhen} says so, and otherwise up and degraded.
 *
 * @param isDown whether the health is DOWN
 * @param details what it shows: {@code degraded}, and each node with its state and latency, or its error
 */
public record NodesHealth(boolean isDown, Map<String, Object> details) {
    /** When the health is DOWN. */
    public enum DownWhen {
        /** Never: some or all servers that are down make it degraded. */
        NEVER,
        /** When a server does not answer. */
        ANY,
        /** When no server answers. */
        ALL
    }

    /** Asks the servers. Blocks, at most for the client's timeout. */
    public static NodesHealth of(Memjay memjay, DownWhen downWhen) {
        NodeResults<Duration> answers;
        try {
            answers = memjay.ping();
        } catch (MemjayException noNodes) { // a discovery that has not found any
            return of(0, 1, downWhen, Map.of("error", String.valueOf(noNodes.getMessage())));
        }
        Map<String, Object> nodes = new LinkedHashMap<>();
        for (Metrics.OfNode node : memjay.metrics().nodes()) {
            nodes.put(node.node().toString(), details(node, answers));
        }
        int up = answers.results().size();
        return of(up, answers.failed().size(), downWhen, Map.of("nodes", nodes));
    }

    private static NodesHealth of(int up, int down, DownWhen downWhen, Map<String, Object> shown) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("degraded", down > 0);
        details.putAll(shown);
        boolean isDown = switch (downWhen) {
            case NEVER -> false;
            case ANY -> down > 0;
            case ALL -> up == 0;
        };
        return new NodesHealth(isDown, details);
    }

    private static Map<String, Object> details(Metrics.OfNode node, NodeResults<Duration> answers) {
        Map<String, Object> details = new LinkedHashMap<>();
        Node address = node.node();
        details.put("state", node.status().state());
        Duration latency = answers.results().get(address);
        Throwable error = answers.failed().get(address);
        if (latency != null) {
            details.put("latency", latency.toNanos() / 1_000 + " us");
        } else if (error != null) {
            details.put("error", String.valueOf(error.getMessage()));
        }
        return details;
    }
}
