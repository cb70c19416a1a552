package dev.memjay.benchmarks.contenders;

/** What a contender is measured for: a floor and a peer are what Memjay is compared with. */
public enum Role {
    FLOOR,
    MEMJAY,
    MEMJAY_WITHOUT_METRICS,
    PEER
}
