package dev.memjay.internal.connection;

/** Hears, on the event loop, of one connection's life, from the attempt to open it on; must not block. */
interface ConnectionListener {
    /** The connection is open. */
    void opened(Connection connection);

    /** No connection could be opened. */
    void unreachable(Throwable cause);

    /** The connection has ended; told once. */
    void ended(Throwable cause);

    /** A read whose caller had left was given the right to refresh its item. */
    void winUnclaimed(Operation operation);
}
