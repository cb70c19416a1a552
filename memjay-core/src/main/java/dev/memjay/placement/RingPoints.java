package dev.memjay.placement;

import java.util.Arrays;

/** Gathers the points of a ring and sorts them. Used by one thread. */
final class RingPoints {
    /** Decides who gets a place in which several points fall. */
    interface Tie {
        /** The lowest owner: what a stable sort gives. */
        Tie LOWEST = (point, owners) -> owners[0];
        /** The highest owner: what a map gives, where the last one put in stays. */
        Tie HIGHEST = (point, owners) -> owners[owners.length - 1];

        /**
         * The one to get it.
         *
         * @param owners ascending; more than once who has several points there
         */
        int owner(int point, int[] owners);
    }

    /** The place in the high half, its sign turned so that unsigned numbers sort as signed ones; the owner in the low. */
    private long[] entries = new long[1024];

    private int count;

    void add(int point, int owner) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, count * 2);
        }
        entries[count++] = (long) (point ^ Integer.MIN_VALUE) << 32 | owner;
    }

    /** The four words of a name's MD5 as points, in ketama's manner. */
    void addMd5(String name, int owner) {
        for (int word : Md5.words(name)) {
            add(word, owner);
        }
    }

    /** The ring of all points, at least one. */
    PointRing ring(Tie tie) {
        Arrays.sort(entries, 0, count);
        int[] points = new int[count];
        int[] owners = new int[count];
        for (int i = 0; i < count; i++) {
            points[i] = (int) (entries[i] >> 32) ^ Integer.MIN_VALUE;
            owners[i] = (int) entries[i];
        }
        for (int from = 0, to; from < count; from = to) {
            to = from + 1;
            while (to < count && points[to] == points[from]) {
                to++;
            }
            if (to > from + 1) {
                owners[from] = tie.owner(points[from], Arrays.copyOfRange(owners, from, to));
            }
        }
        return new PointRing(points, owners);
    }
}
