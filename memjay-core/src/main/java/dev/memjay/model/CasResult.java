package dev.memjay.model;

/** How a compare-and-swap ended. */
public enum CasResult {
    /** The CAS number was the item's, and the new value is stored. */
    STORED,
    /** The CAS number was the item's, and the item is deleted. */
    DELETED,
    /** The item is there but was changed since: nothing happened. */
    EXISTS,
    /** There is no such item: nothing happened. */
    NOT_FOUND
}
