package dev.memjay.placement;

/** Austin Appleby's MurmurHash2, and his MurmurHash3 of 32 bits for x86. */
final class Murmur {
    private static final int M2 = 0x5BD1E995;

    private Murmur() {}

    /** MurmurHash2 as libmemcached's {@code murmur} calls it: with a seed that depends on the length. */
    static int hash2(String key) {
        int length = key.length();
        int hash = 0xDEADBEEF * length ^ length;
        int end = length & ~3;
        for (int i = 0; i < end; i += 4) {
            int k = LittleEndian.word(key, i) * M2;
            hash = hash * M2 ^ (k ^ k >>> 24) * M2;
        }
        if (end < length) {
            hash = (hash ^ LittleEndian.tail(key, end)) * M2;
        }
        hash ^= hash >>> 13;
        hash *= M2;
        hash ^= hash >>> 15;
        return hash;
    }

    /** MurmurHash3 as libmemcached's {@code murmur3}, whose seed depends on the length. */
    static int hash3(String key) {
        return hash3(key, 0xDEADBEEF * key.length());
    }

    /** MurmurHash3 with a seed, as pymemcache and folsom call it. */
    static int hash3(String key, int seed) {
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
