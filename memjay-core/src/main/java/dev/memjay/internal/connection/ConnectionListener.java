package dev.memjay.internal.connection;

/** Hears, on the event loop, of one connection's end and of what it brings for nobody; must not block. */
interface ConnectionListener {
    /** The connection has ended; told once. */
    void ended(Throwable cause);

    /** A read whose caller had left was given the right to refresh its item. */
    void winUnclaimed(Operation operation);
}
