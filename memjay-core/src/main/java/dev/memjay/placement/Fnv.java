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
    // enough for the processor to see: so there are few instructions a byte, and few branches a key.

    /** The hash after the first bytes of a key. */
    private static int taken(int start, int prime, String key, int end) {
        int hash = start;
        int i = 0;
        while (end - i >= 16) {
            hash = eight(eight(hash, prime, key, i), prime, key, i + 8);
            i += 16;
        }
        if (end - i >= 8) {
            hash = eight(hash, prime, key, i);
            i += 8;
        }
        if (end - i >= 4) {
            hash = four(hash, prime, key, i);
            i += 4;
        }
        if (end - i >= 2) {
            hash = one(one(hash, prime, key, i), prime, key, i + 1);
            i += 2;
        }
        return i < end ? one(hash, prime, key, i) : hash;
    }

    private static int eight(int hash, int prime, String key, int i) {
        return four(four(hash, prime, key, i), prime, key, i + 4);
    }

    private static int four(int hash, int prime, String key, int i) {
        int two = one(one(hash, prime, key, i), prime, key, i + 1);
        return one(one(two, prime, key, i + 2), prime, key, i + 3);
    }

    private static int one(int hash, int prime, String key, int i) {
        return (hash ^ (byte) key.charAt(i)) * prime;
    }
}
