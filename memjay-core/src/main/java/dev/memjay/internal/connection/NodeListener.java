package dev.memjay.internal.connection;

import org.jspecify.annotations.Nullable;

/** Hears, on the event loop, what happens on the connections to one node; must not block. */
public interface NodeListener {
    /** What to send on a fresh connection before anything else; null for nothing. */
    default @Nullable Deferred first() {
        return null;
    }

    /** A connection is open. */
    void opened();

    /** A connection that was open has ended. */
    void lost(Throwable cause);

    /** An attempt to connect failed. */
    void unreachable(Throwable cause);

    /** A read whose caller had left was given the right to refresh its item, which nobody else can have until then. */
    void winUnclaimed(Operation operation);
}
