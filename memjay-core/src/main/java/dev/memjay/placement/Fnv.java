package dev.memjay.placement;

/** The Fowler-Noll-Vo hashes in libmemcached's four variants; bytes above 127 count as negative. */
final class Fnv {
    private static final int OFFSET_32 = 0x811C9DC5;
    private static final int PRIME_32 = 0x01000193;
    private static final long OFFSET_64 = 0xCBF29CE484222325L;
    private static final long PRIME_64 = 0x100000001B3L;

    private Fnv() {}

    /** Multiplies, then takes a byte: FNV-1a with a start that is multiplied already, but for its last product. */
    static int fnv32(String key) {
        int last = key.length() - 1;
        if (last < 0) {
            return OFFSET_32;
        }
        int hash = OFFSET_32;
        hash *= PRIME_32;
        for (int i = 0; i < last; i++) {
            hash = (hash ^ (byte) key.charAt(i)) * PRIME_32; // this order compiles to the faster code
        }
        return hash ^ (byte) key.charAt(last);
    }

    static int fnv1a32(String key) {
        int hash = OFFSET_32;
        int length = key.length();
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (byte) key.charAt(i)) * PRIME_32;
        }
        return hash;
    }

    /** As {@link #fnv32}, in a word of 64 bits. */
    static int fnv64(String key) {
        int last = key.length() - 1;
        if (last < 0) {
            return (int) OFFSET_64;
        }
        long hash = OFFSET_64;
        hash *= PRIME_64;
        for (int i = 0; i < last; i++) {
            hash = (hash ^ (byte) key.charAt(i)) * PRIME_64;
        }
        return (int) hash ^ (byte) key.charAt(last);
    }

    /** Not the low half of the real one: libmemcached computes it in a word of 32 bits. */
    static int fnv1a64(String key) {
        int hash = (int) OFFSET_64;
        int length = key.length();
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (byte) key.charAt(i)) * (int) PRIME_64;
        }
        return hash;
    }
}
