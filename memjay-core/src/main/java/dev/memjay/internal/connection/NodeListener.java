package dev.memjay.internal.connection;

import org.jspecify.annotations.Nullable;

/** Hears, on the event loop, what happens on the connections to one node; must not block. */
public interface NodeListener {
    /**
     * A connection is made that nobody can use yet: what is counted here, its first caller finds counted.
     *
     * @return what to send on it before anything else; null for nothing
     */
    default @Nullable Deferred connected() {
        return null;
    }

    /** A connection is open, and may be in use already. */
    void opened();

    /** A connection that was open has ended. */
    void lost(Throwable cause);

    /**
     * An attempt to connect failed.
     *
     * @param began when it began
     */
    void unreachable(Throwable cause, long began);

    /** Whether no attempt to connect is to be made but for a probe; {@link NodeConnections#wake} ends it. */
    default boolean isLeftAlone() {
        return false;
    }

    /** Looks after what an error kept from being done: at each tick, and now and then in between. */
    default void look() {}

    /** A read whose caller had left was given the right to refresh its item, which nobody else can have until then. */
    void winUnclaimed(Operation operation);
}
