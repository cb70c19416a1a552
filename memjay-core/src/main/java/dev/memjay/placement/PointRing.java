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
}
