package dev.memjay.server.store;

/** Which of the storage verbs a request is. */
public enum StoreMode {
    SET,
    ADD,
    REPLACE,
    APPEND,
    PREPEND,
    CAS
}
