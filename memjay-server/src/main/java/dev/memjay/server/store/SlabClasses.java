package dev.memjay.server.store;

/**
 * The size classes in which a memcached with default settings keeps its items. Here they keep nothing: they tell how much
 * of the memory an item takes, so that as many items fit as into the real one, and tools know items by them.
 */
public final class SlabClasses {
    /** Memory comes in pages of this size, each for items of one class. */
    public static final int PAGE = 1 << 20;

    private static final int MAX_CHUNK = PAGE / 2;
    private static final int MIN_CHUNK = 96;
    private static final double GROWTH = 1.25;
    private static final int ALIGNMENT = 8;
    private static final int[] CHUNKS = chunks();

    /** The class of the largest items, which take several chunks; the first class is 1. */
    public static final int MAX = CHUNKS.length;

    private SlabClasses() {}

    private static int[] chunks() {
        int[] sizes = new int[64];
        int count = 0;
        int size = MIN_CHUNK;
        while (size < MAX_CHUNK / GROWTH) {
            size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            sizes[count++] = size;
            size = (int) (size * GROWTH);
        }
        sizes[count++] = MAX_CHUNK;
        return java.util.Arrays.copyOf(sizes, count);
    }

    /** The class of an item of so many bytes. */
    public static int of(int size) {
        int at = java.util.Arrays.binarySearch(CHUNKS, size);
        return Math.min(MAX, (at < 0 ? -at - 1 : at) + 1);
    }

    /** The bytes of one chunk. */
    public static int chunkSize(int slabClass) {
        return CHUNKS[slabClass - 1];
    }

    /** How many chunks a page has. */
    public static int chunksInPage(int slabClass) {
        return PAGE / CHUNKS[slabClass - 1];
    }

    /** The part of the memory that an item of so many bytes takes. */
    static long share(int size) {
        int rest = size % MAX_CHUNK;
        long whole = (long) size - rest;
        return rest == 0 ? whole : whole + (long) (PAGE / chunksInPage(of(rest)));
    }
}
