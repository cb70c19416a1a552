package dev.memjay.placement;

import java.util.List;

/**
 * A hash function over keys. Stateless and thread-safe.
 *
 * <p>The functions named here give what libmemcached gives on x86-64, bit for bit. Several of its functions take bytes
 * above 127 as negative numbers, as the C compilers of that platform do; on ARM the same source gives other results for
 * such keys.
 */
@FunctionalInterface
public interface KeyHash {
    /**
     * The hash of a key.
     *
     * @param key the key, one character of 1 to 255 a byte
     * @return 32 bits, to be taken as unsigned
     */
    int hash(String key);

    /** Jenkins' one-at-a-time, libmemcached's {@code default}. */
    static KeyHash oneAtATime() {
        return Jenkins::oneAtATime;
    }

    /** The first four bytes of MD5, lowest first: libmemcached's {@code md5}, the hash of ketama. */
    static KeyHash md5() {
        return JdkMd5::hash;
    }

    /** libmemcached's {@code crc}: CRC-32 of which only 15 bits are kept. */
    static KeyHash crc() {
        return Crc::hash15;
    }

    /** CRC-32 as zlib computes it, all 32 bits. libmemcached's {@code crc} is another: it keeps 15 bits. */
    static KeyHash crc32() {
        return Crc::hash;
    }

    /** FNV-1 of 32 bits, libmemcached's {@code fnv1_32}. */
    static KeyHash fnv32() {
        return Fnv::fnv32;
    }

    /** FNV-1a of 32 bits, as libmemcached's {@code fnv1a_32} computes it: bytes above 127 are taken as negative. */
    static KeyHash fnv1a32() {
        return Fnv::fnv1a32;
    }

    /** The low half of FNV-1 of 64 bits, libmemcached's {@code fnv1_64}. */
    static KeyHash fnv64() {
        return Fnv::fnv64;
    }

    /** libmemcached's and twemproxy's {@code fnv1a_64}, which works on 32 bits with the low halves of the constants. */
    static KeyHash fnv1a64() {
        return Fnv::fnv1a64;
    }

    /** Hsieh's SuperFastHash, libmemcached's {@code hsieh}; many builds of libmemcached leave it out. */
    static KeyHash hsieh() {
        return Hsieh::hash;
    }

    /** MurmurHash2 with a seed made of the length, libmemcached's {@code murmur}. */
    static KeyHash murmur() {
        return Murmur::hash2;
    }

    /** MurmurHash3 with a seed made of the length, libmemcached's {@code murmur3}. */
    static KeyHash murmur3() {
        return Murmur::hash3;
    }

    /**
     * MurmurHash3 of 32 bits; seed 0 is pymemcache's and Guava's.
     *
     * @param seed where it starts
     */
    static KeyHash murmur3(int seed) {
        return key -> Murmur.hash3(key, seed);
    }

    /** Jenkins' lookup3, libmemcached's {@code jenkins}. */
    static KeyHash jenkins() {
        return Jenkins::lookup3;
    }

    /** The names that {@link #byName} knows. */
    static List<String> names() {
        return List.of(
                "default",
                "md5",
                "crc",
                "fnv1_64",
                "fnv1a_64",
                "fnv1_32",
                "fnv1a_32",
                "hsieh",
                "murmur",
                "murmur3",
                "jenkins",
                "crc32");
    }

    /**
     * The function that libmemcached calls so, or {@code crc32} for all bits of that.
     *
     * @param name one of {@link #names()}
     * @throws IllegalArgumentException for another name
     */
    static KeyHash byName(String name) {
        return switch (name) {
            case "default" -> oneAtATime();
            case "md5" -> md5();
            case "crc" -> crc();
            case "fnv1_64" -> fnv64();
            case "fnv1a_64" -> fnv1a64();
            case "fnv1_32" -> fnv32();
            case "fnv1a_32" -> fnv1a32();
            case "hsieh" -> hsieh();
            case "murmur" -> murmur();
            case "murmur3" -> murmur3();
            case "jenkins" -> jenkins();
            case "crc32" -> crc32();
            default ->
                throw new IllegalArgumentException(
                        "there is no hash '" + name + "'; known are " + String.join(", ", names()));
        };
    }
}
