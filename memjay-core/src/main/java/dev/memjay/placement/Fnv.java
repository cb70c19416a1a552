package dev.memjay.placement;

/** The Fowler-Noll-Vo hashes in libmemcached's four variants; bytes above 127 count as negative. */
final class Fnv {
    private static final int OFFSET_32 = 0x811C9DC5;
    private static final int PRIME_32 = 0x01000193;
    private static final long OFFSET_64 = 0xCBF29CE484222325L;
    private static final long PRIME_64 = 0x100000001B3L;

    private Fnv() {}

    static int fnv32(String key) {
        int hash = OFFSET_32;
        int length = key.length();
        for (int i = 0; i < length; i++) {
            hash = hash * PRIME_32 ^ (byte) key.charAt(i);
        }
        return hash;
    }

    static int fnv1a32(String key) {
        int hash = OFFSET_32;
        int length = key.length();
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (byte) key.charAt(i)) * PRIME_32;
        }
        return hash;
    }

    static int fnv64(String key) {
        long hash = OFFSET_64;
        int length = key.length();
        for (int i = 0; i < length; i++) {
            hash = hash * PRIME_64 ^ (byte) key.charAt(i);
        }
        return (int) hash;
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
