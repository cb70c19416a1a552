package dev.memjay.benchmarks.contenders;

/** What one step of a load does. */
public enum Operation {
    GET,
    ASYNC_GET,
    GET_ALL,
    SET_ALL,
    MIXED
}
