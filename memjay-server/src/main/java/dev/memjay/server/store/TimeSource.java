package dev.memjay.server.store;

/** The one clock of a server. */
@FunctionalInterface
public interface TimeSource {
    /** Milliseconds since 1970-01-01T00:00:00Z as this server sees them. */
    long nowMillis();
}
