package dev.memjay.model;

/** How far a {@link dev.memjay.Migration} is. */
public enum MigrationStage {
    /** Everything goes to the old pool: the first stage. */
    OLD,
    /** Writes go to both pools, reads to the old one: the new pool fills. */
    WRITE_BOTH,
    /**
     * Writes go to both pools; reads go to the new one, and what it does not have or cannot say within half of the timeout
     * to the old one.
     */
    READ_NEW,
    /** Everything goes to the new pool: the last stage. */
    NEW
}
