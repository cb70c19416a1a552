package dev.memjay.internal.route;

import dev.memjay.model.Node;
import org.jspecify.annotations.Nullable;

/** Decides whether a node may be called, fed by what becomes of the calls. Thread-safe; asked for every call. */
public interface NodeState {
    /** A node that may always be called: its connection alone decides. */
    NodeState ALWAYS_UP = new NodeState() {};

    /** Null when the node may be called, else why it is held to be down. */
    default @Nullable String refusal() {
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
     */
    default void failed(long since) {}

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

        /** The node is down from now on, or no longer. */
        void isDown(boolean down);
    }

    /** Hears how a probe ended. */
    @FunctionalInterface
    interface Probe {
        /** Called once. */
        void ended(boolean answered);
    }
}
