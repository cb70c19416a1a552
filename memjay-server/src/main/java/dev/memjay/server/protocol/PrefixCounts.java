package dev.memjay.server.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What {@code stats detail} counts: gets, hits, sets and deletes by the part of the key before the first colon. */
public final class PrefixCounts {
    /** Beyond this number of prefixes new ones are not counted. */
    private static final int MAX = 100_000;

    private static final class Counts {
        final LongAdder gets = new LongAdder();
        final LongAdder hits = new LongAdder();
        final LongAdder sets = new LongAdder();
        final LongAdder deletes = new LongAdder();
    }

    private final Map<String, Counts> byPrefix = new ConcurrentHashMap<>();

    private Counts of(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != ':') {
            end++;
        }
        if (end == offset + length || byPrefix.size() >= MAX) {
            return new Counts();
        }
        String prefix = new String(bytes, offset, end - offset, StandardCharsets.ISO_8859_1);
        return byPrefix.computeIfAbsent(prefix, name -> new Counts());
    }

    /** Counts a get. */
    public void get(byte[] bytes, int offset, int length, boolean hit) {
        Counts counts = of(bytes, offset, length);
        counts.gets.increment();
        if (hit) {
            counts.hits.increment();
        }
    }

    /** Counts a set. */
    public void set(byte[] bytes, int offset, int length) {
        of(bytes, offset, length).sets.increment();
    }

    /** Counts a delete. */
    public void delete(byte[] bytes, int offset, int length) {
        of(bytes, offset, length).deletes.increment();
    }

    /** Writes a line for each prefix. */
    public void dump(Output out) {
        byPrefix.forEach((prefix, counts) -> out.put("PREFIX ")
                .put(prefix)
                .put(" get ")
                .number(counts.gets.sum())
                .put(" hit ")
                .number(counts.hits.sum())
                .put(" set ")
                .number(counts.sets.sum())
                .put(" del ")
                .number(counts.deletes.sum())
                .crlf());
    }

    /** Forgets all. */
    public void clear() {
        byPrefix.clear();
    }
}
