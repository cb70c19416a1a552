package dev.memjay.server.store;

/** What bounds a store; without cas numbers some versions cannot flush part of a second. */
public record StoreLimits(long maxBytes, int itemSizeMax, boolean evictions, boolean cas, boolean flushesSeconds) {}
