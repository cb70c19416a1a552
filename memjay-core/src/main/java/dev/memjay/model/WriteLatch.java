package dev.memjay.model;

/**
 * How many zones have to have taken a write before its caller goes on. A zone has taken it when it has answered and not
 * thrown.
 */
public enum WriteLatch {
    /** None: the write is on its way. */
    NONE,
    /** One, whichever is first. */
    ONE,
    /** More than half. */
    QUORUM,
    /** All. */
    ALL;

    /**
     * The number of zones.
     *
     * @param zones how many there are, 1 or more
     */
    public int of(int zones) {
        return switch (this) {
            case NONE -> 0;
            case ONE -> 1;
            case QUORUM -> zones / 2 + 1;
            case ALL -> zones;
        };
    }
}
