package dev.memjay.internal.route;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The clients of all nodes from their first to their last moment: makes those of nodes that come, keeps those of nodes
 * that stay, and closes those of nodes that left, once nobody uses them any more. Thread-safe.
 */
final class Members {
    private static final long LOOK_NANOS = 10_000_000;
    /** A call that picked its node just before the fleet changed has sent its request after this time. */
    private static final long GRACE_NANOS = 2_000_000_000L;

    private final EventLoop loop;
    private final Function<Node, NodeClient> factory;

    // Guarded by this.
    private final List<NodeClient> leaving = new ArrayList<>();
    private Map<String, NodeClient> present = new HashMap<>();
    private boolean ended;

    Members(EventLoop loop, Function<Node, NodeClient> factory) {
        this.loop = loop;
        this.factory = factory;
    }

    /** The clients of the nodes, which become those of the fleet. Nodes are the same when their addresses are. */
    synchronized NodeClient[] become(List<Node> nodes) {
        if (ended) {
            throw new IllegalStateException("the client is closed");
        }
        Map<String, NodeClient> next = new HashMap<>();
        NodeClient[] clients = new NodeClient[nodes.size()];
        for (int i = 0; i < clients.length; i++) {
            Node node = nodes.get(i);
            NodeClient client = present.get(node.toString());
            if (client == null) {
                client = factory.apply(node);
                client.connections().connect();
            } else {
                client.is(node);
            }
            next.put(node.toString(), client);
            clients[i] = client;
        }
        for (Map.Entry<String, NodeClient> before : present.entrySet()) {
            if (!next.containsKey(before.getKey())) {
                retire(before.getValue());
            }
        }
        present = next;
        return clients;
    }

    private void retire(NodeClient client) {
        leaving.add(client);
        client.retire();
        long grace = Clock.nanoTime() + GRACE_NANOS;
        loop.schedule(GRACE_NANOS, () -> closeWhenIdle(client, grace));
    }

    /** What is in flight has deadlines, so this comes to an end. */
    private void closeWhenIdle(NodeClient client, long grace) {
        if (client.connections().areAwaited() || Clock.nanoTime() - grace < 0) {
            loop.schedule(LOOK_NANOS, () -> closeWhenIdle(client, grace));
            return;
        }
        client.connections().close();
        synchronized (this) {
            leaving.remove(client);
        }
    }

    /** All that have to be closed in the end. */
    synchronized List<NodeClient> all() {
        List<NodeClient> all = new ArrayList<>(present.values());
        all.addAll(leaving);
        return all;
    }

    /** Nothing comes and goes any more. */
    synchronized void end() {
        ended = true;
        all().forEach(NodeClient::retire);
    }
}
