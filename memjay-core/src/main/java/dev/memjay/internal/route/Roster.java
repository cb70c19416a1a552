package dev.memjay.internal.route;

import dev.memjay.internal.connection.EventLoop;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The fleet as it is now, and how it becomes another: when nodes come and go, and when one that failed makes a detour.
 * Thread-safe.
 */
final class Roster {
    /** Makes the client of a node. */
    @FunctionalInterface
    interface ClientMaker {
        /**
         * The client.
         *
         * @param changed to be run whenever the node may be called and could not before, or the other way round
         */
        NodeClient make(Node node, Runnable changed);
    }

    private final Placement placement;
    private final Detours detours;
    private final Members members;
    private final AtomicBoolean detourAwaited = new AtomicBoolean();

    /** Read once for each call; written under the lock of the members. */
    private volatile Topology topology;
    /** Whether it is no caller's work; false until the first topology is there. */
    private volatile boolean detourTakesLong;

    /**
     * @param settings the nodes to begin with, and who serves the keys of one that is down
     * @param ring of these nodes
     */
    Roster(EventLoop loop, RouterSettings settings, Placement.Ring ring, ClientMaker maker) {
        placement = settings.placement();
        detours = new Detours(settings.downNodes(), placement);
        members = new Members(loop, node -> maker.make(node, this::nodeChanged));
        synchronized (members) {
            topology = topologyOf(settings.nodes(), ring);
        }
    }

    /** The fleet at this moment. */
    Topology now() {
        return topology;
    }

    /** The clients of all nodes, from their first to their last moment. */
    Members members() {
        return members;
    }

    /** Goes over to other nodes in one step. */
    void replace(List<Node> nodes) {
        List<Node> next = List.copyOf(nodes);
        Placement.Ring ring = placement.ring(next);
        synchronized (members) {
            topology = topologyOf(next, ring);
        }
    }

    /** Under the lock of the members. */
    private Topology topologyOf(List<Node> nodes, Placement.Ring ring) {
        List<Node> spares = detours.spares(nodes);
        List<Node> all = new ArrayList<>(nodes);
        all.addAll(spares);
        Topology straight = new Topology(nodes, spares, members.become(all), ring, null);
        detourTakesLong = detours.mayTakeLong(straight);
        return straight.with(detours.of(straight));
    }

    private void nodeChanged() {
        if (!detours.mayChange()) {
            return;
        }
        if (!detourTakesLong) {
            makeDetour(); // at once: the next call of whoever found the node down takes it
        } else if (detourAwaited.compareAndSet(false, true)) {
            Aside.run("memjay-ring", () -> {
                detourAwaited.set(false);
                makeDetour();
            });
        }
    }

    private void makeDetour() {
        synchronized (members) {
            topology = topology.with(detours.of(topology));
        }
    }
}
