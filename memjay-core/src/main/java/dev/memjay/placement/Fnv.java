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
    // enough for the processor to see: so there are few instructions a byte. Reading by way of a small array takes the
    // fewest: HotSpot's compiler leaves the array out, and one check of the bounds serves all its bytes.

    /** The hash after the first bytes of a key. */
    private static int taken(int start, int prime, String key, int end) {
        int hash = start;
        int i = 0;
        for (; end - i >= 8; i += 8) {
            hash = eight(hash, prime, key, i);
        }
        if (end - i >= 4) {
            hash = four(hash, prime, key, i);
            i += 4;
        }
        for (; i < end; i++) {
            hash = (hash ^ (byte) key.charAt(i)) * prime;
        }
        return hash;
    }

    // Step by step, since for a loop the array would be made.

    @SuppressWarnings("deprecation") // the low byte of each character is what is wanted
    private static int eight(int start, int prime, String key, int from) {
        byte[] bytes = new byte[8];
        key.getBytes(from, from + 8, bytes, 0);
        int hash = (start ^ bytes[0]) * prime;
        hash = (hash ^ bytes[1]) * prime;
        hash = (hash ^ bytes[2]) * prime;
        hash = (hash ^ bytes[3]) * prime;
        hash = (hash ^ bytes[4]) * prime;
        hash = (hash ^ bytes[5]) * prime;
        hash = (hash ^ bytes[6]) * prime;
        return (hash ^ bytes[7]) * prime;
    }

    @SuppressWarnings("deprecation") // as above
    private static int four(int start, int prime, String key, int from) {
        byte[] bytes = new byte[4];
        key.getBytes(from, from + 4, bytes, 0);
        int hash = (start ^ bytes[0]) * prime;
        hash = (hash ^ bytes[1]) * prime;
        hash = (hash ^ bytes[2]) * prime;
        return (hash ^ bytes[3]) * prime;
    }
}
