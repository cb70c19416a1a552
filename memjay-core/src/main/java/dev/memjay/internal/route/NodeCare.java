package dev.memjay.internal.route;

import dev.memjay.internal.connection.EventLoop;
import dev.memjay.model.Node;

/** What the state of a node may ask for, done by the node's client and the event loop. */
final class NodeCare implements NodeState.Surroundings {
    private final NodeClient client;
    private final EventLoop loop;
    private final Runnable changed;

    /**
     * @param client the node's, whose connections are there already
     * @param changed runs whenever the node may be called and could not before, or the other way round
     */
    NodeCare(NodeClient client, Runnable changed) {
        this.client = client;
        this.loop = client.connections().loop();
        this.changed = changed;
    }

    @Override
    public Node node() {
        return client.node();
    }

    @Override
    public void after(long nanos, Runnable task) {
        loop.schedule(nanos, task);
    }

    @Override
    public void probe(NodeState.Probe probe) {
        client.errands().probe(probe);
    }

    @Override
    public void changed() {
        try {
            if (client.state().refusal() == null) {
                client.connections().wake();
            }
        } finally {
            changed.run();
        }
    }

    @Override
    public void isDown(boolean down) {
        client.report().isDown(down);
    }
}
