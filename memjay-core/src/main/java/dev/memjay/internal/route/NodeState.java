package dev.memjay.internal.route;

import dev.memjay.model.Node;
import dev.memjay.model.NodeStatus;
import org.jspecify.annotations.Nullable;

/** Decides whether a node may be called, fed by what becomes of the calls. Thread-safe; asked for every call. */
public interface NodeState {
    /** A node that may always be called: its connection alone decides. */
    NodeState ALWAYS_UP = new NodeState() {};

    /** Null when the node may be called, else why not. */
    default @Nullable Refusal refusal() {
        return null;
    }

    /** Whether the node is out for long, so that a ring may be rebuilt without it. */
    default boolean isEjected() {
        return false;
    }

    /** Whether nobody is to knock but a probe. Only where there is a {@link #refusal}. */
    default boolean isLeftAlone() {
        return false;
    }

    /** The node answered a call. */
    default void answered() {}

    /**
     * A call got no answer, or no connection, or an attempt to connect failed.
     *
     * @param since when it began
     * @param cause why
     */
    default void failed(long since, Throwable cause) {}

    /** Something failed that is no reason to call the node no more: the end of a connection, or a login that is refused. */
    default void noted(Throwable cause) {}

    /** Whether calls are sent, and what failed last. */
    default NodeStatus status() {
        return NodeStatus.UNTRIED;
    }

    /** A connection was opened, and the node has answered what is said first on it. */
    default void reached() {}

    /** Looks after what an error kept from happening: called again and again. */
    default void look() {}

    /** The node has left the fleet: nothing is probed any more. */
    default void retire() {}

    /** Makes the state of a node. */
    @FunctionalInterface
    interface Maker {
        /** The state of a node that the surroundings belong to. */
        NodeState make(Surroundings surroundings);
    }

    /** What a state may ask of its node and the router. */
    interface Surroundings {
        /** The node. */
        Node node();

        /** Runs a task after so many nanoseconds. */
        void after(long nanos, Runnable task);

        /** Asks the node for a sign of life, in the background. */
        void probe(Probe probe);

        /** {@link #refusal} or {@link #isEjected} answers something else now. */
        void changed();

        /**
         * Calls are refused from now on, or for a graver reason than before.
         *
         * @param isDown whether the node is down, and not only backed off after an attempt that failed
         */
        void refuses(Refusal why, boolean isDown);

        /**
         * Calls are sent again.
         *
         * @param wasDown whether the node was down
         * @param nanos for how long that was so, or calls were refused
         */
        void sendsAgain(boolean wasDown, long nanos);
    }

    /** Hears how a probe ended. */
    @FunctionalInterface
    interface Probe {
        /**
         * Called once.
         *
         * @param failure why there was no answer; null if there was one
         */
        void ended(@Nullable Throwable failure);
    }
}
