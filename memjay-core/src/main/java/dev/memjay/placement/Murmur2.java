package dev.memjay.placement;

/** Austin Appleby's MurmurHash2 as libmemcached's {@code murmur} calls it: with a seed that depends on the length. */
final class Murmur2 {
    private static final int M = 0x5BD1E995;

    private Murmur2() {}

    static int hash(String key) {
        int length = key.length();
        int hash = 0xDEADBEEF * length ^ length;
        int end = length & ~3;
        for (int i = 0; i < end; i += 4) {
            int k = LittleEndian.word(key, i) * M;
            hash = hash * M ^ (k ^ k >>> 24) * M;
        }
        if (end < length) {
            hash = (hash ^ LittleEndian.tail(key, end)) * M;
        }
        hash ^= hash >>> 13;
        hash *= M;
        hash ^= hash >>> 15;
        return hash;
    }
}
