package dev.memjay.placement;

import java.util.Arrays;

/**
 * Points on a circle of 2^32 places, each with an owner: a place belongs to the first point at or behind it.
 *
 * <p>Made for being asked at each call. A table over the top bits of a place says where its points begin, so that one
 * look there and, on average, one point are read, where a binary search over the 80,000 points of a weighted ring of 500
 * nodes goes to memory seventeen times. Where points crowd (libmemcached's {@code crc} has but 15 bits) the stretch is
 * halved first. Immutable.
 */
final class PointRing {
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

    /** How many points are looked through one after another. */
    private static final int SHORT = 8;
    /** More would cost more memory than it saves time. */
    private static final int MAX_TABLE_BITS = 18;

    /** Ascending as unsigned numbers; one more at the end stands for the first, on which the circle closes. */
    private final int[] points;
    /** The owner of each point. */
    private final int[] owners;
    /** The index of the first point whose top bits are those or greater, for all top bits and one more. */
    private final int[] starts;
    /** How far a place is shifted to leave its top bits. */
    private final int shift;

    /**
     * @param sorted the points ascending as unsigned numbers; of points in one place the first counts
     * @param owners of the same length, at least 1
     */
    PointRing(int[] sorted, int[] owners) {
        int count = sorted.length;
        this.points = Arrays.copyOf(sorted, count + 1);
        this.owners = Arrays.copyOf(owners, count + 1);
        this.points[count] = -1;
        this.owners[count] = owners[0];
        int bits = Math.min(MAX_TABLE_BITS, Math.max(1, 32 - Integer.numberOfLeadingZeros(count)));
        shift = 32 - bits;
        starts = new int[(1 << bits) + 1];
        int at = 0;
        for (int top = 0; top < starts.length; top++) {
            while (at < count && this.points[at] >>> shift < top) {
                at++;
            }
            starts[top] = at;
        }
    }

    /** The owner of a place, which is taken as unsigned. */
    int ownerAt(int place) {
        int top = place >>> shift;
        int low = starts[top];
        int high = starts[top + 1];
        while (high - low > SHORT) {
            int middle = low + high >>> 1;
            if (Integer.compareUnsigned(points[middle], place) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while (Integer.compareUnsigned(points[low], place) < 0) {
            low++;
        }
        return owners[low];
    }

    /** The ring that asks for a key's hash. */
    Placement.Ring hashedBy(KeyHash hash) {
        return route -> ownerAt(hash.hash(route));
    }

    /** Gathers the points of a ring and sorts them. Used by one thread. */
    static final class Points {
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
}
