package dev.memjay.server.store;

/** What bounds a store. */
public record StoreLimits(long maxBytes, int itemSizeMax, boolean evictions, boolean cas) {}
