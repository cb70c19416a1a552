package dev.memjay.benchmarks.contenders;

/** What a contender is measured for: a floor and a peer are what Memjay is compared with. */
public enum Role {
    FLOOR,
    /** A floor that is bound to as few connections as Memjay. */
    FLOOR_WITH_ONE_CONNECTION,
    MEMJAY,
    MEMJAY_WITHOUT_METRICS,
    /** Another build of Memjay, beside which this one is measured. */
    OTHER_BUILD,
    PEER
}
