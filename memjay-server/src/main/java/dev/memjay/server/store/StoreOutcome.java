package dev.memjay.server.store;

/** How a storage verb ended. */
public enum StoreOutcome {
    STORED,
    NOT_STORED,
    EXISTS,
    NOT_FOUND
}
