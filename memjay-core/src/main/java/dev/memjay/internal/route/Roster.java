package dev.memjay.internal.route;

import dev.memjay.internal.connection.EventLoop;
import dev.memjay.model.Node;
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

    private final Detours detours;
    private final Members members;
    private final AtomicBoolean detourAwaited = new AtomicBoolean();

    /** Read once for each call; written under the lock of the members. */
    private volatile Topology topology;
    /** Whether it is no caller's work; false until the first topology is there. */
    private volatile boolean detourTakesLong;

    /**
     * @param detours who serves the keys of a node that is down
     * @param fleet the nodes to begin with
     */
    Roster(EventLoop loop, Detours detours, Topology fleet, ClientMaker maker) {
        this.detours = detours;
        members = new Members(loop, node -> maker.make(node, this::nodeChanged));
        synchronized (members) {
            topology = connected(fleet);
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
        Topology next = detours.fleetOf(List.copyOf(nodes));
        synchronized (members) {
            topology = connected(next);
        }
    }

    /** Under the lock of the members. */
    private Topology connected(Topology fleet) {
        List<Node> all = new ArrayList<>(fleet.nodes());
        all.addAll(fleet.spares());
        Topology straight = fleet.connectedTo(members.become(all));
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
