package dev.memjay.placement;

/** Austin Appleby's MurmurHash3 of 32 bits for x86: with a seed for pymemcache and folsom, without for libmemcached. */
final class Murmur3 {
    private Murmur3() {}

    /** libmemcached's {@code murmur3}, whose seed depends on the length. */
    static int hash(String key) {
        return hash(key, 0xDEADBEEF * key.length());
    }

    static int hash(String key, int seed) {
        int length = key.length();
        int end = length & ~3;
        int hash = seed;
        for (int i = 0; i < end; i += 4) {
            hash = mix(hash, LittleEndian.word(key, i));
        }
        return finish(hash, LittleEndian.tail(key, end), length);
    }

    /** Takes four bytes in. */
    static int mix(int hash, int word) {
        return Integer.rotateLeft(hash ^ scramble(word), 13) * 5 + 0xE6546B64;
    }

    /**
     * Takes the last bytes in and spreads the bits.
     *
     * @param tail the up to three bytes that filled no word; 0 for none
     * @param length of the whole, in bytes
     */
    static int finish(int before, int tail, int length) {
        int hash = before ^ scramble(tail) ^ length;
        hash ^= hash >>> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >>> 13;
        hash *= 0xC2B2AE35;
        hash ^= hash >>> 16;
        return hash;
    }

    private static int scramble(int word) {
        return Integer.rotateLeft(word * 0xCC9E2D51, 15) * 0x1B873593;
    }
}
