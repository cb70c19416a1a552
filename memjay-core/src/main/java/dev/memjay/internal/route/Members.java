package dev.memjay.internal.route;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.LoopCare;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The clients of all nodes from their first to their last moment: makes those of nodes that come, keeps those of nodes
 * that stay, and closes those of nodes that left, once nobody uses them any more. Thread-safe.
 */
final class Members implements LoopCare {
    /** A call that picked its node just before the fleet changed has sent its request after this time. */
    private static final long GRACE_NANOS = 2_000_000_000L;

    private final Function<Node, NodeClient> factory;

    // Guarded by this.
    private final List<Leaving> leaving = new CopyOnWriteArrayList<>();
    private Map<String, NodeClient> present = new HashMap<>();
    private boolean ended;

    /** What happened at those that left and were closed; guarded by itself, since the event loop adds to it. */
    private final Map<Verb, Metrics.OfVerb> closed = new EnumMap<>(Verb.class);

    /** A client whose node has left, and until when it may be used all the same. */
    private record Leaving(NodeClient client, long grace) {}

    Members(EventLoop loop, Function<Node, NodeClient> factory) {
        this.factory = factory;
        loop.care(this);
    }

    /** The clients of the nodes, which become those of the fleet. Nodes are the same when their addresses are. */
    synchronized NodeClient[] become(List<Node> nodes) {
        if (ended) {
            throw new IllegalStateException("the client is closed");
        }
        Map<String, NodeClient> next = new HashMap<>();
        NodeClient[] clients = new NodeClient[nodes.size()];
        List<Leaving> gone = new ArrayList<>();
        boolean complete = false;
        try {
            for (int i = 0; i < clients.length; i++) {
                Node node = nodes.get(i);
                NodeClient client = present.get(node.toString());
                if (client == null) {
                    client = factory.apply(node);
                }
                next.put(node.toString(), client);
                clients[i] = client;
            }
            long grace = Clock.nanoTime() + GRACE_NANOS;
            for (Map.Entry<String, NodeClient> before : present.entrySet()) {
                if (!next.containsKey(before.getKey())) {
                    gone.add(new Leaving(before.getValue(), grace));
                }
            }
            for (NodeClient client : next.values()) {
                if (!present.containsValue(client)) {
                    client.connections().connect();
                }
            }
            leaving.addAll(gone);
            complete = true;
        } finally {
            if (!complete) {
                closeNew(next); // nobody else knows them
            }
        }
        present = next;
        for (int i = 0; i < clients.length; i++) {
            clients[i].reweighted(nodes.get(i));
        }
        gone.forEach(left -> left.client.retire());
        return clients;
    }

    private void closeNew(Map<String, NodeClient> next) {
        for (NodeClient client : next.values()) {
            if (!present.containsValue(client)) {
                client.connections().close();
            }
        }
    }

    /** Closes what has left and is used no more. What is in flight has deadlines, so this comes to an end. */
    @Override
    public void look(long now) {
        for (NodeClient client : idle(now)) {
            client.connections().close();
        }
    }

    /** Without the lock, which is held as long as a large ring takes: this is the event loop's. */
    private List<NodeClient> idle(long now) {
        if (leaving.isEmpty()) {
            return List.of();
        }
        List<NodeClient> idle = new ArrayList<>();
        for (Leaving left : leaving) {
            if (now - left.grace >= 0 && !left.client.connections().areAwaited()) {
                idle.add(left.client);
            }
        }
        synchronized (closed) {
            idle.forEach(client -> add(closed, client));
            leaving.removeIf(left -> idle.contains(left.client));
        }
        return idle;
    }

    private static void add(Map<Verb, Metrics.OfVerb> sum, NodeClient client) {
        client.metrics().verbs().forEach((verb, more) -> sum.merge(verb, more, Metrics.OfVerb::plus));
    }

    /**
     * What happened at nodes that have left, all together.
     *
     * @param present the clients that are counted for themselves, some of which may be leaving just now
     */
    Map<Verb, Metrics.OfVerb> departed(List<NodeClient> present) {
        synchronized (closed) {
            Map<Verb, Metrics.OfVerb> all = new EnumMap<>(Verb.class);
            all.putAll(closed);
            for (Leaving left : leaving) {
                if (!present.contains(left.client)) {
                    add(all, left.client);
                }
            }
            return all;
        }
    }

    /** All that have to be closed in the end. */
    synchronized List<NodeClient> all() {
        List<NodeClient> all = new ArrayList<>(present.values());
        leaving.forEach(left -> all.add(left.client));
        return all;
    }

    /** Nothing comes and goes any more. */
    synchronized void end() {
        ended = true;
        all().forEach(NodeClient::retire);
    }
}
