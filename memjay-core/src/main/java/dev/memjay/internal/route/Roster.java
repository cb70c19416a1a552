package dev.memjay.internal.route;

import dev.memjay.internal.connection.Dialer;
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
    /** A detour that is owed at so many looks one after another was lost by an error. */
    private static final int MAX_LOOKS_OWED = 2;

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
    /** Whether a node has gone or come back and the detour is still that of before. */
    private volatile boolean detourOwed;
    /** Looks at which it was owed, one after another; of the event loop. */
    private int looksOwed;

    /** Read once for each call; written under the lock of the members. */
    private volatile Topology topology;
    /** Whether it is no caller's work; false until the first topology is there. */
    private volatile boolean detourTakesLong;

    /**
     * @param detours who serves the keys of a node that is down
     * @param fleet the nodes to begin with
     */
    private Roster(EventLoop loop, Detours detours, Topology fleet, ClientMaker maker) {
        this.detours = detours;
        members = new Members(loop, node -> maker.make(node, this::nodeChanged));
        synchronized (members) {
            topology = connected(fleet);
        }
        loop.care(now -> look());
    }

    /** A fleet whose nodes are dialed; if that fails, the loop and the dialer are ended, since nobody else would. */
    static Roster begun(EventLoop loop, Dialer dialer, Detours detours, Topology fleet, ClientMaker maker) {
        boolean made = false;
        try {
            Roster roster = new Roster(loop, detours, fleet, maker);
            made = true;
            return roster;
        } finally {
            if (!made) {
                dialer.close();
                loop.stop();
            }
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
        detourOwed = true;
        haveDetourMade();
    }

    private void haveDetourMade() {
        if (!detourTakesLong) {
            makeDetour(); // at once: the next call of whoever found the node down takes it
        } else if (detourAwaited.compareAndSet(false, true)) {
            boolean begun = false;
            try {
                ShortLivedThread.run("memjay-ring", () -> {
                    detourAwaited.set(false);
                    makeDetour();
                });
                begun = true;
            } finally {
                if (!begun) {
                    detourAwaited.set(false);
                }
            }
        }
    }

    private void makeDetour() {
        synchronized (members) {
            if (!detourOwed) {
                return; // somebody else made it meanwhile
            }
            detourOwed = false; // before the states are looked at: one that changes meanwhile makes another
            boolean made = false;
            try {
                topology = topology.with(detours.of(topology));
                made = true;
            } finally {
                if (!made) {
                    detourOwed = true;
                }
            }
        }
    }

    /** Makes the detour that an error kept from being made. */
    private void look() {
        looksOwed = detourOwed ? looksOwed + 1 : 0;
        if (looksOwed > MAX_LOOKS_OWED) {
            looksOwed = 0;
            detourAwaited.set(false); // whoever was to make it would be at it by now
            haveDetourMade();
        }
    }
}
