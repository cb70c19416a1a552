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
    NOT_FOUND;

    /**
     * Whether what was asked for happened.
     *
     * @return true for {@link #STORED} and {@link #DELETED}; false when the item was changed since or is not there
     */
    public boolean isApplied() {
        return this == STORED || this == DELETED;
    }
}
