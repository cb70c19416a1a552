package dev.memjay.internal.route;

import org.jspecify.annotations.Nullable;

/** Decides whether a node may be called, fed by what becomes of the calls. Thread-safe; asked for every call. */
public interface NodeState {
    /** A node that may always be called: its connection alone decides. */
    NodeState ALWAYS_UP = new NodeState() {};

    /** Null when the node may be called, else why it is held to be down. */
    default @Nullable String refusal() {
        return null;
    }

    /** The node answered a call. */
    default void answered() {}

    /** A call got no answer, or no connection. */
    default void failed() {}
}
