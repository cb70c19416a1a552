package dev.memjay.placement;

/** The Fowler-Noll-Vo hashes in libmemcached's four variants; bytes above 127 count as negative. */
final class Fnv {
    private static final int OFFSET_32 = 0x811C9DC5;
    private static final int PRIME_32 = 0x01000193;
    // Of a hash of 64 bits the low half is asked for, and to that the high half of nothing adds.
    private static final int OFFSET_64 = (int) 0xCBF29CE484222325L;
    private static final int PRIME_64 = (int) 0x100000001B3L;

    private Fnv() {}

    /** Multiplies, then takes a byte: FNV-1a with a start that is multiplied already, but for its last product. */
    static int fnv32(String key) {
        int last = key.length() - 1;
        return last < 0 ? OFFSET_32 : taken(OFFSET_32 * PRIME_32, PRIME_32, key, last) ^ (byte) key.charAt(last);
    }

    static int fnv1a32(String key) {
        return taken(OFFSET_32, PRIME_32, key, key.length());
    }

    /** As {@link #fnv32}, with the other constants. */
    static int fnv64(String key) {
        int last = key.length() - 1;
        return last < 0 ? OFFSET_64 : taken(OFFSET_64 * PRIME_64, PRIME_64, key, last) ^ (byte) key.charAt(last);
    }

    static int fnv1a64(String key) {
        return taken(OFFSET_64, PRIME_64, key, key.length());
    }

    // A byte waits for the product of the byte before it. What can be done meanwhile is the next key's, if it is near
    // enough
    // for the processor to see: so there are few instructions a byte, and eight bytes a step.

    /** The hash after the first bytes of a key. */
    private static int taken(int start, int prime, String key, int end) {
        int hash = start;
        int i = 0;
        for (; i + 8 <= end; i += 8) {
            hash = (hash ^ (byte) key.charAt(i)) * prime;
            hash = (hash ^ (byte) key.charAt(i + 1)) * prime;
            hash = (hash ^ (byte) key.charAt(i + 2)) * prime;
            hash = (hash ^ (byte) key.charAt(i + 3)) * prime;
            hash = (hash ^ (byte) key.charAt(i + 4)) * prime;
            hash = (hash ^ (byte) key.charAt(i + 5)) * prime;
            hash = (hash ^ (byte) key.charAt(i + 6)) * prime;
            hash = (hash ^ (byte) key.charAt(i + 7)) * prime;
        }
        for (; i < end; i++) {
            hash = (hash ^ (byte) key.charAt(i)) * prime;
        }
        return hash;
    }
}
